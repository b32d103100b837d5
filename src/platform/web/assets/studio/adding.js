/* New blocks by click: after the selected one, or at the end of a container. */
import { addBlock } from "./conditions.js";
import * as edit from "./edit.js";
import { place } from "./page.js";
import { closePalette } from "./panes.js";
import { state, watch } from "./store.js";
import { blockAt, sheet } from "./view.js";

place("kinds").addEventListener("click", ({ target }) => {
  const button = target.closest("[data-new]");
  if (!button || state.readonly) return;
  closePalette();
  if (button.dataset.new === "condition") addBlock(edit.add);
  else edit.add(edit.fresh(button.dataset.new));
});

/* A contract is signed in one place. */
const sign = place("kinds").querySelector("[data-new='sign']");
export const look = () => {
  sign.disabled = state.tree.blocks.some((block) => block.t === "sign");
};
watch(look);

sheet.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-add-in]");
  if (!button) return;
  const { id, blocks } = edit.blockOf(blockAt(button).dataset.block);
  const block = edit.fresh("clause");
  if (edit.put(block, id, blocks.length)) edit.start(block);
});
