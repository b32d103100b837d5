/* The tree as it stands, and the way back: a hundred steps, one for each pause in the typing. */
import { data } from "./page.js";

const STEPS = 100;
const PAUSE = 600; // milliseconds

export const state = {
  tree: data.tree,
  readonly: data.readonly,
  selected: "", // the block that the person is at
  busy: false, // something is being dragged: nothing from outside may move now
};

const watchers = [];
let [past, future] = [[], []];
let last = { key: "", when: 0 };
let caretNow = () => null;

export const watch = (watcher) => watchers.push(watcher);
export const caretFrom = (source) => {
  caretNow = source;
};

const announce = (why) => {
  for (const watcher of watchers) watcher(why);
};

/* A step of the person's. Steps with one key that follow closely are one. */
export const change = (tree, { key = "", caret = caretNow() } = {}) => {
  if (tree === state.tree || state.readonly) return;
  const now = Date.now();
  if (!key || key !== last.key || now - last.when > PAUSE) past.push({ tree: state.tree, caret });
  if (past.length > STEPS) past.shift();
  last = { key, when: now };
  future = [];
  state.tree = tree;
  announce("change");
};

/* A tree that is only looked at, while something is carried. */
export const peek = (tree) => {
  state.tree = tree;
  announce("peek");
};

/* What came from the server. The steps back stay the person's own: `onto` brings each of them up to date. */
export const adopt = (tree, onto) => {
  if (onto) {
    past = past.map((step) => ({ ...step, tree: onto(step.tree) }));
    future = future.map((step) => ({ ...step, tree: onto(step.tree) }));
  }
  state.tree = tree;
  announce("adopt");
};

const step = (from, to, why) => {
  if (!from.length || state.readonly || state.busy) return null;
  const { tree, caret } = from.pop();
  to.push({ tree: state.tree, caret: caretNow() });
  state.tree = tree;
  last = { key: "", when: 0 };
  announce(why);
  return caret;
};

export const undo = () => step(past, future, "change");
export const redo = () => step(future, past, "change");
export const canUndo = () => past.length > 0;
export const canRedo = () => future.length > 0;

export const freeze = () => {
  state.readonly = true;
  announce("readonly");
};

export const setBusy = (busy) => {
  state.busy = busy;
  if (!busy) announce("idle");
};
