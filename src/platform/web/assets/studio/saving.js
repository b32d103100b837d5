/* Saved as one goes. One request at a time; one without an answer is sent again as it was, so that the server never sees half of
   a story. What it does not have yet is kept in this browser. */
import { diff, isEmpty, merge, settled } from "./changes.js";
import { clash, clashes, forgetClashes } from "./conflicts.js";
import { showFindings } from "./findings.js";
import * as kept from "./kept.js";
import { isLong, longBlocks, longTitle } from "./length.js";
import { data, place, told } from "./page.js";
import { refreshPreview } from "./preview.js";
import { adopt, freeze, state, watch } from "./store.js";
import * as trees from "./tree.js";

const PAUSE = 100; // milliseconds after the last change
const KEEP = 150;
const PATIENCE = 20000;
const [FIRST, LONGEST] = [1000, 30000];
const WAITING = new Set(["offline", "signed_out"]);

const status = place("status");
let synced = data.tree;
let { revision } = data;
let sent = null; // the tree that a request without an answer carries
let body = null;
let [timer, keeping, wait, running] = [0, 0, FIRST, false];
let refused = "";

const show = (key, text = told(key)) => {
  status.dataset.state = key;
  if (status.textContent !== text) status.textContent = text;
};

const pending = () => sent !== null || !isEmpty(diff(synced, state.tree));

/* What may be sent: a block that is too long stays as the server has it. */
const sendable = () => {
  let { tree } = state;
  if (longTitle()) tree = { ...tree, title: synced.title };
  for (const id of longBlocks()) {
    const known = trees.find(synced, id)?.block;
    tree = known ? trees.update(tree, trees.bare(known)) : trees.remove(tree, id);
  }
  return tree;
};

const calmStatus = () => {
  if (state.readonly) return;
  if (refused) show("refused", refused);
  else if (clashes().length) show("conflict");
  else if (isLong()) show("too_long");
  else show(pending() ? "saving" : "saved");
};

const keep = () => {
  clearTimeout(keeping);
  keeping = 0;
  if (!pending() && !clashes().length) return kept.forget();
  kept.keep({ synced, sent, current: state.tree, revision, clashes: clashes() });
};
const keepSoon = () => {
  keeping ||= setTimeout(keep, KEEP);
};

const idle = () =>
  new Promise((done) => {
    if (!state.busy) return done();
    waiting.push(done);
  });
const waiting = [];

const ask = async (form) => {
  const limit = new AbortController();
  const clock = setTimeout(() => limit.abort(), PATIENCE);
  try {
    const answer = await fetch(data.urls.save, {
      method: "POST",
      body: form,
      headers: { "HX-Request": "true" },
      signal: limit.signal,
    });
    if (answer.headers.has("hx-redirect")) throw new Error("signed_out");
    if (answer.status === 404) return { status: 409, refused: told("gone") };
    if (answer.ok || answer.status === 409 || answer.status === 422)
      return { status: answer.status, ...(await answer.json()) };
    throw new Error("offline");
  } finally {
    clearTimeout(clock);
  }
};

const taken = (answer) => {
  const before = sent;
  const mine = state.tree;
  const theirs = settled(mine, answer.tree);
  const merged = merge([before], theirs, mine);
  const found = new Map([...answer.conflicts, ...merged.conflicts].map((one) => [one.id, one]));
  // One title for all: who saved first has it, and the other is asked.
  if (before.title !== synced.title && theirs.title !== before.title)
    found.set("", { id: "", theirs: theirs.title, yours: mine.title });
  for (const one of found.values()) clash(one, mine, before);
  const remote = isEmpty(diff(before, theirs))
    ? null
    : (old) => settled(old, merge([before], theirs, old).tree);
  synced = theirs;
  revision = answer.revision;
  sent = body = null;
  adopt(settled(mine, merged.tree), remote);
  showFindings(answer.findings);
  refreshPreview();
};

const once = async () => {
  if (!sent) {
    const tree = sendable();
    const changes = diff(synced, tree);
    if (isEmpty(changes)) return false;
    sent = tree;
    body = new URLSearchParams({ revision: String(revision), changes: JSON.stringify(changes) });
    keep();
  }
  if (!WAITING.has(status.dataset.state)) show("saving");
  const answer = await ask(body);
  await idle();
  wait = FIRST;
  if (answer.refused !== undefined) {
    sent = body = null;
    refused = answer.refused;
    if (answer.status === 409) freeze();
    show("refused", refused);
    return false;
  }
  refused = "";
  taken(answer);
  return true;
};

export const save = async () => {
  clearTimeout(timer);
  if (running || state.readonly || (state.busy && !sent)) return;
  running = true;
  try {
    while (await once());
    calmStatus();
  } catch (problem) {
    show(problem.message === "signed_out" ? "signed_out" : "offline");
    timer = setTimeout(save, wait);
    wait = Math.min(wait * 2, LONGEST);
  } finally {
    running = false;
    keep();
  }
};

const soon = () => {
  refused = "";
  keepSoon();
  if (!WAITING.has(status.dataset.state)) show("saving");
  if (sent && !running) return; // its next try is on the way
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
};

watch((why) => {
  if (why === "change") soon();
  if (why !== "idle") return;
  while (waiting.length) waiting.pop()();
  if (pending()) soon();
});

export const settle = () => {
  keepSoon();
  calmStatus();
};

addEventListener("online", save);
addEventListener("pagehide", keep);
document.addEventListener("visibilitychange", keep);

/* Before the draft is handed on, everything in it has to be there. */
for (const link of document.querySelectorAll("[data-needs-saved]"))
  link.addEventListener("click", async (event) => {
    if (state.readonly || !pending()) return;
    event.preventDefault();
    while (running) await new Promise((done) => setTimeout(done, 50));
    await save();
    if (!pending()) location.assign(link.href);
    else status.scrollIntoView({ block: "nearest" });
  });
for (const form of document.querySelectorAll("[data-drops-draft]"))
  form.addEventListener("submit", () => {
    synced = state.tree;
    sent = null;
    forgetClashes();
    for (const { key } of kept.left()) kept.forget(key);
  });

/* What was left here goes onto what the server has now. */
export const begin = () => {
  if (state.readonly) return show(kept.left().length ? "kept" : "readonly");
  let tree = synced;
  for (const { key, entry } of kept.left()) {
    const bases = [entry.synced, entry.sent].filter(Boolean);
    const merged = merge(bases, tree, entry.current);
    for (const one of [...entry.clashes, ...merged.conflicts]) clash(one, entry.current, entry.synced);
    tree = settled(tree, merged.tree);
    kept.forget(key);
  }
  if (tree !== synced) {
    adopt(tree);
    keep();
    save();
  }
  calmStatus();
};
