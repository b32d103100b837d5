/* Blocks by keyboard: space picks one up at its handle, the arrows carry it, space or Enter puts it down, Escape puts it back. */
import { select } from "./caret.js";
import { say, told } from "./page.js";
import { change, peek, setBusy, state } from "./store.js";
import * as trees from "./tree.js";
import { blockAt, elementOf, nameOf, sheet } from "./view.js";
import { whereIs } from "./where.js";

let carried = null; // { id, origin }

const handleOf = (id) => elementOf(id)?.querySelector("[data-handle]");
const isBox = (block) => block?.t === "annex" || block?.t === "condition";

const focus = (id) => {
  const handle = handleOf(id);
  handle?.focus({ preventScroll: true });
  handle?.scrollIntoView({ block: "nearest" });
};

const take = (id) => {
  carried = { id, origin: state.tree };
  setBusy(true);
  elementOf(id).classList.add("is-taken");
  say(told("taken", { block: nameOf(trees.find(state.tree, id).block), where: whereIs(id) }));
};

const letGo = () => {
  elementOf(carried.id)?.classList.remove("is-taken");
  const { id, origin } = carried;
  carried = null;
  return { id, origin };
};

const put = () => {
  const now = state.tree;
  const { id, origin } = letGo();
  state.tree = origin;
  change(now);
  setBusy(false);
  focus(id);
  say(told("dropped", { where: whereIs(id) }));
};

const back = () => {
  const { id, origin } = letGo();
  peek(origin);
  setBusy(false);
  focus(id);
  say(told("put_back", { where: whereIs(id) }));
};

/* Where a step leads: the id of the container and the place there. */
const target = (id, key) => {
  const { parent, at, siblings } = trees.find(state.tree, id);
  const outside = parent && trees.find(state.tree, parent);
  if (key === "ArrowUp") return at ? [parent, at - 1] : outside && [outside.parent, outside.at];
  if (key === "ArrowDown") {
    if (at < siblings.length - 1) return [parent, at + 1];
    return outside && [outside.parent, outside.at + 1];
  }
  if (key === "ArrowLeft") return outside && [outside.parent, outside.at + 1];
  const [before, after] = [siblings[at - 1], siblings[at + 1]];
  if (isBox(before)) return [before.id, before.blocks.length];
  return isBox(after) && [after.id, 0];
};

const carry = (key) => {
  const { id } = carried;
  const to = target(id, key);
  if (!to) return;
  const { block } = trees.find(state.tree, id);
  if (!trees.may(state.tree, block, to[0])) return say(told(`not_here_${block.t}`));
  peek(trees.move(state.tree, id, ...to));
  focus(id);
  select(id);
  say(whereIs(id));
};

const walk = (handle, by) => {
  const all = [...sheet.querySelectorAll("[data-handle]")];
  const next = all[all.indexOf(handle) + by];
  if (next) focus(blockAt(next).dataset.block);
};

sheet.addEventListener("keydown", (event) => {
  const handle = event.target.closest("[data-handle]");
  if (!handle || state.readonly || event.ctrlKey || event.metaKey || event.altKey) return;
  const { key } = event;
  if (carried && key === "Escape") back();
  else if (key === " " || (carried && key === "Enter")) {
    if (carried) put();
    else take(blockAt(handle).dataset.block);
  } else if (carried && key.startsWith("Arrow")) carry(key);
  else if (key === "ArrowUp" || key === "ArrowDown") walk(handle, key === "ArrowUp" ? -1 : 1);
  else return;
  event.preventDefault();
});
/* Whoever goes elsewhere while carrying has changed his mind. */
sheet.addEventListener("focusout", () => {
  setTimeout(() => {
    if (carried && document.activeElement !== handleOf(carried.id) && document.hasFocus()) back();
  });
});
