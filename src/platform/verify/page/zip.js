// Reading a zip. Nothing of it is believed: what counts are the hashes of the files inside.
import { join, same } from "./der.js";

const MOST_FILES = 200;
const MOST_BYTES = 100_000_000;
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const FILE = 0x04034b50;
const DATE = 0x5021; // 2020-01-01
const OWN_ACCESS = 0o600 << 16;

/** The files of a zip, by name, and whether somebody else packed it, or changed what stands around its files. */
export async function unzip(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw new Error("zip");
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > MOST_FILES) throw new Error("zip");
  const files = new Map();
  const pieces = [];
  let total = 0;
  for (let number = 0; number < count; number++) {
    if (view.getUint32(at, true) !== ENTRY) throw new Error("zip");
    const [name, comment] = [view.getUint16(at + 28, true), view.getUint16(at + 32, true)];
    const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name));
    total += view.getUint32(at + 24, true);
    if (total > MOST_BYTES || files.has(path)) throw new Error("zip");
    const piece = pieceAt(bytes, view, at, path);
    pieces.push(piece);
    if (!path.endsWith("/")) files.set(path, await content(piece));
    at += 46 + name + view.getUint16(at + 30, true) + comment;
  }
  return { files, anew: !same(bytes, asPacked(pieces)) };
}

/** One file as it is packed, with what the list at the end says of it. */
function pieceAt(bytes, view, entry, path) {
  const [sum, packed, size, local] = [16, 20, 24, 42].map((at) => view.getUint32(entry + at, true));
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const method = view.getUint16(entry + 10, true);
  return { path, method, sum, packed, size, data: bytes.subarray(start, start + packed) };
}

async function content({ method, size, data }) {
  if (method === 0) return data;
  if (method !== 8) throw new Error("zip");
  return inflate(data, size);
}

/** The zip as we would have packed these very pieces; unpack.py says where each number stands. */
function asPacked(pieces) {
  const [files, list] = [[], []];
  let place = 0;
  let listed = 0;
  for (const { path, method, sum, packed, size, data } of pieces) {
    const name = new TextEncoder().encode(path);
    const facts = [
      [2, 0, method, 0, DATE],
      [4, sum, packed, size],
      [2, name.length, 0],
    ];
    files.push(written([4, FILE], [2, 20], ...facts), name, data);
    list.push(written([4, ENTRY], [2, 0x0314, 20], ...facts, [2, 0, 0, 0], [4, OWN_ACCESS, place]), name);
    place += 30 + name.length + data.length;
    listed += 46 + name.length;
  }
  const end = written([4, END], [2, 0, 0, pieces.length, pieces.length], [4, listed, place], [2, 0]);
  return join(...files, ...list, end);
}

/** Numbers, each group of so many bytes, the low one first. */
function written(...groups) {
  const bytes = groups.flatMap(([size, ...numbers]) =>
    numbers.flatMap((number) => [0, 8, 16, 24].slice(0, size).map((shift) => (number >>> shift) & 255)),
  );
  return Uint8Array.from(bytes);
}

/** What a piece unpacks to, which must be as long as the zip says: a small one can hold a huge file. */
async function inflate(data, size) {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const made = new Uint8Array(size);
  let at = 0;
  const reader = stream.getReader(); // not every browser can go along a stream by itself
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (at + value.length > size) throw new Error("zip");
    made.set(value, at);
    at += value.length;
  }
  if (at !== size) throw new Error("zip");
  return made;
}
