// The signature pad: whole-number x, y strokes only leave the phone. Time and pressure are not taken.
import SignaturePad from "signature_pad";

const form = document.querySelector("[data-sign]");
if (form) {
  const canvas = form.querySelector("canvas");
  const field = form.querySelector("[name=strokes]");
  const ghost = form.querySelector(".ghost");
  const preview = form.querySelector("[data-preview]");
  const picture = preview.querySelector("img");
  const send = document.querySelector("[data-send]");
  const pad = new SignaturePad(canvas, { minWidth: 1.6, maxWidth: 3.6, penColor: "#10102a", minDistance: 2 });

  const fit = () => {
    const kept = pad.toData();
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.fromData(kept);
  };
  const show = () => {
    const strokes = pad.toData().map((line) => line.points.map((point) => [Math.round(point.x), Math.round(point.y)]));
    field.value = strokes.length ? JSON.stringify(strokes) : "";
    ghost.hidden = strokes.length > 0;
    preview.hidden = strokes.length === 0;
    send.disabled = strokes.length === 0;
    if (strokes.length) picture.src = canvas.toDataURL("image/png");
  };
  pad.addEventListener("endStroke", show);
  form.querySelector("[data-clear]").addEventListener("click", () => { pad.clear(); show(); });
  form.querySelector("[data-undo]").addEventListener("click", () => { pad.fromData(pad.toData().slice(0, -1)); show(); });
  window.addEventListener("resize", () => { fit(); show(); });
  fit();
  show();
}
