/* What can be done with a block, in one list for all of them. */
import { select } from "./caret.js";
import { editBlock, encloseBlock } from "./conditions.js";
import * as edit from "./edit.js";
import { fieldOf, rowsFields } from "./known.js";
import { narrow, place } from "./page.js";
import { state } from "./store.js";
import { labelOf } from "./tests.js";
import * as trees from "./tree.js";
import { blockAt, elementOf, nameOf, sheet } from "./view.js";

const dialog = place("menu");
const item = dialog.querySelector("[data-item-of]");
const source = dialog.querySelector("[data-rows-of]");
const [MOST_ROWS, MOST_COLUMNS] = [100, 8];
let id = "";

const handle = () => elementOf(id)?.querySelector("[data-menu-of]");

const table = {
  "row-add": (block) => ({ ...block, rows: [...block.rows, block.head.map(() => [])] }),
  "row-drop": (block) => ({ ...block, rows: block.rows.slice(0, -1) }),
  "column-add": (block) => ({
    ...block,
    head: [...block.head, ""],
    rows: block.rows.map((row) => [...row, []]),
    widths: [...block.widths, Math.max(1, Math.round(average(block.widths)))],
  }),
  "column-drop": (block) => ({
    ...block,
    head: block.head.slice(0, -1),
    rows: block.rows.map((row) => row.slice(0, -1)),
    widths: block.widths.slice(0, -1),
  }),
};
const average = (widths) => widths.reduce((sum, one) => sum + one, 0) / widths.length;

const ACTS = {
  up: () => edit.shift(id, -1),
  down: () => edit.shift(id, 1),
  copy: () => edit.duplicate(id),
  delete: () => {
    const next = edit.remove(id);
    elementOf(next)?.querySelector("[data-handle]").focus({ preventScroll: true });
  },
  number: (block) => edit.update({ ...block, numbered: !block.numbered }),
  enclose: () => encloseBlock(id),
  test: () => editBlock(id),
  unwrap: () => edit.unwrap(id),
  "row-add": (block) => edit.update(table["row-add"](block)),
  "row-drop": (block) => edit.update(table["row-drop"](block)),
  "column-add": (block) => edit.update(table["column-add"](block)),
  "column-drop": (block) => edit.update(table["column-drop"](block)),
};

const disabled = (name, block, { at, siblings }) =>
  ({
    up: () => at === 0,
    down: () => at === siblings.length - 1,
    "row-add": () => block.rows?.length >= MOST_ROWS,
    "column-add": () => block.head?.length >= MOST_COLUMNS,
    "row-drop": () => block.rows?.length < (block.rows_of ? 1 : 2),
    "column-drop": () => block.head?.length < 2,
    copy: () => block.t === "sign",
    enclose: () => block.t === "sign",
  })[name]?.() ?? false;

const offer = ({ rows_of: name }) => {
  const names = rowsFields().map((one) => one.name);
  if (name && !names.includes(name)) names.push(name); // one that is there no more
  source.replaceChildren(source.options[0], ...names.map((one) => new Option(labelOf(one), one)));
  source.value = name;
};

/* Rows of its own that say nothing give way, and so does a head; without any rows a table has one to write in. */
const filledBy = (block, name) => {
  const rows = name ? block.rows.filter((row) => row.some((cell) => cell.length)) : block.rows;
  const { columns } = fieldOf(name) ?? {};
  if (columns && !rows.length && block.head.every((cell) => !cell))
    return { ...block, rows_of: name, rows, head: columns, widths: columns.map(() => 1) };
  return { ...block, rows_of: name, rows: name || rows.length ? rows : [block.head.map(() => [])] };
};

const open = (button) => {
  id = blockAt(button).dataset.block;
  select(id);
  const found = trees.find(state.tree, id);
  const { block } = found;
  place("menu-title").textContent = nameOf(block);
  for (const part of dialog.querySelectorAll("[data-for]"))
    part.hidden = !part.dataset.for.split(" ").includes(block.t);
  for (const act of dialog.querySelectorAll("[data-act]"))
    act.disabled = disabled(act.dataset.act, block, found);
  dialog.querySelector("[data-act='number']").setAttribute("aria-pressed", String(block.numbered === true));
  for (const style of dialog.querySelectorAll("[data-style]"))
    style.setAttribute("aria-pressed", String(style.dataset.style === block.style));
  item.value = block.item ?? "";
  if (block.t === "table") offer(block);
  dialog.showModal();
  if (narrow.matches) {
    dialog.style.left = dialog.style.top = "";
    return;
  }
  const box = button.getBoundingClientRect();
  const [width, height] = [dialog.offsetWidth, dialog.offsetHeight];
  dialog.style.left = `${Math.max(8, Math.min(box.right - width, innerWidth - width - 8))}px`;
  dialog.style.top = `${Math.max(8, Math.min(box.bottom + 4, innerHeight - height - 8))}px`;
};

sheet.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-menu-of]");
  if (button) open(button);
});
dialog.addEventListener("click", ({ target }) => {
  if (target === dialog) return dialog.close();
  const block = edit.blockOf(id);
  const act = target.closest("[data-act]");
  const style = target.closest("[data-style]");
  if (!act && !style) return;
  dialog.close();
  handle()?.focus({ preventScroll: true });
  if (style) edit.update({ ...block, style: style.dataset.style });
  else ACTS[act.dataset.act](block);
});
for (const [box, changed] of [
  [item, (block) => ({ ...block, item: item.value })],
  [source, (block) => filledBy(block, source.value)],
])
  box.addEventListener("change", () => {
    edit.update(changed(edit.blockOf(id)));
    dialog.close();
    handle()?.focus({ preventScroll: true });
  });
dialog.addEventListener("close", () => {
  if (document.activeElement === document.body) handle()?.focus({ preventScroll: true });
});
