/* Typing in paragraphs. The browser writes plain characters itself; whatever touches fields, conditions or more than one paragraph
   is done in the tree and drawn from there. An input method is never interrupted. */
import { current, putCaret } from "./caret.js";
import * as edit from "./edit.js";
import { place as placeOf } from "./page.js";
import * as paragraph from "./paragraph.js";
import { get, PLAIN, partsOf, set } from "./parts.js";
import { parts, plain, spliced, textRuns, tokens } from "./runs.js";
import { change, redo, state, undo } from "./store.js";
import * as trees from "./tree.js";
import { blockAt, elementOf, typed } from "./view.js";

const root = placeOf("document");
const title = placeOf("title");
const at = (words) => ({ id: blockAt(words)?.dataset.block ?? "", part: words.dataset.part });
const hasText = (row) => row.every((token) => "char" in token);

const readTitle = () => {
  const text = title.textContent.replace(/[\r\n\t]+/g, " ");
  change({ ...state.tree, title: text }, { key: "title" });
};

const take = (words) => {
  if (words === title) return readTitle();
  const { id, part } = at(words);
  const block = edit.blockOf(id);
  if (!block) return;
  const runs = PLAIN.test(part)
    ? textRuns(words.textContent.replace(/[\r\n\t]+/g, " "))
    : paragraph.read(words);
  if (!runs.length && words.firstChild) words.replaceChildren();
  const whole = PLAIN.test(part) || paragraph.whole(words);
  const next = set(block, part, runs);
  if (trees.same(next, block)) return;
  if (whole) typed(elementOf(id), next);
  edit.update(next, { key: `${id} ${part}` });
  if (!whole) putCaret({ id, part, from: current()?.from ?? 0 });
};

/* Runs of one part, and then the caret there. */
export const write = (id, part, runs, from, options) => {
  edit.update(set(edit.blockOf(id), part, runs), options);
  putCaret({ id, part, from });
};

const textOf = (id, part) => (id ? get(edit.blockOf(id), part) : textRuns(state.tree.title));

export const replaceSelection = (row, caret = current()) => {
  if (!caret?.id || PLAIN.test(caret.part)) return false;
  const { id, part, from, to } = caret;
  const runs = spliced(get(edit.blockOf(id), part), from, to ?? from, row);
  write(id, part, runs, from + row.length);
  return true;
};

const emptyPart = (block) => partsOf(block).every((part) => !get(block, part).length);

const enter = (words) => {
  const { id, part } = at(words);
  if (!id) return edit.add(edit.fresh("clause"));
  const { block, parent, at: place } = trees.find(state.tree, id);
  const { from, to } = current();
  if (block.t === "heading" || block.t === "annex") {
    const next = edit.fresh("clause");
    const done = block.t === "annex" ? edit.put(next, id, 0) : edit.put(next, parent, place + 1);
    if (done) edit.start(next);
  } else if (block.t === "clause") {
    const runs = spliced(block.runs, from, to);
    const [before, after] = parts(runs, from);
    const next = edit.fresh("clause", { runs: after, numbered: block.numbered });
    if (edit.hindrance(next, parent)) return edit.refuse(edit.hindrance(next, parent));
    change(trees.insert(trees.update(state.tree, { ...block, runs: before }), parent, place + 1, next));
    edit.start(next);
  } else if (block.t === "list") {
    const index = Number(part);
    const item = block.items[index];
    if (!item.length && index === block.items.length - 1 && index > 0) {
      // An empty last item ends the list.
      const next = edit.fresh("clause");
      const rest = trees.update(state.tree, { ...block, items: block.items.slice(0, -1) });
      change(trees.insert(rest, parent, place + 1, next));
      return edit.start(next);
    }
    const [before, after] = parts(spliced(item, from, to), from);
    const items = [...block.items.slice(0, index), before, after, ...block.items.slice(index + 1)];
    edit.update({ ...block, items });
    putCaret({ id, part: String(index + 1), from: 0 });
  }
};

