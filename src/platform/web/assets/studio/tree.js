/* A template as a tree of blocks. Nothing here changes a tree: each function answers with a new one, which shares with the old
   one whatever did not change. */

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
export const DEEPEST = 3;

export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => LETTERS[byte % LETTERS.length]).join("");

export const bare = ({ blocks: _blocks, ...own }) => own;

export const same = (one, other) => {
  if (one === other) return true;
  if (!one || !other || typeof one !== "object" || typeof other !== "object") return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    Array.isArray(one) === Array.isArray(other) &&
    keys.every((key) => key in other && same(one[key], other[key]))
  );
};

/* Every block with the id of what holds it and its place there. */
export function* walk(blocks, parent = "") {
  for (const [at, block] of blocks.entries()) {
    yield { block, parent, at, siblings: blocks };
    if (block.blocks) yield* walk(block.blocks, block.id);
  }
}

export const find = (tree, id) => {
  for (const found of walk(tree.blocks)) if (found.block.id === id) return found;
  return null;
};

export const listOf = (tree, parent) => (parent ? (find(tree, parent)?.block.blocks ?? []) : tree.blocks);

/* The containers around a place, the innermost first. */
export const around = (tree, parent) => {
  const chain = [];
  for (let here = parent && find(tree, parent); here; here = here.parent && find(tree, here.parent))
    chain.push(here.block);
  return chain;
};

const at = (blocks, id, change) => {
  for (const [index, block] of blocks.entries()) {
    if (block.id === id) return change(blocks, index);
    const inner = block.blocks && at(block.blocks, id, change);
    if (inner) return blocks.map((one, other) => (other === index ? { ...one, blocks: inner } : one));
  }
  return null;
};

const splice = (list, index, taken, ...put) => [
  ...list.slice(0, index),
  ...put,
  ...list.slice(index + taken),
];

export const replace = (tree, id, ...blocks) => ({
  ...tree,
  blocks: at(tree.blocks, id, (list, index) => splice(list, index, 1, ...blocks)) ?? tree.blocks,
});

export const update = (tree, block) => {
  const known = find(tree, block.id)?.block;
  return replace(tree, block.id, known?.blocks ? { ...block, blocks: known.blocks } : block);
};

export const remove = (tree, id) => replace(tree, id);

export const insert = (tree, parent, index, ...blocks) => {
  if (!parent) return { ...tree, blocks: splice(tree.blocks, index, 0, ...blocks) };
  const { block } = find(tree, parent);
  return replace(tree, parent, { ...block, blocks: splice(block.blocks, index, 0, ...blocks) });
};

export const move = (tree, id, parent, index) => {
  const { block } = find(tree, id);
  return insert(remove(tree, id), parent, index, block);
};

const heightOf = (block) =>
  (block.t === "condition" ? 1 : 0) + Math.max(0, ...(block.blocks ?? []).map(heightOf));
const holds = (block, kind) => block.t === kind || (block.blocks ?? []).some((inner) => holds(inner, kind));

/* Whether a block may lie in a container: signatures on the top level, annexes there or in a condition there, conditions
   three deep. */
export const may = (tree, block, parent) => {
  const chain = around(tree, parent);
  if (chain.some((one) => one.id === block.id)) return false;
  if (holds(block, "sign")) return !chain.length;
  if (block.t === "annex") return !chain.length || (chain.length === 1 && chain[0].t === "condition");
  if (holds(block, "annex")) return !chain.length;
  return chain.filter((one) => one.t === "condition").length + heightOf(block) <= DEEPEST;
};

export const count = (tree) => [...walk(tree.blocks)].length;

/* The same block under new ids, for a copy. */
export const copyOf = (block) => ({
  ...block,
  id: newId(),
  ...(block.blocks && { blocks: block.blocks.filter((one) => one.t !== "sign").map(copyOf) }),
});
