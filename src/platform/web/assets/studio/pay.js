/* A pay of two parts, as a beginning: the fields beside the base pay, the clause, the table of what is paid for. */
import { fresh, tableOf } from "./edit.js";
import { allFields } from "./known.js";
import { told } from "./page.js";
import { state } from "./store.js";
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
  const top = field("top", "percent", { required: true });
  const items = field("items", "rows", { required: true, columns: told("pay_columns").split("|") });
  const names = { base: "pay.base", top: top.name };
  const runs = told("pay_clause")
    .split(/\{(\w+)\}/)
    .map((text, at) => (at % 2 ? { t: "field", name: names[text] } : { t: "text", text }));
  return { fields: [top, items], blocks: [fresh("clause", { runs }), tableOf(items)] };
};

/* Where the template speaks of pay: its last block before the next heading. */
export const payHome = () => {
  const { blocks } = state.tree;
  const from = blocks.findIndex((one) => one.item === "LC17-6");
  if (from < 0) return null;
  const next = blocks.findIndex((one, at) => at > from && ["heading", "sign", "annex"].includes(one.t));
  return blocks[(next < 0 ? blocks.length : next) - 1].id;
};
