// Both parties' signatures and the closing time stamp, as they lie beside the contract, held against its very bytes.
// What a PDF may change between its signatures is not judged here: verify.py does that.
import { carriedStamp, checkSigned, checkStamp, parse } from "./cms.js";
import { digest, hex, join } from "./der.js";

const PARTIES = ["candidate_sign", "company_seal"];

/** Each signature and stamp, checked: by whom, when, and what is wrong with it. */
export async function checkContract(files, trust) {
  const pdf = files.get("contract.pdf");
  const text = latin(pdf);
  const found = [];
  for (const field of PARTIES) found.push(await party(files, field, pdf, text, trust));
  for (let number = 1; files.has(`signatures/document_${number}.tst`); number++) {
    found.push(await closing(files, `document_${number}`, pdf, text, trust));
  }
  const last = found[found.length - 1];
  if (found.length === PARTIES.length || !last.reachesEnd) found[found.length - 1].problems.push("end");
  return found;
}

/** Whether nobody had proven who the employer is: it stands in the file as data, which both signatures cover. */
export function isTrial(pdf) {
  return /\/Trial true\b/.test(latin(pdf));
}

/** The SHA-256 of the file before the candidate's signature (with its last end of line or without), with it, and finished:
 * what is added to a PDF leaves the bytes before it. */
export async function grown(files) {
  const pdf = files.get("contract.pdf");
  const text = latin(pdf);
  const place = placeIn(pdf, text, files.get("signatures/candidate_sign.cms"));
  const signed = text.slice(0, Math.max(place.end, 0));
  const ends = [...signed.matchAll(/startxref\s+\d+\s+%%EOF(?:\r?\n|\r)?/g)];
  const last = ends.filter((one) => one.index + one[0].length <= place.at).pop();
  const until = async (at) => hex(await digest(pdf.subarray(0, at)));
  const bare = last?.index + last?.[0].trimEnd().length;
  const draft = last === undefined ? [] : [await until(bare), await until(last.index + last[0].length)];
  return { draft, signed: [await until(place.end)], final: [await until(pdf.length)] };
}

async function party(files, field, pdf, text, trust) {
  const der = files.get(`signatures/${field}.cms`);
  if (der === undefined) return { field, problems: ["missing"], by: null, at: null };
  const signed = parse(der);
  const token = carriedStamp(signed);
  if (token === null) return { field, problems: ["stamp"], by: null, at: null };
  const stamp = await checkStamp(token, signed.signature, trust);
  const fits = (by) => by.usage(1) && by.purposes.length === 0;
  const place = placeIn(pdf, text, der);
  const { problems, by } = await checkSigned(signed, place.covered, trust, stamp.at, fits);
  if (by !== null && !isOf(field, by.names, text)) problems.push("party");
  if (stamp.problems.length > 0) problems.push("stamp");
  if (!place.found) problems.push("place");
  return { field, problems, by, at: stamp.at, reachesEnd: place.end === pdf.length };
}

/** Whether a certificate is the party's that the file names: a worker's or a company's, and of just this number. */
function isOf(field, names, text) {
  const worker = field === "candidate_sign";
  const [key, kind, said] = worker
    ? ["WorkerIdHash", "IDH-", names.serial]
    : ["EmployerCode", "NTRCN-", names.organisation];
  if (!said.startsWith(kind) || (worker && names.organisation !== "")) return false;
  const named = [...text.matchAll(new RegExp(`/${key}\\s*\\(([^()\\\\]*)\\)`, "g"))];
  return named.every(([, number]) => said === kind + number);
}

async function closing(files, field, pdf, text, trust) {
  const token = files.get(`signatures/${field}.tst`);
  const place = placeIn(pdf, text, token);
  const { problems, by, at } = await checkStamp(token, place.covered, trust);
  if (!place.found) problems.push("place");
  return { field, problems, by, at, reachesEnd: place.end === pdf.length };
}

/** What a signature covers of the PDF: all up to some place but the gap that it fills itself. */
function placeIn(pdf, text, der) {
  const nowhere = { found: false, covered: new Uint8Array(), at: -1, end: -1 };
  const written = hex(der);
  const at = [written, written.toUpperCase()].map((one) => text.indexOf(`<${one}`)).find((one) => one >= 0);
  if (at === undefined) return nowhere;
  const close = text.indexOf(">", at) + 1;
  const after = ranges(text).find(
    ([first, before, start]) => first === 0 && before === at && start === close,
  )?.[3];
  const end = close + after;
  if (!(end <= pdf.length) || /[^0]/.test(text.slice(at + 1 + written.length, close - 1))) return nowhere;
  return { found: true, covered: join(pdf.subarray(0, at), pdf.subarray(close, end)), at, end };
}

/** Every /ByteRange that is written down. */
function ranges(text) {
  const found = text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g);
  return [...found].map(([, ...numbers]) => numbers.map(Number));
}

function latin(bytes) {
  return new TextDecoder("latin1").decode(bytes);
}
