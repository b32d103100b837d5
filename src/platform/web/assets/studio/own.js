/* The fields of the template's own, above those of the product. */
import { goTo, select } from "./caret.js";
import * as edit from "./edit.js";
import { askField } from "./field_form.js";
import { seek } from "./fields.js";
import { data, piece, place, say, told } from "./page.js";
import { closePalette } from "./panes.js";
import { payHome, payStructure } from "./pay.js";
import { change, state, watch } from "./store.js";
import * as trees from "./tree.js";

const list = place("own-fields");
const fresh = place("own-new");
let drawn = null;

const chipOf = (name) => [...list.children].find((one) => one.dataset.own === name);

const born = (name) => {
  const element = piece("own-field");
  element.dataset.own = element.querySelector("[data-label]").dataset.fieldName = name;
  return element;
};

const draw = () => {
  if (drawn === state.tree.fields) return;
  drawn = state.tree.fields;
  const held = document.activeElement;
  const chips = drawn.map(({ name, label }) => {
    const element = chipOf(name) ?? born(name);
    element.querySelector("[data-label]").textContent = label;
    element
      .querySelector("[data-edit-own]")
      .setAttribute("aria-label", told("own_edit_of", { field: label }));
    return element;
  });
  list.replaceChildren(...chips);
  if (held?.isConnected && list.contains(held)) held.focus({ preventScroll: true });
  seek();
};

const focus = (name) => chipOf(name)?.querySelector("[data-label]").focus();

const add = ({ fields, blocks }) => {
  edit.addFields(fields, blocks);
  say(told("own_added", { field: fields.map((one) => one.label).join(told("join_values")) }));
  if (!blocks.length) return focus(fields[0].name);
  closePalette();
  goTo(blocks[0].id);
};

const make = async () => {
  if (state.tree.fields.length >= data.most_fields) {
    closePalette();
    return edit.refuse(told("own_many", { n: data.most_fields }));
  }
  const answer = await askField();
  if (answer === "pay") {
    if (!state.selected) select(payHome());
    add(payStructure());
  } else if (answer)
    add({ fields: [answer.field], blocks: answer.table ? [edit.tableOf(answer.field)] : [] });
};

const drop = ({ name, label }) => {
  change({ ...state.tree, fields: state.tree.fields.filter((one) => one.name !== name) });
  say(told("own_dropped", { field: label }));
  fresh.focus();
};

/* Tables that have a field's columns as they were get them as they are. */
const followed = (tree, before, { name, columns }) =>
  [...trees.walk(tree.blocks)]
    .map(({ block }) => block)
    .filter((block) => columns && block.rows_of === name && trees.same(block.head, before.columns))
    .reduce(
      (now, block) =>
        trees.update(now, {
          ...block,
          head: columns,
          widths: columns.map((_column, at) => block.widths[at] ?? 1),
          rows: block.rows.map((row) => columns.map((_column, at) => row[at] ?? [])),
        }),
      tree,
    );

/* Somebody may have dropped it while it was being described: it is there again then. */
const put = (before, field) => {
  const { fields } = state.tree;
  const known = fields.some((one) => one.name === field.name);
  const next = known ? fields.map((one) => (one.name === field.name ? field : one)) : [...fields, field];
  if (!trees.same(before, field)) change({ ...followed(state.tree, before, field), fields: next });
  focus(field.name);
};

list.addEventListener("click", async ({ target }) => {
  if (!target.closest("[data-edit-own]")) return;
  const { own } = target.closest("[data-own]").dataset;
  const field = state.tree.fields.find((one) => one.name === own);
  const answer = await askField(field);
  if (answer === "drop") drop(field);
  else if (answer) put(field, answer.field);
});
fresh.addEventListener("click", make);
watch(draw);
draw();
