// The signature pad: whole-number x, y strokes only leave the phone. Time and pressure are not taken.
import SignaturePad from "signature_pad";
import { picture } from "./signing/ink.js";
import { forget, keep, kept } from "./signing/kept.js";

const PEN = { minWidth: 1.6, maxWidth: 3.6, penColor: "#10102a", minDistance: 2 };
const find = (selector) => document.querySelector(selector);
const EVEN = 12; // milliseconds
const NOTHING = { lines: [], width: 1, height: 1 };
let refit = () => {};

const start = () => {
  const form = find("[data-sign]");
  if (form) write(form, form.dataset.sign);
  const signed = find("[data-signed]");
  if (signed) forget(signed.dataset.signed);
};

const write = (form, contract) => {
  const canvas = find("canvas");
  const frame = find("[data-pad]");
  const field = form.elements.strokes;
  const preview = find("[data-preview]");
  const buttons = ["[data-look]", "[data-undo]", "[data-clear]"].map(find);
  const pad = new SignaturePad(canvas, PEN);
  // As it was written, on the pad it was written on, upright: what the server gets.
  let drawn = kept(contract) ?? NOTHING;
  // The phone stays upright and the pad lies across it: what goes down on the screen goes along the line.
  let across = false;

  const upright = ({ x, y }) => (across ? [y, canvas.offsetWidth - x] : [x, y]);
  const onPad = ([x, y]) => (across ? { x: canvas.offsetWidth - y, y: x } : { x, y });
  const size = () => {
    const [wide, high] = [canvas.offsetWidth, canvas.offsetHeight];
    return across ? [high, wide] : [wide, high];
  };

  // The phone was turned: what is written is scaled to the new pad from how it was written, so that turning back
  // and forth neither loses nor shrinks it.
  const fit = () => {
    if (!canvas.offsetWidth) return;
    if (across && innerWidth > innerHeight) return turn(false);
    const ratio = Math.max(devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    const [wide, high] = size();
    const scale = Math.min(wide / drawn.width, high / drawn.height);
    const [left, top] = [(wide - drawn.width * scale) / 2, (high - drawn.height * scale) / 2];
    // One time between all points and one pressure: neither is known any more, nor wanted.
    const moved = ([x, y], at) => ({
      ...onPad([x * scale + left, y * scale + top]),
      time: 1 + at * EVEN,
      pressure: 0.5,
    });
    pad.fromData(drawn.lines.map((line) => ({ ...PEN, points: line.map(moved) })));
  };

  const tell = () => {
    const rounded = drawn.lines.map((line) => line.map((point) => point.map(Math.round)));
    field.value = rounded.length ? JSON.stringify(rounded) : "";
    find("[data-ghost]").hidden = rounded.length > 0;
    for (const button of buttons) button.disabled = rounded.length === 0;
  };

  const take = () => {
    const [width, height] = size();
    drawn = { lines: pad.toData().map(({ points }) => points.map(upright)), width, height };
    if (drawn.lines.length) keep(contract, drawn);
    else forget(contract);
    tell();
  };

  const turn = (on) => {
    across = on;
    frame.toggleAttribute("data-across", on);
    const turner = find("[data-turn]");
    turner.textContent = on ? turner.dataset.back : turner.dataset.turn;
    fit();
  };

  const look = (on) => {
    if (on) turn(false);
    find("[data-write]").hidden = on;
    preview.hidden = !on;
    find("[data-stage=write]").hidden = on;
    find("[data-stage=look]").hidden = !on;
    if (!on) return fit();
    const image = preview.querySelector("[data-drawn]");
    image.addEventListener("load", () => image.scrollIntoView({ block: "center" }), { once: true });
    image.src = picture(drawn);
    preview.querySelector("h1").focus({ preventScroll: true });
  };

  const clear = () => {
    pad.clear();
    take();
  };

  placed(preview.querySelector("[data-place]"));
  pad.addEventListener("endStroke", take);
  find("[data-clear]").addEventListener("click", clear);
  find("[data-undo]").addEventListener("click", () => {
    pad.fromData(pad.toData().slice(0, -1));
    take();
  });
  find("[data-turn]").addEventListener("click", () => turn(!across));
  find("[data-look]").addEventListener("click", () => look(true));
  find("[data-again]").addEventListener("click", () => {
    look(false);
    clear();
  });
  refit = fit;
  fit();
  tell();
};

// Where the signature will stand on its page, in parts of it.
const placed = (place) => {
  const box = JSON.parse(place.dataset.place);
  for (const side of ["left", "top", "width", "height"]) {
    if (side in box) place.style[side] = `${box[side] * 100}%`;
  }
};

addEventListener("resize", () => refit());
start();
document.addEventListener("swapped", start);
