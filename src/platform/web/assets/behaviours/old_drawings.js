/* A signature that was drawn and never sent does not stay in the browser: for a day at most, and not where nobody waits for it
   any more. */
import { forget, sweep } from "../signing/kept.js";

sweep();
const over = document.querySelector("[data-over]");
if (over) forget(over.dataset.over);
