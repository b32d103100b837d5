/* The console: one module a behaviour, each for the data attributes it names. What one page alone needs is a bundle of
   its own beside this one (board.js, card.js, passkey.js). */
import htmx from "htmx.org";
import "./behaviours/keyboard.js";
import "./behaviours/submit_on_change.js";
import "./behaviours/panels.js";
import "./behaviours/countdown.js";
import "./behaviours/contract_template.js";
import "./behaviours/amounts.js";
import "./behaviours/marks.js";
import "./behaviours/insert_words.js";
import "./behaviours/findings.js";
import "./behaviours/ticks.js";
import "./behaviours/bulk_action.js";
import "./behaviours/current_entry.js";
import "./behaviours/first_error.js"; // last: what the others hide must not get the focus

window.htmx = htmx; // for the scripts of single pages
