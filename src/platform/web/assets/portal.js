/* What makes a candidate's page smoother; each works without. */
import "htmx.org";
import "./behaviours/wait.js";
import "./behaviours/send_once.js";
import "./behaviours/steady.js";
import "./behaviours/old_drawings.js";
import "./behaviours/first_error.js";
