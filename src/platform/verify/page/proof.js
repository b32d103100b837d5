// The proof that a manifest is in the Merkle tree of a day (RFC 6962, RFC 9162 section 2.1.3.2).
import { canonical, parseJson } from "./chain.js";
import { checkStamp } from "./cms.js";
import { digest, fromBase64, fromHex, hex, join } from "./der.js";

const FIELDS = ["tenant", "contract", "document", "manifest"];
const text = (bytes) => new TextEncoder().encode(bytes);

/** What a proof shows: the root, whose leaf it is, and both time stamps. */
export async function checkProof(bytes, wanted, trust) {
  const said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  const statement = JSON.parse(said.statement);
  if (statement.v !== 2 || !Array.isArray(said.tokens) || ![1, 2].includes(said.tokens.length))
    throw new Error("proof");
  const leaf = canonical(parseJson(JSON.stringify({ v: 2, ...pick(said.file) })));
  const hash = await digest(join(Uint8Array.of(0), text(leaf)));
  const root = await rootOfPath(hash, said.index, statement.size, said.path.map(fromHex));
  const problems = [];
  if (FIELDS.some((name) => said.file[name] !== wanted[name])) problems.push("other");
  if (root === null || hex(root) !== statement.root) problems.push("path");
  const stamps = [];
  for (const token of said.tokens)
    stamps.push(await checkStamp(fromBase64(token), text(said.statement), trust));
  return { root: String(statement.root), problems, stamps };
}

function pick(file) {
  return Object.fromEntries(FIELDS.map((name) => [name, String(file[name])]));
}

async function rootOfPath(leaf, index, size, path) {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return null;
  let [here, last, found] = [index, size - 1, leaf];
  for (const neighbour of path) {
    if (last === 0) return null;
    if (here % 2 === 1 || here === last) {
      found = await digest(join(Uint8Array.of(1), neighbour, found));
      while (here % 2 === 0 && here > 0) [here, last] = [Math.floor(here / 2), Math.floor(last / 2)];
    } else found = await digest(join(Uint8Array.of(1), found, neighbour));
    [here, last] = [Math.floor(here / 2), Math.floor(last / 2)];
  }
  return last === 0 ? found : null;
}
