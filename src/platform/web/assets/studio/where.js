/* A block's place in words. */
import { told } from "./page.js";
import { state } from "./store.js";
import * as trees from "./tree.js";
import { nameOf } from "./view.js";

export const whereIs = (id) => {
  const { parent, at, siblings } = trees.find(state.tree, id);
  const place = { n: at + 1, count: siblings.length };
  if (!parent) return told("place", place);
  return told("place_in", { ...place, container: nameOf(trees.find(state.tree, parent).block) });
};
