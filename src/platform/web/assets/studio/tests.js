/* A condition in words. */
import { fieldOf } from "./known.js";
import { told } from "./page.js";

const ORDERED = new Set(["date", "money", "percent", "number"]);

export const labelOf = (name) => fieldOf(name)?.label ?? name;

export const howsOf = (kind) => [
  "filled",
  "empty",
  ...(kind === "rows" ? [] : ["equal", "unequal", "one_of"]),
  ...(ORDERED.has(kind) ? ["greater", "less"] : []),
];

export const howWord = (how, kind) =>
  told(kind === "date" && (how === "greater" || how === "less") ? `how_${how}_date` : `how_${how}`);

export const inWords = (test, inner = false) => {
  if (test.tests) {
    if (!test.tests.length) return told("no_test");
    const joined = test.tests.map((one) => inWords(one, true)).join(told(`join_${test.how}`));
    return inner && test.tests.length > 1 ? told("in_brackets", { words: joined }) : joined;
  }
  const field = labelOf(test.field) || told("no_field");
  const { kind } = fieldOf(test.field) ?? {};
  const how = howWord(test.how, kind);
  if (test.how === "empty" || test.how === "filled") return told("test_bare", { field, how });
  const ordered = ORDERED.has(kind);
  const said = (test.values ?? []).map((value) => (ordered ? value : told("quoted", { value })));
  return told(ordered ? "test_ordered" : "test_text", { field, how, values: said.join(told("join_values")) });
};
