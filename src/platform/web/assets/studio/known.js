/* Every field that a text may use: the template's own as they stand, and the product's. */
import { data, told } from "./page.js";
import { state } from "./store.js";

const given = new Map(data.fields.map((field) => [field.name, field]));
let seen = null;
let own = new Map();

const owned = () => {
  if (seen === state.tree.fields) return own;
  seen = state.tree.fields;
  own = new Map(seen.map((one) => [one.name, { choices: [], group: told("own_group"), ...one }]));
  return own;
};

export const fieldOf = (name) => owned().get(name) ?? given.get(name);
export const allFields = () => [...owned().values(), ...data.fields];
export const rowsFields = () => state.tree.fields.filter((one) => one.kind === "rows");
