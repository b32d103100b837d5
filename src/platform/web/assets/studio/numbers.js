/* Numbers are counted, as they are printed, and never typed. */
import { told } from "./page.js";

const DIGITS = told("digits");

export const chinese = (number) => {
  if (number >= 100 || number < 1) return String(number);
  const [tens, ones] = [Math.floor(number / 10), number % 10];
  const ten = tens ? (tens > 1 ? DIGITS[tens] : "") + DIGITS[10] : "";
  return ten + (ones ? DIGITS[ones] : "");
};

export const numbers = (tree) => {
  const found = new Map();
  let [heading, clause, annex] = [0, 0, 0];
  const go = (blocks) => {
    for (const block of blocks) {
      if (block.t === "heading") {
        heading += 1;
        clause = 0;
        found.set(block.id, told("article", { n: chinese(heading) }));
      } else if (block.t === "clause" && block.numbered) {
        clause += 1;
        found.set(block.id, heading ? `${heading}.${clause}` : `${clause}.`);
      } else if (block.t === "annex") {
        annex += 1;
        found.set(block.id, told("annex", { n: chinese(annex) }));
        [heading, clause] = [0, 0];
        go(block.blocks);
      } else if (block.t === "condition") go(block.blocks);
    }
  };
  go(tree.blocks);
  return found;
};

export const ofItem = (style, at) =>
  ({
    cn: () => told("item_cn", { n: chinese(at + 1) }),
    round: () => told("item_round", { n: chinese(at + 1) }),
    digit: () => `${at + 1}.`,
    dash: () => told("item_dash"),
  })[style]();
