/* Fields into paragraphs: from the list beside it by click or by drag, or found by typing. */
import { current, putCaret, select } from "./caret.js";
import * as edit from "./edit.js";
import { fieldOf } from "./known.js";
import { place, say, told } from "./page.js";
import { closePalette } from "./panes.js";
import * as paragraph from "./paragraph.js";
import { get, PLAIN, partsOf } from "./parts.js";
import { matches, pickField } from "./picker.js";
import { tokens } from "./runs.js";
import { state } from "./store.js";
import { replaceSelection } from "./typing.js";
import { blockAt } from "./view.js";

const KIND = "application/x-studio-field";
const sheet = place("sheet");
const palette = place("palette");

/* Where a field may go: at the caret, else at the end of the selected block. */
const target = () => {
  const caret = current();
  if (caret?.id && !PLAIN.test(caret.part)) return caret;
  const block = edit.blockOf(state.selected);
  const part = block && partsOf(block).find((one) => !PLAIN.test(one));
  return part ? { id: block.id, part, from: Number.MAX_SAFE_INTEGER } : null;
};

const insert = (name, caret = target()) => {
  const field = fieldOf(name);
  if (field.kind === "rows") {
    if (caret) select(caret.id);
    return edit.add(edit.tableOf(field));
  }
  if (!caret || !edit.blockOf(caret.id)) return edit.refuse(told("no_place_for_field"));
  edit.refuse("");
  const block = edit.blockOf(caret.id);
  const end = tokens(get(block, caret.part)).length;
  const [from, to] = [Math.min(caret.from, end), Math.min(caret.to ?? caret.from, end)];
  replaceSelection([{ field: name }], { ...caret, from, to });
  say(told("inserted", { field: field.label }));
};

const ask = async () => {
  const caret = target();
  if (!caret) return edit.refuse(told("no_place_for_field"));
  const name = await pickField();
  if (name) insert(name, caret);
  else putCaret(caret);
};

place("insert-field").addEventListener("pointerdown", (event) => event.preventDefault());
place("insert-field").addEventListener("click", ask);
sheet.addEventListener("pointerdown", (event) => {
  if (event.target.closest("[data-insert-field]")) event.preventDefault();
});
sheet.addEventListener("click", ({ target: from }) => {
  const button = from.closest("[data-insert-field]");
  if (!button) return;
  select(blockAt(button).dataset.block);
  const caret = current();
  if (caret?.id !== state.selected) return pickInto(state.selected);
  ask();
});

const pickInto = async (id) => {
  const part = partsOf(edit.blockOf(id)).find((one) => !PLAIN.test(one));
  const name = await pickField();
  const caret = { id, part, from: Number.MAX_SAFE_INTEGER };
  if (name) insert(name, caret);
  else putCaret(caret);
};

palette.addEventListener("click", ({ target: from }) => {
  const button = from.closest("[data-field-name]");
  if (!button) return;
  closePalette();
  insert(button.dataset.fieldName);
});

const search = place("field-search");
export const seek = () => {
  for (const button of palette.querySelectorAll("[data-field-name]")) {
    const hidden = !matches(fieldOf(button.dataset.fieldName), search.value);
    button.hidden = hidden;
    const whole = button.closest("[data-own]");
    if (whole) whole.hidden = hidden;
  }
  for (const group of palette.querySelectorAll("[data-field-group]"))
    group.hidden = ![...group.querySelectorAll("[data-field-name]")].some((one) => !one.hidden);
};
search.addEventListener("input", seek);

/* By drag: the caret shows where it would go. */
let dragged = "";
palette.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-field-name]")?.dataset.fieldName ?? "";
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "copy";
  event.dataTransfer.setData(KIND, dragged);
  event.dataTransfer.setData("text/plain", fieldOf(dragged).label);
});
palette.addEventListener("dragend", () => {
  dragged = "";
});

const pointed = (event) => {
  const words = event.target.closest?.("[data-words]");
  if (!words || !blockAt(words) || PLAIN.test(words.dataset.part)) return null;
  const point = paragraph.fromPoint(event.clientX, event.clientY);
  const inside = point && words.contains(point.node);
  return {
    words,
    id: blockAt(words).dataset.block,
    part: words.dataset.part,
    from: inside ? paragraph.offsetOf(words, point.node, point.offset) : Number.MAX_SAFE_INTEGER,
  };
};

let shownAt = "";
sheet.addEventListener("dragover", (event) => {
  if (!dragged) return;
  const at = pointed(event);
  if (!at) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  const key = `${at.id} ${at.part} ${at.from}`;
  if (key !== shownAt) paragraph.setCaret(at.words, at.from);
  shownAt = key;
});
sheet.addEventListener("drop", (event) => {
  if (!dragged) return;
  event.preventDefault();
  const at = pointed(event);
  const name = dragged;
  dragged = shownAt = "";
  if (at) insert(name, { id: at.id, part: at.part, from: at.from });
});
