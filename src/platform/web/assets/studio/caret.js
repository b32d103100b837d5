/* Where the person is: the block, the part of it, the place in that. It outlives what takes the focus, such as a list of fields. */
import * as paragraph from "./paragraph.js";
import { caretFrom, state } from "./store.js";
import { blockAt, elementOf, sheet, wordsAt, wordsOf } from "./view.js";

let last = null; // { id, part, from, to }
const watchers = [];

export const onSelect = (watcher) => watchers.push(watcher);

export const caret = () => (last && wordsAt(last.id, last.part) ? last : null);

const look = () => {
  const found = paragraph.selected();
  if (!found || document.activeElement !== found.place) return;
  const id = blockAt(found.place)?.dataset.block ?? "";
  last = { id, part: found.place.dataset.part, from: found.from, to: found.to };
};

export const current = () => {
  look();
  return caret();
};
caretFrom(current);

export const select = (id) => {
  if (state.selected === id) return;
  elementOf(state.selected)?.classList.remove("is-selected");
  state.selected = id;
  elementOf(id)?.classList.add("is-selected");
  for (const watcher of watchers) watcher(id);
};

export const putCaret = (at) => {
  const words = at && wordsAt(at.id, at.part);
  if (!words) return;
  paragraph.setCaret(words, at.from, at.to);
  last = at;
};

/* To a block, from elsewhere on the page. */
export const goTo = (id, { end = false } = {}) => {
  const element = elementOf(id);
  if (!element) return;
  element.scrollIntoView({ block: "center", inline: "nearest" });
  const [words] = wordsOf(element);
  if (!words) element.querySelector("[data-handle]").focus({ preventScroll: true });
  else putCaret({ id, part: words.dataset.part, from: end ? Number.MAX_SAFE_INTEGER : 0 });
  select(id);
};

document.addEventListener("selectionchange", look);
sheet.addEventListener("focusin", ({ target }) => {
  const block = blockAt(target);
  if (block) select(block.dataset.block);
});
sheet.addEventListener("click", ({ target }) => {
  const block = blockAt(target);
  if (!block || target.closest("button, input, select, [data-words]")) return;
  select(block.dataset.block);
});
