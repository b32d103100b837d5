// The page: a bundle is dropped or chosen, and never leaves this computer.
import { checkBundle } from "./check.js";
import { digest, hex } from "./der.js";
import { unzip } from "./zip.js";

const MARKS = { good: "✓", bad: "×", doubt: "!", unknown: "?" };
const VERDICTS = {
  valid: ["✓ 有效", "Valid, by the root certificates that you gave"],
  whole: ["! 完整，根证书未经核对", "Whole; compare the root certificate, which came with the bundle"],
  unchecked: [
    "? 无法核对：有的签名所用的算法本页不认识",
    "Not checked: an algorithm is not known to this page",
  ],
  invalid: ["× 无效", "Not valid"],
};
const at = (id) => document.getElementById(id);
let rootPem = null;
let bundle = null;
let latest = 0;

async function bytesOf(file) {
  return new Uint8Array(await file.arrayBuffer());
}

/** The files chosen, by name, and whether they came in a zip that was packed anew. */
async function filesOf(chosen) {
  const list = [...chosen];
  if (list.length === 1 && /\.zip$/i.test(list[0].name)) return unzip(await bytesOf(list[0]));
  const pairs = list.map(async (file) => [file.webkitRelativePath || file.name, await bytesOf(file)]);
  return { files: new Map(await Promise.all(pairs)), anew: false };
}

function row(tag, className, ...texts) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [index, text] of texts.entries()) {
    const part = document.createElement("span");
    part.textContent = text;
    if (index > 0) part.lang = "en";
    made.append(part);
  }
  return made;
}

/** Check what is chosen now; of two that are under way the later one is shown. */
async function show() {
  if (bundle === null) return;
  const turn = ++latest;
  const result = at("result");
  delete result.dataset.verdict;
  result.replaceChildren(row("p", "wait", "正在核对…", "Checking…"));
  const said = await checked();
  const roots = [];
  for (const root of said.roots)
    roots.push(row("p", "root", root.names.common, `SHA-256 ${hex(await digest(root.der))}`));
  if (turn !== latest) return;
  // Never a tick where nobody known vouches for it.
  const marks = rootPem === null ? { ...MARKS, good: "·" } : MARKS;
  const rows = said.lines.map((line) =>
    row("li", line.mark, `${marks[line.mark]} ${line.chinese}`, line.english),
  );
  const list = document.createElement("ul");
  list.append(...rows);
  result.replaceChildren(row("h2", said.verdict, ...VERDICTS[said.verdict]), list, ...roots);
  result.dataset.verdict = said.verdict;
}

async function checked() {
  try {
    return await checkBundle(await filesOf(bundle), rootPem);
  } catch {
    const line = {
      mark: "bad",
      chinese: "文件无法读取：请选整个存证包（zip）",
      english: "Not readable: choose the whole bundle (zip)",
    };
    return { verdict: "invalid", lines: [line], roots: [] };
  }
}

function choose(files) {
  if (files.length === 0 || tooOld) return;
  bundle = files;
  show();
}

const tooOld = globalThis.crypto?.subtle === undefined || typeof DecompressionStream === "undefined";
if (tooOld) {
  const [chinese, english] = [
    "请换一个新版浏览器（Chrome、Edge、Safari 或 Firefox）",
    "Please use a newer browser",
  ];
  at("result").append(row("p", "bad", chinese, english));
}
at("bundle").addEventListener("change", (event) => choose(event.target.files));
at("folder").addEventListener("change", (event) => choose(event.target.files));
at("root").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  rootPem = file === undefined ? null : await bytesOf(file);
  show();
});
for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault());
document.addEventListener("drop", (event) => choose(event.dataTransfer.files));
