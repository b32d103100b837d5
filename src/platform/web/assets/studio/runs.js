/* Runs of text, fields and conditional text as a row of tokens: every place in a paragraph is then one number. */

const split = (text) => [...Array(text.length).keys()].map((at) => ({ char: text[at] }));

export const tokens = (runs) =>
  runs.flatMap((run) => {
    if (run.t === "text") return split(run.text);
    if (run.t === "field") return [{ field: run.name }];
    return [{ open: run.test }, ...tokens(run.runs), { close: true }];
  });

/* Back to runs. A condition that is cut in two stands on both sides. */
export const built = (row) => {
  const stack = [{ runs: [] }];
  const top = () => stack[stack.length - 1];
  const end = () => {
    const { test, runs } = stack.pop();
    top().runs.push({ t: "when", test, runs });
  };
  for (const token of row) {
    const last = top().runs[top().runs.length - 1];
    if ("char" in token) {
      if (last?.t === "text") last.text += token.char;
      else top().runs.push({ t: "text", text: token.char });
    } else if ("field" in token) top().runs.push({ t: "field", name: token.field });
    else if (token.open) stack.push({ test: token.open, runs: [] });
    else if (stack.length > 1) end();
  }
  while (stack.length > 1) end();
  return stack[0].runs;
};

const openAt = (row, at) => {
  const open = [];
  for (const token of row.slice(0, at)) {
    if (token.open) open.push(token);
    else if (token.close) open.pop();
  }
  return open;
};

export const parts = (runs, at) => {
  const row = tokens(runs);
  return [built(row.slice(0, at)), built([...openAt(row, at), ...row.slice(at)])];
};

/* What lies between two places gives way to `put`; a bracket that has lost its other half stays. */
export const spliced = (runs, from, to, put = []) => {
  const row = tokens(runs);
  const cut = row.slice(from, to);
  const brackets = [];
  for (const token of cut) {
    if (token.open) brackets.push(token);
    else if (token.close) {
      if (brackets[brackets.length - 1]?.open) brackets.pop();
      else brackets.push(token);
    }
  }
  return built([...row.slice(0, from), ...put, ...brackets, ...row.slice(to)]);
};

const whole = (row) => {
  let depth = 0;
  for (const token of row) {
    depth += token.open ? 1 : token.close ? -1 : 0;
    if (depth < 0) return false;
  }
  return depth === 0;
};

/* What lies between two places under a condition; null where that would cut another one in two. */
export const wrapped = (runs, from, to, test) => {
  const row = tokens(runs);
  const inside = row.slice(from, to);
  if (!whole(inside)) return null;
  return built([...row.slice(0, from), { open: test }, ...inside, { close: true }, ...row.slice(to)]);
};

export const plain = (runs) =>
  tokens(runs)
    .map((token) => token.char ?? "")
    .join("");

export const tidy = (runs) => built(tokens(runs));

export const textRuns = (text) => (text ? [{ t: "text", text }] : []);
