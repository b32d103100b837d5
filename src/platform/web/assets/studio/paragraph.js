/* A paragraph on the screen: drawn from runs, read back into runs, and the caret in it as a number (runs.js). */
import { fieldOf } from "./known.js";
import { piece, told } from "./page.js";
import { textRuns, tidy } from "./runs.js";
import { inWords, labelOf } from "./tests.js";

const NOTHING = "\u200b"; // gives the caret a place beside what cannot be typed in
const visible = (text) => text.replaceAll(NOTHING, "");
const isText = (node) => node.nodeType === Node.TEXT_NODE;
const isField = (node) => node.dataset?.field !== undefined;
const isWhen = (node) => node.dataset?.when !== undefined;
const isFixed = (node) => node.dataset?.fixed !== undefined;

const nameField = (element) => {
  const name = element.dataset.field;
  const unknown = !fieldOf(name);
  element.querySelector("[data-label]").textContent = labelOf(name);
  element.querySelector("[data-do]").setAttribute("aria-label", told("drop_field", { field: labelOf(name) }));
  element.classList.toggle("is-unknown", unknown);
  element.title = unknown ? told("unknown_field") : "";
};

const chip = (name) => {
  const element = piece("field");
  element.dataset.field = name;
  nameField(element);
  return element;
};

const nameTest = (element) => {
  const said = inWords(JSON.parse(element.dataset.when));
  const start = element.querySelector("[data-test]");
  start.textContent = said;
  start.setAttribute("aria-label", told("edit_test", { test: said }));
};

/* Fields may be called something else now, or not be there any more. */
export const renamed = (root) => {
  for (const element of root.querySelectorAll("[data-field]")) nameField(element);
  for (const element of root.querySelectorAll("[data-when]")) nameTest(element);
};

const conditional = (run) => {
  const element = piece("when");
  element.dataset.when = JSON.stringify(run.test);
  nameTest(element);
  const [start, end] = element.children;
  element.replaceChildren(start, ...drawn(run.runs, true), end);
  return element;
};

const drawn = (runs, inside = false) => {
  const nodes = [];
  let needs = inside;
  for (const run of runs) {
    if (run.t === "text") {
      nodes.push(document.createTextNode(run.text));
      needs = false;
      continue;
    }
    if (needs || !nodes.length) nodes.push(document.createTextNode(NOTHING));
    nodes.push(run.t === "field" ? chip(run.name) : conditional(run));
    needs = true;
  }
  if (needs) nodes.push(document.createTextNode(NOTHING));
  return nodes;
};

export const draw = (place, runs) => place.replaceChildren(...drawn(runs));

const collected = (node) =>
  [...node.childNodes].flatMap((child) => {
    if (isText(child)) return textRuns(visible(child.data).replace(/[\r\n\t]+/g, " "));
    if (isField(child)) return [{ t: "field", name: child.dataset.field }];
    if (isWhen(child))
      return [{ t: "when", test: JSON.parse(child.dataset.when), runs: tidy(collected(child)) }];
    return isFixed(child) ? [] : collected(child);
  });

export const read = (place) => tidy(collected(place));

/* Whether the screen still has all that runs need: the browser may have taken half of a bracket, or the caret's place. */
export const whole = (place) =>
  [...place.querySelectorAll("[data-when]")].every(
    ({ firstChild, lastChild }) =>
      firstChild?.dataset?.test !== undefined && lastChild?.dataset?.end !== undefined,
  ) && [...place.querySelectorAll("[data-field]")].every((element) => element.querySelector("[data-label]"));

/* Counts tokens up to a point of the screen. */
const counted = (node, point) => {
  if (isText(node)) {
    if (node === point.node) return { n: visible(node.data.slice(0, point.offset)).length, found: true };
    return { n: visible(node.data).length, found: false };
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return { n: 0, found: false };
  const inside = node === point.node || node.contains(point.node);
  if (isField(node)) return { n: 1, found: inside };
  if (isFixed(node)) return { n: 0, found: inside };
  let n = isWhen(node) ? 1 : 0;
  for (const [at, child] of [...node.childNodes].entries()) {
    if (node === point.node && at === point.offset) return { n, found: true };
    const part = counted(child, point);
    n += part.n;
    if (part.found) return { n, found: true };
  }
  if (node === point.node) return { n, found: true };
  return { n: isWhen(node) ? n + 1 : n, found: false };
};

export const offsetOf = (place, node, offset) => counted(place, { node, offset }).n;

const sought = (node, left) => {
  for (const child of node.childNodes) {
    if (isText(child)) {
      const text = visible(child.data);
      if (left <= text.length) {
        const lead = child.data.length - child.data.replace(/^\u200b+/, "").length;
        return { node: child, offset: left === 0 && !text ? child.data.length : left + lead };
      }
      left -= text.length;
    } else if (isField(child)) left -= 1;
    else if (isWhen(child)) {
      if (left < 1) continue;
      const inner = sought(child, left - 1);
      if (inner.node) return inner;
      left = inner.left - 1;
    } else if (!isFixed(child)) {
      const inner = sought(child, left);
      if (inner.node) return inner;
      left = inner.left;
    }
  }
  return { left };
};

export const setCaret = (place, from, to = from) => {
  const [start, end] = [sought(place, from), to === from ? null : sought(place, to)];
  const selection = getSelection();
  const last = place.childNodes.length;
  const range = document.createRange();
  range.setStart(start.node ?? place, start.node ? start.offset : last);
  if (end) range.setEnd(end.node ?? place, end.node ? end.offset : last);
  else range.collapse(true);
  if (document.activeElement !== place) place.focus({ preventScroll: true });
  selection.removeAllRanges();
  selection.addRange(range);
};

/* The caret or the selection, where it lies in one paragraph. */
export const selected = () => {
  const selection = getSelection();
  if (!selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const element = isText(range.startContainer) ? range.startContainer.parentElement : range.startContainer;
  const place = element.closest?.("[data-words]");
  if (!place?.contains(range.endContainer)) return null;
  return {
    place,
    from: offsetOf(place, range.startContainer, range.startOffset),
    to: offsetOf(place, range.endContainer, range.endOffset),
  };
};

export const fromPoint = (x, y) => {
  const found = document.caretPositionFromPoint?.(x, y);
  if (found) return { node: found.offsetNode, offset: found.offset };
  const range = document.caretRangeFromPoint?.(x, y);
  return range && { node: range.startContainer, offset: range.startOffset };
};
