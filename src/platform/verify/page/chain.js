// The chain of events: each hash covers the event and the hash before it.
import { digest, fromHex, hex, join } from "./der.js";

const DOMAIN = new TextEncoder().encode("huiyin-event-1\0");
const BARE = "hash,prev,seq";
const NOTHING = [];
const DEEPEST = 100;

/** A number as it is written: a chain may hold one that JavaScript cannot. */
class Written {
  constructor(text) {
    this.text = text;
  }
}

/** JSON, in which numbers stay as they are written. */
export function parseJson(text) {
  const reader = new Reader(text);
  const made = reader.value(0);
  if (reader.found !== NOTHING) throw new SyntaxError("JSON");
  return made;
}

/** One piece of JSON after the other: a sign, a text, a number or a word. */
class Reader {
  constructor(text) {
    this.text = text;
    this.piece =
      /\s*(?:([[\]{}:,])|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))\s*/y;
    this.next();
  }

  next() {
    this.found = this.piece.lastIndex === this.text.length ? NOTHING : this.piece.exec(this.text);
    if (this.found === null) throw new SyntaxError("JSON");
  }

  take(sign) {
    if (this.found[1] !== sign) throw new SyntaxError("JSON");
    this.next();
  }

  value(depth) {
    const [, sign, string, written, word] = this.found;
    if (depth > DEEPEST) throw new SyntaxError("JSON");
    if (sign === "{") return this.object(depth);
    if (sign === "[") return this.list(depth);
    const made = written === undefined ? JSON.parse(string ?? word) : new Written(written);
    this.next();
    return made;
  }

  object(depth) {
    const made = new Map();
    this.take("{");
    while (this.found[1] !== "}") {
      const key = JSON.parse(this.found[2]);
      this.next();
      this.take(":");
      made.set(key, this.value(depth + 1));
      if (this.found[1] !== "}") this.take(",");
    }
    this.take("}");
    return made;
  }

  list(depth) {
    const made = [];
    this.take("[");
    while (this.found[1] !== "]") {
      made.push(this.value(depth + 1));
      if (this.found[1] !== "]") this.take(",");
    }
    this.take("]");
    return made;
  }
}

/** JSON with sorted keys and no spaces: what is hashed. */
export function canonical(value) {
  if (value instanceof Written) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  const keys = [...value.keys()].sort(byCodePoint);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value.get(key))}`).join(",")}}`;
}

function byCodePoint(one, other) {
  const [left, right] = [Array.from(one), Array.from(other)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const apart = left[at].codePointAt(0) - right[at].codePointAt(0);
    if (apart !== 0) return apart;
  }
  return left.length - right.length;
}

const number = (value) =>
  value instanceof Written && /^\d{1,15}$/.test(value.text) ? Number(value.text) : Number.NaN;

/** Whether an event carries its hashes only: it is somebody else's. */
export function isBare(link) {
  return [...link.keys()].sort().join() === BARE;
}

/** The events with their numbers; throws where a line is none. */
export function linksIn(bytes) {
  const lines = new TextDecoder("utf-8", { fatal: true }).decode(bytes).split("\n");
  if (lines.pop() !== "" || lines.length === 0) throw new SyntaxError("JSON");
  return lines.map((line) => {
    const link = parseJson(line);
    if (!(link instanceof Map)) throw new SyntaxError("JSON");
    return { link, seq: number(link.get("seq")), hash: link.get("hash"), prev: link.get("prev") };
  });
}

/** The number of the first event that does not hold, or null. */
export async function firstBroken(links) {
  let before = null;
  for (const one of links) {
    if (!(one.seq >= 1) || !/^[0-9a-f]{64}$/.test(one.hash) || !/^[0-9a-f]{64}$/.test(one.prev))
      return one.seq;
    if (before !== null && (one.prev !== before.hash || one.seq !== before.seq + 1)) return one.seq;
    if (!isBare(one.link) && (await hashOf(one)) !== one.hash) return one.seq;
    before = one;
  }
  return null;
}

async function hashOf({ link, prev }) {
  const body = new Map([...link].filter(([key]) => key !== "prev" && key !== "hash"));
  return hex(await digest(join(DOMAIN, fromHex(prev), new TextEncoder().encode(canonical(body)))));
}
