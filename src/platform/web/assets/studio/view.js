/* The tree on the screen. A block is drawn again only where it differs from what is shown; the paragraph that is being typed in
   stays as it is. */
import { numbers, ofItem } from "./numbers.js";
import { data, piece, place, told } from "./page.js";
import * as paragraph from "./paragraph.js";
import { get, PLAIN } from "./parts.js";
import { plain } from "./runs.js";
import { state, watch } from "./store.js";
import { inWords, labelOf } from "./tests.js";
import { same, walk } from "./tree.js";

export const sheet = place("sheet");
const elements = new Map(); // id → element
const shown = new WeakMap(); // element → the block as it is drawn
const drawings = []; // what others want done with each new block

export const elementOf = (id) => elements.get(id);
export const blockAt = (node) => node?.closest?.("[data-block]");
export const listIn = (element) => element.querySelector(":scope > [data-list]");
export const onDrawing = (draw) => drawings.push(draw);
export const typed = (element, block) => shown.set(element, block);

const own = (element, selector) =>
  [...element.querySelectorAll(selector)].filter((inner) => blockAt(inner) === element);

export const wordsOf = (element) => own(element, "[data-words]");
export const wordsAt = (id, part) =>
  id ? elements.has(id) && wordsOf(elements.get(id)).find((one) => one.dataset.part === part) : title;

const editable = (words) => {
  words.contentEditable = state.readonly ? "false" : "true";
  words.setAttribute("aria-readonly", String(state.readonly));
};

const drawWords = (words, block, old) => {
  const { part } = words.dataset;
  const runs = get(block, part);
  if (old && same(runs, get(old, part))) return;
  if (words.composing) return; // an input method is at work: what it leaves is read afterwards
  if (PLAIN.test(part)) words.textContent = plain(runs);
  else paragraph.draw(words, runs);
};

const newWords = (kind, part) => {
  const element = piece(kind);
  const words = element.matches("[data-words]") ? element : element.querySelector("[data-words]");
  words.dataset.part = part;
  editable(words);
  return element;
};

/* The rows of a list or a table: as many as there are, each drawn where it differs. */
const drawList = (element, block, old) => {
  const items = own(element, "[data-items]")[0];
  while (items.children.length > block.items.length) items.lastElementChild.remove();
  while (items.children.length < block.items.length)
    items.append(newWords("item", String(items.children.length)));
  [...items.children].forEach((item, at) => {
    item.querySelector("[data-mark]").textContent = ofItem(block.style, at);
    const words = item.querySelector("[data-words]");
    const known = old && at < old.items.length ? old : null;
    words.setAttribute("aria-label", told("item_label", { n: at + 1 }));
    drawWords(words, block, known);
  });
};

const drawTable = (element, block, old) => {
  const table = own(element, "[data-table]")[0];
  const size = (one) => `${one.head.length}:${one.rows.length}:${one.rows.map((row) => row.length)}`;
  const fits = old && size(old) === size(block);
  if (!fits) {
    const head = table.tHead.rows[0];
    head.replaceChildren(...block.head.map((_cell, x) => newWords("head", `head:${x}`)));
    const rows = block.rows.map((row, y) => {
      const line = document.createElement("tr");
      line.append(...row.map((_cell, x) => newWords("cell", `${y}:${x}`)));
      return line;
    });
    table.tBodies[0].replaceChildren(...rows);
  }
  if (!fits || !same(old.widths, block.widths)) {
    const sum = (block.widths ?? []).reduce((all, one) => all + one, 0);
    [...table.tHead.rows[0].cells].forEach((cell, x) => {
      cell.style.width = sum ? `${(block.widths[x] / sum) * 100}%` : "";
    });
  }
  for (const words of table.querySelectorAll("[data-words]")) {
    const [first, second] = words.dataset.part.split(":");
    words.setAttribute(
      "aria-label",
      first === "head"
        ? told("head_label", { n: Number(second) + 1 })
        : told("cell_label", { row: Number(first) + 1, column: Number(second) + 1 }),
    );
    drawWords(words, block, fits ? old : null);
  }
};

