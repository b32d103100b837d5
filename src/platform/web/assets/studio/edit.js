/* What can be done with blocks; each is one step that can be undone. */
import { putCaret, select } from "./caret.js";
import { data, place, say, told } from "./page.js";
import { partsOf } from "./parts.js";
import { change, state } from "./store.js";
import * as trees from "./tree.js";
import { nameOf } from "./view.js";

const refusal = place("refused");
let timer = 0;

export const refuse = (text) => {
  refusal.textContent = text;
  refusal.hidden = !text;
  clearTimeout(timer);
  if (text) timer = setTimeout(() => refuse(""), 8000);
};

const EMPTY = {
  heading: () => ({ text: "", item: "" }),
  clause: () => ({ runs: [], numbered: true, item: "" }),
  list: () => ({ style: "round", items: [[]] }),
  table: () => ({ head: ["", ""], rows: [[[], []]], widths: [1, 1], rows_of: "" }),
  break: () => ({}),
  sign: () => ({}),
  annex: () => ({ title: "", blocks: [] }),
  condition: () => ({ test: { how: "all", tests: [] }, blocks: [] }),
};

export const fresh = (kind, values = {}) => ({ t: kind, id: trees.newId(), ...EMPTY[kind](), ...values });

/* A table whose rows come with the values of a contract. */
export const tableOf = ({ name, columns }) =>
  fresh("table", { head: columns, rows: [], widths: columns.map(() => 1), rows_of: name });

export const start = (block) => {
  const [part] = partsOf(block);
  if (part) putCaret({ id: block.id, part, from: 0 });
  select(block.id);
};

/* Why a block cannot be put there, in words; nothing where it can. */
export const hindrance = (block, parent) => {
  if (block.t === "sign" && [...trees.walk(state.tree.blocks)].some((one) => one.block.t === "sign"))
    return told("one_sign");
  if (trees.count(state.tree) + trees.count({ blocks: [block] }) > data.most_blocks)
    return told("too_many", { n: data.most_blocks });
  if (!trees.may(state.tree, block, parent)) return told(`not_here_${block.t}`);
  return "";
};

export const put = (block, parent, at) => {
  if (parent && !trees.find(state.tree, parent)) return add(block); // somebody took the container away meanwhile
  const why = hindrance(block, parent);
  refuse(why);
  if (why) return false;
  change(trees.insert(state.tree, parent, at, block));
  say(told("added", { block: nameOf(block) }));
  return true;
};

/* After the selected block, or after what holds it where it may not lie beside it. */
const spot = (block) => {
  let here = trees.find(state.tree, state.selected);
  while (here && !trees.may(state.tree, block, here.parent)) here = trees.find(state.tree, here.parent);
  const sign = state.tree.blocks.findIndex((one) => one.t === "sign");
  const end = sign < 0 || block.t === "annex" ? state.tree.blocks.length : sign;
  return here ? [here.parent, here.at + 1] : ["", end];
};

export const add = (block) => {
  const done = put(block, ...spot(block));
  if (done) start(block);
  return done;
};

/* Fields of the template's own, and the blocks that use them, in one step. */
export const addFields = (fields, blocks) => {
  const tree = { ...state.tree, fields: [...state.tree.fields, ...fields] };
  if (!blocks.length) return change(tree);
  const [parent, at] = spot(blocks[0]);
  const why = hindrance({ ...blocks[0], blocks }, parent);
  refuse(why);
  change(why ? tree : trees.insert(tree, parent, at, ...blocks));
};

export const remove = (id) => {
  const { parent, at, siblings } = trees.find(state.tree, id);
  const next = siblings[at + 1] ?? siblings[at - 1];
  change(trees.remove(state.tree, id));
  say(told("removed"));
  if (next) select(next.id);
  else select(parent);
  return next?.id ?? parent;
};

export const shift = (id, by) => {
  const { parent, at, siblings } = trees.find(state.tree, id);
  const to = at + by;
  if (to < 0 || to >= siblings.length) return;
  change(trees.move(state.tree, id, parent, to));
};

export const duplicate = (id) => {
  const { block, parent, at } = trees.find(state.tree, id);
  const copy = trees.copyOf(block);
  if (put(copy, parent, at + 1)) start(copy);
};

export const enclose = (id, test) => {
  const { block } = trees.find(state.tree, id);
  const box = fresh("condition", { test, blocks: [block] });
  const { parent } = trees.find(state.tree, id);
  const outside = trees.remove(state.tree, id);
  if (!trees.may(outside, box, parent)) return refuse(told("not_here_condition"));
  change(trees.replace(state.tree, id, box));
  select(box.id);
};

export const unwrap = (id) => {
  const { block } = trees.find(state.tree, id);
  change(trees.replace(state.tree, id, ...block.blocks));
  if (block.blocks.length) select(block.blocks[0].id);
};

export const update = (block, options) => change(trees.update(state.tree, block), options);
export const blockOf = (id) => trees.find(state.tree, id)?.block;
