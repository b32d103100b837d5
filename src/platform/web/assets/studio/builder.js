/* A condition, put together row by row: groups in groups, at most three deep. */
import { fieldOf } from "./known.js";
import { piece, place, told } from "./page.js";
import { pickField } from "./picker.js";
import { howsOf, howWord, inWords, labelOf } from "./tests.js";
import { DEEPEST } from "./tree.js";

const dialog = place("builder");
const form = dialog.querySelector("form");
const body = place("builder-body");
const words = place("builder-words");
const wrong = place("builder-wrong");
let top = null;
let done = () => {};

const isGroup = (test) => Array.isArray(test.tests);
const fresh = () => ({ how: "filled", field: "", values: [] });
const MOST = 20; // values of a comparison, and rows of a group

const open = (test) =>
  isGroup(test)
    ? { how: test.how, tests: test.tests.map(open) }
    : { how: test.how, field: test.field ?? "", values: [...(test.values ?? [])] };
const bareHow = (how) => how === "empty" || how === "filled";

const money = (text) => text.replace(/[,，¥￥\s]/g, "");

const input = (test, at, kind, changed) => {
  const field = fieldOf(test.field);
  if (field?.choices?.length) {
    const select = piece("value-choice");
    const kept = test.values[at];
    const gone = kept && !field.choices.includes(kept) ? [kept] : [];
    for (const choice of [...field.choices, ...gone]) select.append(new Option(choice, choice));
    select.value = kept || field.choices[0];
    test.values[at] = select.value;
    select.addEventListener("change", () => changed(at, select.value));
    return select;
  }
  const box = piece(
    { date: "value-date", money: "value-number", percent: "value-number", number: "value-number" }[kind] ??
      "value-text",
  );
  box.value = test.values[at] ?? "";
  box.addEventListener("input", () =>
    changed(at, box.inputMode === "decimal" ? money(box.value) : box.value),
  );
  return box;
};

const say = () => {
  words.textContent = inWords(top);
};

const drawValues = (element, test) => {
  const values = element.querySelector("[data-values]");
  values.replaceChildren();
  if (bareHow(test.how) || !test.field) return;
  const kind = fieldOf(test.field)?.kind;
  const changed = (at, value) => {
    test.values[at] = value;
    say();
  };
  const many = test.how === "one_of";
  for (let at = 0; at < (many ? Math.max(1, test.values.length) : 1); at += 1) {
    const box = input(test, at, kind, changed);
    box.setAttribute("aria-label", told("value_of", { field: labelOf(test.field) }));
    values.append(box);
  }
  if (!many) return;
  if (test.values.length >= MOST) return;
  const more = piece("value-more");
  more.addEventListener("click", () => {
    while (test.values.length < values.querySelectorAll("input, select").length) test.values.push("");
    test.values.push("");
    drawValues(element, test);
    values.querySelectorAll("input, select")[test.values.length - 1].focus();
  });
  values.append(more);
};

const row = (test, group) => {
  const element = piece("test");
  const field = element.querySelector("[data-field-of]");
  const how = element.querySelector("[data-how]");
  const drawRow = () => {
    const kind = fieldOf(test.field)?.kind;
    field.textContent = labelOf(test.field) || told("no_field");
    how.replaceChildren(...howsOf(kind).map((one) => new Option(howWord(one, kind), one)));
    how.value = test.how;
    drawValues(element, test);
    say();
  };
  field.addEventListener("click", async () => {
    const name = await pickField();
    field.focus();
    if (!name || name === test.field) return;
    if (fieldOf(name)?.kind !== fieldOf(test.field)?.kind || fieldOf(name)?.choices.length) test.values = [];
    test.field = name;
    if (!howsOf(fieldOf(name).kind).includes(test.how)) test.how = "filled";
    drawRow();
  });
  how.addEventListener("change", () => {
    test.how = how.value;
    if (bareHow(test.how)) test.values = [];
    else if (test.how !== "one_of") test.values.length = Math.min(1, test.values.length);
    drawRow();
  });
  element.querySelector("[data-drop]").addEventListener("click", () => without(group, test));
  element.test = test;
  drawRow();
  return element;
};

