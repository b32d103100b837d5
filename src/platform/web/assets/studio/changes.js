/* What differs between two trees, and how what two people changed at once comes together. */
import { bare, same, walk } from "./tree.js";

const flat = (tree) => {
  const blocks = new Map();
  const lists = new Map([["", tree.blocks.map((block) => block.id)]]);
  const parents = new Map();
  for (const { block, parent } of walk(tree.blocks)) {
    blocks.set(block.id, bare(block));
    parents.set(block.id, parent);
    if (block.blocks)
      lists.set(
        block.id,
        block.blocks.map((inner) => inner.id),
      );
  }
  const fields = new Map(tree.fields.map((field) => [field.name, field]));
  return { title: tree.title, fields, blocks, lists, parents };
};

export const diff = (before, after) => {
  const [old, now] = [flat(before), flat(after)];
  const changes = { put: [], drop: [], order: [], fields: [] };
  if (old.title !== now.title) changes.title = { before: old.title, after: now.title };
  for (const name of new Set([...old.fields.keys(), ...now.fields.keys()])) {
    const [was, is] = [old.fields.get(name) ?? null, now.fields.get(name) ?? null];
    if (!same(was, is)) changes.fields.push({ before: was, after: is });
  }
  for (const [id, block] of now.blocks) {
    const known = old.blocks.get(id) ?? null;
    if (!same(known, block)) changes.put.push({ before: known, after: block });
  }
  for (const [id, block] of old.blocks) if (!now.blocks.has(id)) changes.drop.push({ before: block });
  for (const [parent, ids] of now.lists) {
    const known = old.lists.get(parent) ?? [];
    if (!same(known, ids)) changes.order.push({ parent, before: known, after: ids });
  }
  return changes;
};

export const isEmpty = ({ title, put, drop, order, fields }) =>
  !title && !put.length && !drop.length && !order.length && !fields.length;

/* The last word counts; but what the other one changed meanwhile is not dropped. */
const mergedFields = (bases, their, my) => {
  const fields = new Map(their);
  for (const name of new Set([...bases[0].keys(), ...my.keys()])) {
    const mine = my.get(name);
    if (same(bases[0].get(name), mine)) continue;
    if (mine) fields.set(name, mine);
    else if (bases.some((base) => same(base.get(name), their.get(name)))) fields.delete(name);
  }
  return [...fields.values()];
};

/* Where ids of the other side go: each after the one that it follows there. */
const woven = (skeleton, other) => {
  const ids = [...skeleton];
  for (const [at, id] of other.entries()) {
    if (ids.includes(id)) continue;
    const before = other.slice(0, at).reverse();
    const known = before.find((one) => ids.includes(one));
    ids.splice(known === undefined ? 0 : ids.indexOf(known) + 1, 0, id);
  }
  return ids;
};

const moved = (before, after) => {
  const both = after.filter((id) => before.includes(id));
  return !same(
    before.filter((id) => both.includes(id)),
    both,
  );
};

/* Theirs and mine, both come from `bases[0]`; they may have got as far as a later base, where an answer was lost on the way.
   A block that both changed stays as theirs and is told as a conflict. */
export const merge = (bases, theirs, mine) => {
  const [base, ...later] = bases.map(flat);
  const [their, my] = [flat(theirs), flat(mine)];
  const conflicts = [];
  const unchangedThere = (id) =>
    [base, ...later].some((one) => same(one.blocks.get(id), their.blocks.get(id)));
  const changedHere = (id) => !same(base.blocks.get(id), my.blocks.get(id));
  const blocks = new Map();
  for (const id of new Set([...my.blocks.keys(), ...their.blocks.keys()])) {
    const [mineOf, theirsOf] = [my.blocks.get(id), their.blocks.get(id)];
    let kept = theirsOf;
    if (changedHere(id) && !same(mineOf, theirsOf)) {
      if (unchangedThere(id)) kept = mineOf;
      else conflicts.push({ id, theirs: theirsOf ?? null, yours: mineOf ?? null });
    }
    if (kept) blocks.set(id, kept);
  }
  const parentOf = (id) => {
    const [mineOf, theirsOf] = [my.parents.get(id), their.parents.get(id)];
    if (theirsOf === undefined || (mineOf !== undefined && mineOf !== base.parents.get(id))) return mineOf;
    return theirsOf;
  };
  const parents = new Map();
  for (const id of blocks.keys()) {
    let parent = parentOf(id);
    while (parent && !blocks.has(parent)) parent = my.parents.get(parent) ?? their.parents.get(parent) ?? "";
    parents.set(id, parent ?? "");
  }
  const lists = new Map();
  for (const parent of ["", ...blocks.keys()]) {
    const [before, here, there] = [base, my, their].map((one) => one.lists.get(parent) ?? []);
    const all = moved(before, here) ? woven(here, there) : woven(there, here);
    const strays = [...parents].filter(([id, one]) => one === parent && !all.includes(id)).map(([id]) => id);
    lists.set(
      parent,
      [...all, ...strays].filter((id) => parents.get(id) === parent),
    );
  }
  const known = new Set();
  const grown = (parent) =>
    lists.get(parent).flatMap((id) => {
      if (known.has(id)) return [];
      known.add(id);
      const block = blocks.get(id);
      return [block.t === "annex" || block.t === "condition" ? { ...block, blocks: grown(id) } : block];
    });
  let title = their.title;
  if (my.title !== base.title && my.title !== their.title) {
    if ([base, ...later].some((one) => one.title === their.title)) title = my.title;
    else conflicts.push({ id: "", theirs: their.title, yours: my.title });
  }
  const fields = mergedFields(
    [base, ...later].map((one) => one.fields),
    their.fields,
    my.fields,
  );
  const tree = { title, blocks: grown(""), fields };
  // Two who move containers into each other make a ring, which hangs on nothing.
  for (const id of blocks.keys()) if (!known.has(id)) tree.blocks.push(...ring(id, blocks, lists, known));
  return { tree, conflicts };
};

const ring = (id, blocks, lists, known) => {
  if (known.has(id)) return [];
  known.add(id);
  const block = blocks.get(id);
  if (!("blocks" in block) && block.t !== "annex" && block.t !== "condition") return [block];
  return [{ ...block, blocks: lists.get(id).flatMap((inner) => ring(inner, blocks, lists, known)) }];
};

/* The newer tree, with the older one's own blocks wherever they say the same: what is the same object is not drawn again. */
export const settled = (older, newer) => {
  const known = new Map();
  for (const { block } of walk(older.blocks)) known.set(block.id, block);
  const keep = (block) => {
    const one = block.blocks ? { ...block, blocks: block.blocks.map(keep) } : block;
    const old = known.get(block.id);
    return old && same(old, one) ? old : one;
  };
  const fields = same(older.fields, newer.fields) ? older.fields : newer.fields;
  return { ...newer, blocks: newer.blocks.map(keep), fields };
};
