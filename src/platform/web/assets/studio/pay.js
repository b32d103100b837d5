/* A pay of two parts, as a beginning: its fields, the clause, the table of what is paid for. */
import { fresh, tableOf } from "./edit.js";
import { allFields } from "./known.js";
import { told } from "./page.js";
import { newId } from "./tree.js";

/* A second one in a template is told from the first. */
const free = (label) => {
  const taken = new Set(allFields().map((one) => one.label));
  let [text, n] = [label, 1];
  while (taken.has(text)) text = `${label} ${++n}`;
  return text;
};

export const payStructure = () => {
  const prefix = `own.pay${newId().slice(0, 4)}`;
  const field = (part, kind, more) => ({
    name: prefix + part,
    label: free(told(`pay_${part}`)),
    kind,
    ...more,
  });
  const base = field("base", "money", { required: true });
  const top = field("top", "percent");
  const items = field("items", "rows", { columns: told("pay_columns").split("|") });
  const names = { base: base.name, top: top.name };
  const runs = told("pay_clause")
    .split(/\{(\w+)\}/)
    .map((text, at) => (at % 2 ? { t: "field", name: names[text] } : { t: "text", text }));
  return { fields: [base, top, items], blocks: [fresh("clause", { runs }), tableOf(items)] };
};
