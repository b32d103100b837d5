/* The studio for contract templates: the text as blocks, beside it the pages that come of it. */
import * as adding from "./studio/adding.js";
import "./studio/carry.js";
import { putCaret } from "./studio/caret.js";
import { onSettled } from "./studio/conflicts.js";
import * as drag from "./studio/drag.js";
import "./studio/fields.js";
import * as findings from "./studio/findings.js";
import "./studio/menu.js";
import "./studio/own.js";
import { place } from "./studio/page.js";
import { refreshPreview } from "./studio/preview.js";
import * as saving from "./studio/saving.js";
import { canRedo, canUndo, redo, state, undo, watch } from "./studio/store.js";
import "./studio/typing.js";
import * as view from "./studio/view.js";

const [back, again] = [place("undo"), place("redo")];

const steps = () => {
  back.disabled = !canUndo() || state.readonly;
  again.disabled = !canRedo() || state.readonly;
};
for (const [button, step] of [
  [back, undo],
  [again, redo],
]) {
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => putCaret(step()));
}
watch(steps);

const lock = () =>
  place("document").closest("[data-studio]").toggleAttribute("data-readonly", state.readonly);
watch((why) => {
  if (why === "readonly") lock();
});

lock();
drag.begin();
view.begin();
findings.begin();
onSettled(saving.settle);
saving.begin();
steps();
adding.look();
refreshPreview();