const without = (group, test) => {
  group.tests.splice(group.tests.indexOf(test), 1);
  draw();
  (body.querySelector("[data-add]") ?? form.querySelector("button")).focus();
};

const box = (group, parent, depth) => {
  const element = piece("tests");
  const [how, rows, add, deeper, drop] = ["how", "rows", "add", "deeper", "drop-group"].map((name) =>
    element.querySelector(`[data-${name}]`),
  );
  how.value = group.how;
  how.addEventListener("change", () => {
    group.how = how.value;
    say();
  });
  const grow = (test) => {
    group.tests.push(test);
    draw();
    const leaf = isGroup(test) ? test.tests[0] : test;
    const all = [...body.querySelectorAll("[data-test-row]")];
    all
      .find((one) => one.test === leaf)
      ?.querySelector("[data-field-of]")
      .focus();
  };
  add.disabled = deeper.disabled = group.tests.length >= MOST;
  add.addEventListener("click", () => grow(fresh()));
  deeper.hidden = depth >= DEEPEST;
  deeper.addEventListener("click", () =>
    grow({ how: group.how === "all" ? "any" : "all", tests: [fresh()] }),
  );
  drop.hidden = !parent;
  drop.addEventListener("click", () => without(parent, group));
  rows.append(...group.tests.map((one) => (isGroup(one) ? box(one, group, depth + 1) : row(one, group))));
  return element;
};

const draw = () => {
  body.replaceChildren(box(top, null, 1));
  wrong.hidden = true;
  say();
};

const NUMERIC = new Set(["money", "percent", "number"]);

const typed = (test) =>
  test.values
    .map((value) => value.trim().replace(fieldOf(test.field)?.kind === "percent" ? /\s*[%％]$/ : /$^/, ""))
    .filter(Boolean);

const fault = (test) => {
  if (isGroup(test)) {
    if (!test.tests.length) return told("no_test");
    return test.tests.map(fault).find(Boolean) ?? "";
  }
  if (!test.field) return told("field_missing");
  if (bareHow(test.how)) return "";
  const values = typed(test);
  if (!values.length) return told("value_missing", { field: labelOf(test.field) });
  if (NUMERIC.has(fieldOf(test.field)?.kind) && values.some((value) => !/^-?\d+(\.\d+)?$/.test(value)))
    return told("not_a_number", { field: labelOf(test.field) });
  return "";
};

const machine = (test) => {
  if (isGroup(test))
    return test.tests.length === 1
      ? machine(test.tests[0])
      : { how: test.how, tests: test.tests.map(machine) };
  const kind = fieldOf(test.field)?.kind;
  const values = typed(test);
  const kept = { how: test.how, field: test.field };
  if (values.length)
    kept.values = kind === "money" ? values.map((value) => Number(value).toFixed(2)) : values;
  return kept;
};

const finish = (answer) => {
  const tell = done;
  done = () => {};
  if (dialog.open) dialog.close();
  tell(answer);
};

/* Answers with the new condition, with "drop", or with nothing. */
export const build = (test, { dropLabel = "" } = {}) =>
  new Promise((answer) => {
    const own = open(test ?? { how: "all", tests: [fresh()] });
    top = isGroup(own) ? own : { how: "all", tests: [own] };
    if (!top.tests.length) top.tests.push(fresh());
    done = answer;
    const drop = place("builder-drop");
    drop.hidden = !dropLabel;
    drop.textContent = dropLabel;
    dialog.showModal();
    draw();
    body.querySelector("[data-field-of]").focus();
  });

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const why = fault(top);
  wrong.hidden = !why;
  wrong.textContent = why;
  if (!why) finish(machine(top));
});
place("builder-drop").addEventListener("click", () => finish("drop"));
place("builder-cancel").addEventListener("click", () => finish(null));
dialog.addEventListener("close", () => finish(null));
