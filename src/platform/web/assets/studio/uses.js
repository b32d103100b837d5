/* Where fields are used: in words, in conditions, and by tables whose rows they are. */
import { get, partsOf } from "./parts.js";
import { walk } from "./tree.js";

function* compared(test) {
  if (!test.tests) yield test;
  else for (const one of test.tests) yield* compared(one);
}

function* inRuns(runs) {
  for (const run of runs) {
    if (run.t === "field") yield { field: run.name };
    if (run.t !== "when") continue;
    yield* compared(run.test);
    yield* inRuns(run.runs);
  }
}

function* uses(tree) {
  for (const { block } of walk(tree.blocks)) {
    if (block.test) yield* compared(block.test);
    if (block.rows_of) yield { field: block.rows_of };
    for (const part of partsOf(block)) yield* inRuns(get(block, part));
  }
}

export const usesOf = (tree, name) => [...uses(tree)].filter((one) => one.field === name);
