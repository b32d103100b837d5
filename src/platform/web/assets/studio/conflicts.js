/* Two changed one block: both versions stand at it, theirs in the text, until somebody chooses. */
import * as edit from "./edit.js";
import { piece, place, told } from "./page.js";
import { get, partsOf } from "./parts.js";
import { change, state, watch } from "./store.js";
import { inWords, labelOf } from "./tests.js";
import * as trees from "./tree.js";
import { elementOf, nameOf } from "./view.js";

const open = new Map(); // id → { id, theirs, yours, whole, parent, after }
let settled = () => {};

export const clashes = () => [...open.values()];
export const forgetClashes = () => open.clear();
export const onSettled = (tell) => {
  settled = tell;
};

export const clash = (one, mine, before) => {
  if (!one.id) return open.set("", one); // the title
  const found = trees.find(mine, one.id) ?? trees.find(before, one.id);
  const mineNow = trees.find(mine, one.id)?.block;
  open.set(one.id, {
    ...one,
    theirs: one.theirs && trees.bare(one.theirs),
    yours: one.yours && trees.bare(mineNow ?? one.yours),
    whole: one.whole ?? (mineNow && one.yours ? mineNow : null),
    parent: one.parent ?? found?.parent ?? "",
    after: one.after ?? found?.siblings[found.at - 1]?.id ?? "",
  });
};

const text = (runs) =>
  runs
    .map((run) => {
      if (run.t === "text") return run.text;
      if (run.t === "field") return told("field_in_words", { field: labelOf(run.name) });
      return told("when_in_words", { test: inWords(run.test), words: text(run.runs) });
    })
    .join("");

const inText = (block) => {
  if (!block) return told("deleted");
  if (typeof block === "string") return block;
  if (block.t === "condition") return inWords(block.test);
  const filled = block.rows_of ? told("filled_by", { field: labelOf(block.rows_of) }) : "";
  return [...partsOf(block).map((part) => text(get(block, part))), filled].filter(Boolean).join("\n");
};

const back = ({ id, yours, whole, parent, after }) => {
  if (!id) return change({ ...state.tree, title: yours });
  const there = trees.find(state.tree, id);
  if (there) return yours ? edit.update(yours) : change(trees.remove(state.tree, id));
  const home = parent && !trees.find(state.tree, parent) ? "" : parent;
  const at = trees.listOf(state.tree, home).findIndex((block) => block.id === after) + 1;
  change(trees.insert(state.tree, home, at, whole ?? yours));
};

const choose = (one, mine) => {
  open.delete(one.id);
  if (mine) back(one);
  show();
  settled();
  elementOf(one.id)?.querySelector("[data-handle]").focus({ preventScroll: true });
};

const panel = (one) => {
  const element = piece("conflict");
  element.querySelector("[data-yours]").textContent = inText(one.yours);
  element.querySelector("[data-theirs]").textContent = inText(one.theirs);
  element.querySelector("[data-title]").textContent = one.id
    ? told("conflict_at", { block: nameOf(one.theirs ?? one.yours) })
    : told("conflict_title");
  element.querySelector("[data-take='yours']").addEventListener("click", () => choose(one, true));
  element.querySelector("[data-take='theirs']").addEventListener("click", () => choose(one, false));
  return element;
};

const show = () => {
  for (const old of document.querySelectorAll("[data-conflict]")) old.remove();
  for (const one of open.values()) {
    const notes = elementOf(one.id)?.querySelector(":scope > [data-notes]");
    (notes ?? place("lost")).append(panel(one));
  }
};

watch((why) => {
  if (why === "adopt" && (open.size || document.querySelector("[data-conflict]"))) show();
});
