/* Conditions around blocks and within paragraphs. */
import { build } from "./builder.js";
import { current, putCaret } from "./caret.js";
import * as edit from "./edit.js";
import { place, told } from "./page.js";
import * as paragraph from "./paragraph.js";
import { get, PLAIN } from "./parts.js";
import { built, tokens, wrapped } from "./runs.js";
import { state } from "./store.js";
import { write } from "./typing.js";
import { blockAt } from "./view.js";

export const editBlock = async (id) => {
  const answer = await build(edit.blockOf(id).test, { dropLabel: told("unwrap") });
  if (answer === "drop") edit.unwrap(id);
  else if (answer) edit.update({ ...edit.blockOf(id), test: answer });
};

export const encloseBlock = async (id) => {
  const answer = await build();
  if (answer) edit.enclose(id, answer);
};

/* A new condition is asked for first: one that asks nothing would be wrong from the start. */
export const addBlock = async (add) => {
  const answer = await build();
  if (answer) add(edit.fresh("condition", { test: answer }));
};

const encloseText = async (caret) => {
  if (!caret?.id || PLAIN.test(caret.part)) return;
  const { id, part, from, to } = caret;
  if (!wrapped(get(edit.blockOf(id), part), from, to, {})) return edit.refuse(told("cuts_condition"));
  const answer = await build();
  if (!answer) return putCaret(caret);
  write(id, part, wrapped(get(edit.blockOf(id), part), from, to, answer), to + 1);
};

const editText = async (button) => {
  const when = button.closest("[data-when]");
  const words = button.closest("[data-words]");
  const id = blockAt(words).dataset.block;
  const { part } = words.dataset;
  const open = paragraph.offsetOf(words, when.parentNode, [...when.parentNode.childNodes].indexOf(when));
  const answer = await build(JSON.parse(when.dataset.when), { dropLabel: told("unwrap_text") });
  if (!answer) return putCaret({ id, part, from: open + 1 });
  const row = tokens(get(edit.blockOf(id), part));
  if (answer !== "drop") row[open] = { open: answer };
  else row.splice(closeOf(row, open), 1) && row.splice(open, 1);
  write(id, part, built(row), answer === "drop" ? open : open + 1);
};

const closeOf = (row, open) => {
  let depth = 0;
  for (let at = open; at < row.length; at += 1) {
    depth += row[at].open ? 1 : row[at].close ? -1 : 0;
    if (!depth) return at;
  }
  return row.length - 1;
};

place("document").addEventListener("click", ({ target }) => {
  const button = target.closest("[data-test]");
  if (!button || state.readonly) return;
  if (button.closest("[data-when]")) editText(button);
  else editBlock(blockAt(button).dataset.block);
});

const conditional = place("conditional");
conditional.addEventListener("pointerdown", (event) => event.preventDefault());
conditional.addEventListener("click", () => encloseText(current()));
