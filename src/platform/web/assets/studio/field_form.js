/* The dialog in which a field of the template's own is described. */
import { allFields } from "./known.js";
import { data, place, told } from "./page.js";
import { state } from "./store.js";
import { newId } from "./tree.js";
import { usesOf } from "./uses.js";

const dialog = place("own");
const form = dialog.querySelector("form");
const { label, kind, required, hint, choices, columns, table } = form.elements;
const notes = [...form.querySelectorAll("[data-wrong]")];
const [LABEL, LINE, CHOICES, COLUMNS] = [30, 200, 30, 8];
let before = null; // the field as it was; nothing where it is new
let name = "";
let done = () => {};

const size = (text) => [...text].length;
const clean = (text) => text.replace(/\s+/g, " ").trim();
const linesIn = (text) => text.split("\n").map(clean).filter(Boolean);

const read = () => ({
  name,
  label: clean(label.value),
  kind: kind.value,
  ...(required.checked && { required: true }),
  ...(clean(hint.value) && { hint: clean(hint.value) }),
  ...(kind.value === "choice" && { choices: linesIn(choices.value) }),
  ...(kind.value === "rows" && { columns: linesIn(columns.value) }),
});

const faultOfLabel = (text) => {
  if (!text) return told("own_label_missing");
  if (size(text) > LABEL) return told("own_long", { n: size(text), most: LABEL });
  const taken = allFields().some(
    (one) => one.name !== name && one.label.toLowerCase() === text.toLowerCase(),
  );
  return taken ? told("own_label_taken", { field: text }) : "";
};

const faultOfLines = (lines, most) => {
  if (!lines.length) return told("own_lines_missing");
  if (lines.length > most) return told("own_lines_many", { n: lines.length, most });
  const twice = lines.find((one, at) => lines.indexOf(one) < at);
  if (twice) return told("own_lines_twice", { line: twice });
  const long = lines.find((one) => size(one) > LINE);
  return long ? told("own_long", { n: size(long), most: LINE }) : "";
};

const faultOfChoices = (lines) => {
  const compared = before ? usesOf(state.tree, name).flatMap((one) => one.values ?? []) : [];
  const missed = compared.find((one) => before.choices?.includes(one) && !lines.includes(one));
  return faultOfLines(lines, CHOICES) || (missed ? told("own_choice_used", { choice: missed }) : "");
};

const faults = (field) => ({
  label: faultOfLabel(field.label),
  hint: size(field.hint ?? "") > LINE ? told("own_long", { n: size(field.hint), most: LINE }) : "",
  choices: field.choices ? faultOfChoices(field.choices) : "",
  columns: field.columns ? faultOfLines(field.columns, COLUMNS) : "",
  whole: state.readonly ? told("readonly") : "",
});

/* Says what is wrong beside each part; answers whether anything is. */
const tell = (found) => {
  for (const note of notes) {
    const why = found[note.dataset.wrong] ?? "";
    note.textContent = why;
    note.hidden = !why;
    form.elements[note.dataset.wrong]?.setAttribute("aria-invalid", String(Boolean(why)));
  }
  form.querySelector("[aria-invalid='true']")?.focus();
  return notes.some((note) => !note.hidden);
};

const look = () => {
  for (const part of form.querySelectorAll("[data-of-kind]"))
    part.hidden = part.dataset.ofKind !== kind.value;
  place("own-table").hidden = Boolean(before) || kind.value !== "rows";
};

const lookAtUses = () => {
  const n = before ? usesOf(state.tree, name).length : 0;
  kind.disabled = n > 0;
  place("own-kind-fixed").hidden = !n;
  const used = place("own-used");
  used.hidden = !before;
  used.textContent = n ? told("own_used", { n }) : told("own_unused");
  return n;
};

const finish = (answer) => {
  const give = done;
  done = () => {};
  if (dialog.open) dialog.close();
  give(answer);
};

/* Answers with the field and whether a table is wanted too, with "drop", with "pay", or with nothing. */
export const askField = (field = null) =>
  new Promise((answer) => {
    done = answer;
    before = field;
    name = field?.name ?? `own.${newId()}`;
    form.reset();
    if (field) {
      [label.value, kind.value, hint.value] = [field.label, field.kind, field.hint ?? ""];
      required.checked = field.required ?? false;
      choices.value = (field.choices ?? []).join("\n");
      columns.value = (field.columns ?? []).join("\n");
    }
    place("own-title").textContent = told(field ? "own_edit" : "own_new");
    place("own-drop").hidden = !field;
    place("own-ready").hidden = Boolean(field);
    tell({});
    look();
    lookAtUses();
    dialog.showModal();
    label.focus();
  });

kind.addEventListener("change", look);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = read();
  if (!tell(faults(field))) finish({ field, table: !before && field.kind === "rows" && table.checked });
});
place("own-drop").addEventListener("click", () => {
  const n = lookAtUses();
  if (!tell({ whole: n ? told("own_in_use") : "" })) finish("drop");
});
place("own-pay").addEventListener("click", () => {
  const full = state.tree.fields.length + 3 > data.most_fields;
  if (!tell({ whole: full ? told("own_many", { n: data.most_fields }) : "" })) finish("pay");
});
place("own-cancel").addEventListener("click", () => finish(null));
dialog.addEventListener("close", () => finish(null));
