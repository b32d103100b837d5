// 验真: a file's fingerprint is reckoned here, and only the fingerprint is asked for; a bundle is checked here, whole.
import { checkBundle } from "../../verify/page/check.js";
import { digest, hex } from "../../verify/page/der.js";
import { unzip } from "../../verify/page/zip.js";

const MARKS = { good: "✓", bad: "×", doubt: "!", unknown: "?" };
const TONES = { good: "ok", bad: "bad", doubt: "", unknown: "" };
const form = document.getElementById("check-form");
const input = form.elements.file;
const answer = document.getElementById("answer");
let asking = 0; // a file that was chosen later counts

const starts = (bytes, words) => new TextDecoder("latin1").decode(bytes.subarray(0, words.length)) === words;

const say = (words) => {
  const place = document.querySelector("[data-says]");
  place.textContent = words;
  place.hidden = !words;
};

const show = (state) => {
  for (const row of document.querySelectorAll("[data-when]")) row.hidden = row.dataset.when !== state;
  document.getElementById("ask").hidden = state !== "asked";
  answer.hidden = state === "asked";
  if (state !== "asked") answer.focus();
  scrollTo(0, 0);
};

const ask = async (bytes) => {
  const body = new URLSearchParams({ sha256: hex(await digest(bytes)) });
  const got = await fetch(form.dataset.check, { method: "POST", body, headers: { "HX-Request": "true" } });
  if (!got.headers.has("x-request-id")) throw new TypeError("somebody on the way answered");
  const made = new DOMParser().parseFromString(await got.text(), "text/html").body;
  if (!made.querySelector("[data-answer]")) throw new TypeError("no answer");
  return made;
};

/** What was found in a bundle, line by line, in the language of the page. */
const bundleCard = async (bundle) => {
  const roots = document.getElementById("roots").textContent.trim();
  const { verdict, lines } = await checkBundle(bundle, roots ? new TextEncoder().encode(roots) : null);
  const card = document.querySelector(`template[data-verdict="${verdict}"]`).content.cloneNode(true);
  const chinese = document.documentElement.lang.startsWith("zh");
  for (const line of lines) {
    const row = document.createElement("li");
    const mark = document.createElement("span");
    mark.className = TONES[line.mark];
    mark.textContent = `${MARKS[line.mark]} `;
    row.append(mark, chinese ? line.chinese : line.english);
    card.querySelector("ul").append(row);
  }
  return { verdict, card };
};

/** What is said of the contract inside, below what is wrong with its bundle. */
const calm = (hero) => {
  const mark = hero.querySelector("[data-mark]");
  if (!mark) return; // it was refused, in words
  const title = document.createElement("h2");
  title.textContent = hero.querySelector("h1").textContent;
  hero.querySelector("h1").replaceWith(title);
  mark.remove();
  hero.className = "card";
};

const checkZip = async (bytes) => {
  const bundle = await unzip(bytes);
  const name = [...bundle.files.keys()].find(
    (path) => /^([^/]+\/)?(contract|scan)\.pdf$/.test(path) && !/^__MACOSX/.test(path),
  );
  if (!name) throw new RangeError("no bundle");
  const made = await ask(bundle.files.get(name));
  made.querySelector("[data-offer]")?.remove(); // its signatures are checked here
  const { verdict, card } = await bundleCard(bundle);
  if (verdict === "invalid") {
    calm(made.querySelector("[data-answer]"));
    made.prepend(card);
  } else made.append(card);
  return { made, state: "answered" };
};

const checkPdf = async (bytes) => {
  const made = await ask(bytes);
  const { answer: kind } = made.querySelector("[data-answer]").dataset;
  return { made, state: kind === "unknown" ? "unknown" : "answered" };
};

const check = async () => {
  const [file] = input.files;
  if (!file) return say(form.dataset.none);
  const mine = ++asking;
  say(form.dataset.reading);
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (!starts(bytes, "%PDF-") && !starts(bytes, "PK")) throw new RangeError("neither");
    const { made, state } = await (starts(bytes, "PK") ? checkZip(bytes) : checkPdf(bytes));
    if (mine !== asking) return;
    say("");
    answer.replaceChildren(...made.childNodes);
    show(state);
  } catch (problem) {
    if (mine === asking) say(problem instanceof TypeError ? form.dataset.lost : form.dataset.strange);
  }
};

const begin = () => {
  form.addEventListener("submit", (event) => {
    if (event.submitter && "upload" in event.submitter.dataset) return; // the reader wants it sent
    event.preventDefault();
    event.stopImmediatePropagation();
    check();
  });
  form.noValidate = true;
  input.addEventListener("change", check);
  for (const button of document.querySelectorAll("[data-anew]")) {
    button.addEventListener("click", () => {
      input.value = "";
      show("asked");
    });
  }
  for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault());
  document.addEventListener("drop", ({ dataTransfer }) => {
    if (dataTransfer.files.length === 0) return;
    input.files = dataTransfer.files;
    show("asked");
    check();
  });
};

// An old browser, or one without a secure line, sends the file as forms do.
if (globalThis.crypto?.subtle && typeof DecompressionStream !== "undefined") begin();
