/* What the server finds: at the block, and in sum above. */
import { goTo } from "./caret.js";
import { data, piece, place, told } from "./page.js";
import { elementOf, sheet } from "./view.js";

const summary = place("summary");
const whole = place("whole");
let first = "";

const note = ({ level, message, remedy, article }) => {
  const element = piece(level === "error" ? "error" : "warning");
  element.querySelector("[data-message]").textContent = message;
  element.querySelector("[data-remedy]").textContent = remedy;
  element.querySelector("[data-article]").textContent = article;
  return element;
};

export const showFindings = (findings) => {
  for (const old of document.querySelectorAll("[data-finding]")) old.remove();
  for (const element of sheet.querySelectorAll("[data-block]")) {
    element.classList.remove("is-wrong");
    element.classList.remove("is-doubtful");
  }
  const errors = findings.filter((one) => one.level === "error");
  for (const one of findings) {
    const element = elementOf(one.block);
    (element?.querySelector(":scope > [data-notes]") ?? whole).append(note(one));
    if (one.level === "error") element?.classList.add("is-wrong");
    else element?.classList.add("is-doubtful");
  }
  whole.hidden = !whole.childElementCount;
  const order = [...sheet.querySelectorAll("[data-block]")].map((element) => element.dataset.block);
  const at = (errors.length ? errors : findings).map((one) => one.block).filter((id) => order.includes(id));
  first = at.sort((one, other) => order.indexOf(one) - order.indexOf(other))[0] ?? "";
  summary.hidden = !findings.length;
  summary.dataset.level = errors.length ? "error" : "warning";
  summary.textContent = errors.length
    ? told("to_mend", { n: errors.length })
    : told("to_look_at", { n: findings.length });
};

summary.addEventListener("click", () => {
  if (first) goTo(first);
  else whole.scrollIntoView({ block: "center" });
});

export const begin = () => showFindings(data.findings);