/* What a condition asks, and whose rows a table gets. */
const drawFields = (element, block) => {
  if (block.t === "condition") own(element, "[data-test]")[0].textContent = inWords(block.test);
  if (block.t !== "table") return;
  const line = own(element, "[data-filled-by]")[0];
  line.hidden = !block.rows_of;
  line.textContent = block.rows_of ? told("filled_by", { field: labelOf(block.rows_of) }) : "";
};

const itemNames = new Map(data.items.map(({ item, label }) => [item, label]));

const fill = (element, block, old) => {
  if (block.t === "list") drawList(element, block, old);
  else if (block.t === "table") drawTable(element, block, old);
  else for (const words of wordsOf(element)) drawWords(words, block, old);
  drawFields(element, block);
  if ("item" in block) {
    const item = own(element, "[data-item]")[0];
    item.hidden = !block.item;
    item.textContent = itemNames.get(block.item) ?? block.item;
  }
};

const born = (block) => {
  const element = piece(block.t);
  element.dataset.block = block.id;
  for (const words of element.querySelectorAll("[data-words]")) editable(words);
  elements.set(block.id, element);
  for (const draw of drawings) draw(element, block);
  return element;
};

export const nameOf = (block, number = counted.get(block.id)) =>
  [told(`kind_${block.t}`), number].filter(Boolean).join(" ");

const drawBlock = (block) => {
  const element = elements.get(block.id) ?? born(block);
  const old = shown.get(element);
  if (old !== block) {
    fill(element, block, old);
    shown.set(element, block);
  }
  const number = counted.get(block.id) ?? "";
  if (element.number !== number) {
    element.number = number;
    const name = nameOf(block, number);
    const mark = own(element, "[data-number]")[0];
    if (mark) mark.textContent = number;
    element.setAttribute("aria-label", name);
    own(element, "[data-handle]")[0].setAttribute("aria-label", told("handle", { block: name }));
    own(element, "[data-menu-of]")[0].setAttribute("aria-label", told("menu_of", { block: name }));
    if (["heading", "clause", "annex"].includes(block.t))
      wordsOf(element)[0].setAttribute("aria-label", name);
  }
  return element;
};

/* One block more or less, or one that moved, is one step on the screen too: the others keep their places and their focus. */
const drawBlocks = (list, blocks, parent, parents) => {
  for (const element of [...list.children])
    if (parents.get(element.dataset.block) !== parent) element.remove();
  let last = null;
  for (const block of blocks) {
    const element = drawBlock(block);
    let there = last ? last.nextElementSibling : list.firstElementChild;
    if (there && there !== element && there.nextElementSibling === element) {
      there.remove();
      there = element;
    }
    if (there !== element) list.insertBefore(element, there);
    if (block.blocks) drawBlocks(listIn(element), block.blocks, block.id, parents);
    last = element;
  }
};

export let counted = new Map();
let titleShown = null;
let fieldsShown = state.tree.fields;
const title = place("title");

const show = () => {
  const held = document.activeElement;
  const caret = held && sheet.contains(held) ? paragraph.selected() : null;
  counted = numbers(state.tree);
  const parents = new Map([...walk(state.tree.blocks)].map(({ block, parent }) => [block.id, parent]));
  drawBlocks(sheet, state.tree.blocks, "", parents);
  for (const id of [...elements.keys()]) if (!parents.has(id)) elements.delete(id);
  if (fieldsShown !== state.tree.fields) {
    paragraph.renamed(sheet);
    for (const { block } of walk(state.tree.blocks)) drawFields(elements.get(block.id), block);
    fieldsShown = state.tree.fields;
  }
  if (titleShown !== state.tree.title && !title.composing) {
    if (title.textContent !== state.tree.title) title.textContent = state.tree.title;
    titleShown = state.tree.title;
  }
  // Where the order changed, the element may have been taken out and put back, and the focus with it.
  if (held !== document.activeElement && held?.isConnected && sheet.contains(held)) {
    if (caret) paragraph.setCaret(caret.place, caret.from, caret.to);
    else held.focus({ preventScroll: true });
  }
};

watch((why) => {
  if (why === "change" || why === "adopt" || why === "peek") show();
  if (why !== "readonly") return;
  for (const words of [title, ...sheet.querySelectorAll("[data-words]")]) editable(words);
});

export const begin = () => {
  editable(title);
  show();
};