/* Backwards over a start: an empty block goes, a paragraph joins the one before it. */
const joinBack = (words) => {
  const { id, part } = at(words);
  if (!id) return;
  const { block, siblings, at: place } = trees.find(state.tree, id);
  const before = siblings[place - 1];
  if (block.t === "list" && Number(part) > 0) {
    const index = Number(part);
    const end = tokens(block.items[index - 1]).length;
    const joined = [...block.items[index - 1], ...block.items[index]];
    const items = [...block.items.slice(0, index - 1), joined, ...block.items.slice(index + 1)];
    edit.update({ ...block, items });
    return putCaret({ id, part: String(index - 1), from: end });
  }
  if (emptyPart(block) && !block.blocks?.length && block.t !== "table") {
    edit.remove(id);
    const lastPart = before && partsOf(before).pop();
    if (lastPart) putCaret({ id: before.id, part: lastPart, from: Number.MAX_SAFE_INTEGER });
    return;
  }
  if (block.t !== "clause" || before?.t !== "clause") return;
  const end = tokens(before.runs).length;
  const joined = trees.update(state.tree, { ...before, runs: [...before.runs, ...block.runs] });
  change(trees.remove(joined, id));
  putCaret({ id: before.id, part: "runs", from: end });
};

const back = (event, words) => {
  const { id, part, from } = current();
  if (from === 0) {
    event.preventDefault();
    return joinBack(words);
  }
  if (PLAIN.test(part)) return;
  const runs = textOf(id, part);
  const before = tokens(runs)[from - 1];
  if ("char" in before) return;
  event.preventDefault();
  if (before.close) return putCaret({ id, part, from: from - 1 });
  if (before.open && !tokens(runs)[from]?.close) return putCaret({ id, part, from: from - 1 });
  const empty = before.open ? 1 : 0;
  const row = tokens(runs);
  row.splice(from - 1, 1 + empty);
  write(id, part, rebuilt(row), from - 1);
};

const rebuilt = (row) => spliced([], 0, 0, row);

const forward = (event) => {
  const { id, part, from } = current();
  if (PLAIN.test(part)) return;
  const next = tokens(textOf(id, part))[from];
  if (!next || "char" in next) return;
  event.preventDefault();
  if ("field" in next) write(id, part, spliced(textOf(id, part), from, from + 1), from);
  else putCaret({ id, part, from: from + 1 });
};

const HANDLED = {
  historyUndo: (event) => {
    event.preventDefault();
    putCaret(undo());
  },
  historyRedo: (event) => {
    event.preventDefault();
    putCaret(redo());
  },
  insertParagraph: (event, words) => {
    event.preventDefault();
    enter(words);
  },
  insertLineBreak: (event, words) => {
    event.preventDefault();
    enter(words);
  },
};

root.addEventListener("beforeinput", (event) => {
  const words = event.target.closest?.("[data-words]");
  if (!words) return;
  const kind = event.inputType;
  if (HANDLED[kind]) return HANDLED[kind](event, words);
  if (kind.startsWith("format") || kind === "insertFromPaste" || kind === "insertFromDrop")
    return event.preventDefault();
  if (event.isComposing || words === title) return;
  const caret = current();
  if (!caret?.id) return;
  if (caret.from === caret.to) {
    if (/^delete\w*Backward$/.test(kind)) back(event, words);
    else if (/^delete\w*Forward$/.test(kind)) forward(event);
    return;
  }
  if (PLAIN.test(caret.part) || !/^(insertText|delete)/.test(kind)) return;
  const row = tokens(textOf(caret.id, caret.part)).slice(caret.from, caret.to);
  if (hasText(row)) return;
  event.preventDefault();
  const put = kind === "insertText" ? tokens(textRuns(event.data ?? "")) : [];
  replaceSelection(put, caret);
});

root.addEventListener("input", (event) => {
  const words = event.target.closest?.("[data-words]");
  if (words && !words.composing) take(words);
});
root.addEventListener("compositionstart", ({ target }) => {
  const words = target.closest?.("[data-words]");
  if (words) words.composing = true;
});
root.addEventListener("compositionend", ({ target }) => {
  const words = target.closest?.("[data-words]");
  if (!words) return;
  words.composing = false;
  take(words);
});

