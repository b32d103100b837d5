/* The editable parts of a block, each under a name: `runs` of a clause, `2` of a list, `1:0` of a table, `text` of a heading. */
import { plain, textRuns } from "./runs.js";

export const PLAIN = /^(text|title|head:\d+)$/;

export const get = (block, part) => {
  if (part === "text" || part === "title") return textRuns(block[part]);
  if (part === "runs") return block.runs;
  const [first, second] = part.split(":");
  if (first === "head") return textRuns(block.head[Number(second)]);
  if (block.t === "list") return block.items[Number(first)];
  return block.rows[Number(first)][Number(second)];
};

const put = (list, at, value) => list.map((one, index) => (index === at ? value : one));

export const set = (block, part, runs) => {
  if (part === "text" || part === "title") return { ...block, [part]: plain(runs) };
  if (part === "runs") return { ...block, runs };
  const [first, second] = part.split(":");
  if (first === "head") return { ...block, head: put(block.head, Number(second), plain(runs)) };
  if (block.t === "list") return { ...block, items: put(block.items, Number(first), runs) };
  const row = put(block.rows[Number(first)], Number(second), runs);
  return { ...block, rows: put(block.rows, Number(first), row) };
};

export const partsOf = (block) =>
  ({
    heading: () => ["text"],
    annex: () => ["title"],
    clause: () => ["runs"],
    list: () => block.items.map((_item, at) => String(at)),
    table: () => [
      ...block.head.map((_cell, at) => `head:${at}`),
      ...block.rows.flatMap((row, y) => row.map((_cell, x) => `${y}:${x}`)),
    ],
  })[block.t]?.() ?? [];

const measured = (runs) =>
  runs.reduce(
    (sum, run) => sum + (run.t === "text" ? [...run.text].length : run.t === "when" ? measured(run.runs) : 0),
    0,
  );

/* How long a block is: its running text together, of its headings the longest. */
export const lengths = (block) => {
  const [plain, running] = [[], []];
  for (const part of partsOf(block)) (PLAIN.test(part) ? plain : running).push(measured(get(block, part)));
  return { line: Math.max(0, ...plain), text: running.reduce((sum, one) => sum + one, 0) };
};
