// The signature pad: whole-number x, y strokes only leave the phone. Time and pressure are not taken.
import SignaturePad from "signature_pad";

const form = document.querySelector("[data-sign]");
if (form) {
  const find = (selector) => document.querySelector(selector);
  const canvas = find("canvas");
  const field = find("[name=strokes]");
  const write = find("[data-write]");
  const preview = find("[data-preview]");
  const buttons = ["[data-look]", "[data-undo]", "[data-clear]"].map(find);
  const pad = new SignaturePad(canvas, { minWidth: 1.6, maxWidth: 3.6, penColor: "#10102a", minDistance: 2 });
  let width = 0;
  let drawn = { lines: [], width: 1, height: 1 }; // as it was written, on the pad it was written on

  // The phone was turned: what is written is scaled to the new pad from how it was written, so that turning back
  // and forth neither loses nor shrinks it.
  const fit = () => {
    if (!canvas.offsetWidth) return;
    width = canvas.offsetWidth;
    const height = canvas.offsetHeight;
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    const scale = Math.min(width / drawn.width, height / drawn.height);
    const left = (width - drawn.width * scale) / 2;
    const top = (height - drawn.height * scale) / 2;
    const lines = structuredClone(drawn.lines);
    for (const point of lines.flatMap((line) => line.points)) {
      point.x = point.x * scale + left;
      point.y = point.y * scale + top;
    }
    pad.fromData(lines);
  };

  const show = () => {
    drawn = { lines: structuredClone(pad.toData()), width: canvas.offsetWidth, height: canvas.offsetHeight };
    const strokes = pad.toData().map((line) => line.points.map(({ x, y }) => [Math.round(x), Math.round(y)]));
    field.value = strokes.length ? JSON.stringify(strokes) : "";
    find("[data-ghost]").hidden = strokes.length > 0;
    for (const button of buttons) button.disabled = strokes.length === 0;
  };

  // Only what is written, without the empty pad around it.
  const picture = () => {
    const points = pad.toData().flatMap((line) => line.points);
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    const edge = 8;
    const left = Math.min(...xs) - edge;
    const top = Math.min(...ys) - edge;
    const wide = Math.max(...xs) + edge - left;
    const high = Math.max(...ys) + edge - top;
    const ratio = canvas.width / width;
    const cut = document.createElement("canvas");
    cut.width = wide * ratio;
    cut.height = high * ratio;
    cut.getContext("2d").drawImage(canvas, -left * ratio, -top * ratio);
    return cut.toDataURL("image/png");
  };

  const look = (on) => {
    write.hidden = on;
    preview.hidden = !on;
    find("[data-stage=write]").hidden = on;
    find("[data-stage=look]").hidden = !on;
    if (on) {
      const image = preview.querySelector("img");
      image.addEventListener("load", () => image.scrollIntoView({ block: "center" }), { once: true });
      image.src = picture();
      preview.querySelector("h1").focus({ preventScroll: true });
    } else {
      fit();
    }
  };

  pad.addEventListener("endStroke", show);
  const clear = () => {
    pad.clear();
    show();
  };
  find("[data-clear]").addEventListener("click", clear);
  find("[data-undo]").addEventListener("click", () => {
    pad.fromData(pad.toData().slice(0, -1));
    show();
  });
  find("[data-look]").addEventListener("click", () => look(true));
  find("[data-again]").addEventListener("click", () => {
    look(false);
    clear();
  });
  window.addEventListener("resize", fit);
  fit();
  show();
}