/* Lines that are pasted into a clause or a list become clauses and items of their own. */
const pasted = (text) => {
  const caret = current();
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const clean = lines.map((line) => line.replace(/\t/g, " ")).filter((line, index) => line || !index);
  const { id, part, from, to } = caret;
  if (!id) {
    const all = spliced(textRuns(state.tree.title), from, to, tokens(textRuns(clean.join(" "))));
    change({ ...state.tree, title: plain(all) });
    return putCaret({ id, part, from: from + clean.join(" ").length });
  }
  const { block, parent, at: place } = trees.find(state.tree, id);
  const runs = get(block, part);
  const many = clean.length > 1 && (block.t === "clause" || block.t === "list");
  if (!many) {
    const row = tokens(textRuns(clean.join(" ")));
    return write(id, part, spliced(runs, from, to, row), from + row.length);
  }
  const [before, after] = parts(spliced(runs, from, to), from);
  const texts = clean.map(textRuns);
  const ends = clean[clean.length - 1].length;
  texts[0] = [...before, ...texts[0]];
  texts[texts.length - 1] = [...texts[texts.length - 1], ...after];
  if (block.t === "list") {
    const index = Number(part);
    edit.update({
      ...block,
      items: [...block.items.slice(0, index), ...texts, ...block.items.slice(index + 1)],
    });
    return putCaret({ id, part: String(index + texts.length - 1), from: ends });
  }
  const more = texts.slice(1).map((one) => edit.fresh("clause", { runs: one, numbered: block.numbered }));
  const box = { t: "clause", id: "", blocks: more };
  const why = edit.hindrance(box, parent);
  if (why) return edit.refuse(why);
  change(trees.insert(trees.update(state.tree, { ...block, runs: texts[0] }), parent, place + 1, ...more));
  putCaret({ id: more[more.length - 1].id, part: "runs", from: ends });
};

root.addEventListener("paste", (event) => {
  const words = event.target.closest?.("[data-words]");
  if (!words || state.readonly) return;
  event.preventDefault();
  pasted(event.clipboardData.getData("text/plain"));
});

/* The arrows go on from one paragraph into the next. */
const beside = (words, by) => {
  const all = [...root.querySelectorAll("[data-words]")];
  return all[all.indexOf(words) + by];
};

const atEdge = (words, by) => {
  const range = getSelection().getRangeAt(0).cloneRange();
  const box = words.getBoundingClientRect();
  const caret = range.getClientRects()[0];
  if (!caret) return true;
  const line = caret.height || 20;
  return by < 0 ? caret.top - box.top < line : box.bottom - caret.bottom < line;
};

root.addEventListener("keydown", (event) => {
  const words = event.target.closest?.("[data-words]");
  if (!words || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!by || !getSelection().rangeCount || !atEdge(words, by)) return;
  const next = beside(words, by);
  if (!next) return;
  event.preventDefault();
  paragraph.setCaret(next, by < 0 ? Number.MAX_SAFE_INTEGER : 0);
  next.scrollIntoView({ block: "nearest" });
});

/* Over the brackets of a condition, which are no characters: the caret is inside or outside, never on them. */
root.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (!event.target.closest?.("[data-words]")) return;
  const caret = current();
  if (!caret?.id || caret.from !== caret.to || PLAIN.test(caret.part)) return;
  const over = tokens(textOf(caret.id, caret.part))[by < 0 ? caret.from - 1 : caret.from];
  if (!over?.open && !over?.close) return;
  event.preventDefault();
  putCaret({ ...caret, from: caret.from + by, to: caret.from + by });
});

/* Undo and redo from anywhere but another field. */
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || !(event.ctrlKey || event.metaKey)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.target.matches?.("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  putCaret(key === "y" || event.shiftKey ? redo() : undo());
});

/* A tap on a field puts the caret behind it, so that the phone's own key deletes it. */
root.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-field]");
  const words = chip?.closest("[data-words]");
  if (!words || state.readonly) return;
  const parent = chip.parentNode;
  const index = [...parent.childNodes].indexOf(chip);
  const from = paragraph.offsetOf(words, parent, index);
  const { id, part } = at(words);
  if (event.target.closest("[data-do='drop-field']"))
    return write(id, part, spliced(get(edit.blockOf(id), part), from, from + 1), from);
  putCaret({ id, part, from: from + 1 });
});
