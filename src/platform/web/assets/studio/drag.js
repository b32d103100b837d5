/* Blocks by mouse and by finger. While one is dragged only it moves; the tree follows when it is dropped. */
import Sortable from "sortablejs";
import { select } from "./caret.js";
import { addBlock } from "./conditions.js";
import * as edit from "./edit.js";
import { place, root, say, told } from "./page.js";
import { change, setBusy, state } from "./store.js";
import * as trees from "./tree.js";
import { onDrawing, sheet } from "./view.js";
import { whereIs } from "./where.js";

const parentOf = (list) => list.closest("[data-block]")?.dataset.block ?? "";
const blockOf = (element) =>
  element.dataset.block ? edit.blockOf(element.dataset.block) : { t: element.dataset.new, id: "" };

const COMMON = {
  animation: 0,
  forceFallback: true, // one way for mouse and finger, and a picture of our own under it
  fallbackOnBody: true,
  fallbackTolerance: 4,
  delay: 180,
  delayOnTouchOnly: true,
  touchStartThreshold: 6,
  scroll: true,
  forceAutoScrollFallback: true,
  bubbleScroll: true,
  scrollSensitivity: 70,
  scrollSpeed: 14,
  onStart: ({ item }) => {
    setBusy(true);
    root.classList.add("is-dragging");
    item.classList.add("is-gap");
    Sortable.ghost?.classList.add("is-carried");
  },
};

const ended = ({ item }) => {
  root.classList.remove("is-dragging");
  item.classList.remove("is-gap");
  setBusy(false);
};

const dropped = ({ item, to }) => {
  if (!item.dataset.block || !sheet.contains(to)) return ended({ item });
  const id = item.dataset.block;
  const parent = parentOf(to);
  const at = [...to.children].indexOf(item);
  const was = trees.find(state.tree, id);
  if (was.parent !== parent || was.at !== at) change(trees.move(state.tree, id, parent, at));
  ended({ item });
  select(id);
  say(told("dropped", { where: whereIs(id) }));
};

/* A new one from the list at the side: what was dragged goes back there, and a block takes its place. */
const added = ({ item, from, to, clone }) => {
  if (sheet.contains(from)) return;
  const at = [...to.children].indexOf(item);
  const parent = parentOf(to);
  clone.replaceWith(item);
  const put = (block) => {
    if (edit.put(block, parent, at)) edit.start(block);
  };
  if (item.dataset.new === "condition") addBlock(put);
  else put(edit.fresh(item.dataset.new));
};

const sortable = (list) =>
  Sortable.create(list, {
    ...COMMON,
    group: {
      name: "blocks",
      put: (to, _from, item) => trees.may(state.tree, blockOf(item), parentOf(to.el)),
    },
    handle: "[data-handle]",
    swapThreshold: 0.65,
    emptyInsertThreshold: 12,
    onAdd: added,
    onEnd: dropped,
  });

export const begin = () => {
  if (state.readonly) return;
  sortable(sheet);
  onDrawing((element) => {
    const list = element.querySelector("[data-list]");
    if (list) sortable(list);
  });
  Sortable.create(place("kinds"), {
    ...COMMON,
    group: { name: "blocks", pull: "clone", put: false },
    sort: false,
    onEnd: ended,
  });
};
