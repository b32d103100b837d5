/* A paragraph that is too long is told beside it, and kept. */
import { data, piece, place, told } from "./page.js";
import { lengths } from "./parts.js";
import { state, watch } from "./store.js";
import { walk } from "./tree.js";
import { elementOf } from "./view.js";

const LINE = 200; // characters of a heading
const known = new WeakMap(); // block → what is too long in it, in words
let long = [];

const fault = (block) => {
  const { line, text } = lengths(block);
  if (text > data.most_text) return told("long", { n: text, most: data.most_text });
  return line > LINE ? told("long_line", { n: line, most: LINE }) : "";
};

const faultOf = (block) => {
  if (!known.has(block)) known.set(block, fault(block));
  return known.get(block);
};

export const longTitle = () => [...state.tree.title].length > LINE;
export const longBlocks = () => long;
export const isLong = () => long.length > 0 || longTitle();

const noteOf = (id) => elementOf(id)?.querySelector(":scope > [data-notes] > [data-long]");

const look = () => {
  const now = [...walk(state.tree.blocks)].map(({ block }) => block).filter(faultOf);
  for (const id of long) if (!now.some((block) => block.id === id)) noteOf(id)?.remove();
  for (const block of now) {
    let note = noteOf(block.id);
    if (!note) {
      note = piece("long");
      elementOf(block.id).querySelector(":scope > [data-notes]").prepend(note);
    }
    note.textContent = faultOf(block);
  }
  long = now.map((block) => block.id);
  const title = place("title-long");
  title.hidden = !longTitle();
  title.textContent = longTitle() ? told("long_line", { n: [...state.tree.title].length, most: LINE }) : "";
};

watch((why) => {
  if (why === "change" || why === "adopt") look();
});
