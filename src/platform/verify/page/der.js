// Just enough DER (X.690) to read certificates and signatures: definite lengths, in their shortest form, nothing behind.

/** One value: its tag, all its bytes, and those inside. */
export function read(bytes, at = 0) {
  const tag = bytes[at];
  let length = bytes[at + 1];
  let start = at + 2;
  if (tag === undefined || length === undefined || (tag & 0x1f) === 0x1f) throw new Error("DER");
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4) throw new Error("DER");
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + bytes[start++];
    if (!(length >= 0x80 && length >= 256 ** (count - 1))) throw new Error("DER");
  }
  const end = start + length;
  if (end > bytes.length) throw new Error("DER");
  return { tag, whole: bytes.subarray(at, end), body: bytes.subarray(start, end) };
}

/** A value that is all there is. */
export function only(bytes) {
  const node = read(bytes);
  if (node.whole.length !== bytes.length) throw new Error("DER");
  return node;
}

/** A value, which must be of a kind: no signature covers the tags of what stands around it. */
export function tagged(node, tag) {
  if (node?.tag !== tag) throw new Error("DER");
  return node;
}

/** The values inside one. */
export function inside(node) {
  const found = [];
  for (let at = 0; at < node.body.length; ) {
    const next = read(node.body, at);
    found.push(next);
    at += next.whole.length;
  }
  return found;
}

/** An object identifier, dotted; its parts may be longer than a number holds. */
export function oid(node) {
  if (node.tag !== 0x06) throw new Error("DER");
  const parts = [];
  let part = 0n;
  for (const byte of node.body) {
    part = (part << 7n) | BigInt(byte & 0x7f);
    if (byte & 0x80) continue;
    if (parts.length === 0) {
      const first = part < 80n ? part / 40n : 2n;
      parts.push(first, part - first * 40n);
    } else parts.push(part);
    part = 0n;
  }
  return parts.join(".");
}

/** UTCTime or GeneralizedTime, as RFC 5280 writes them. */
export function time(node) {
  const said = new TextDecoder().decode(node.body);
  const full = node.tag === 0x17 ? (Number(said.slice(0, 2)) < 50 ? "20" : "19") + said : said;
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(full);
  if (found === null) throw new Error("DER");
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

/** Bytes in hexadecimal. */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes from hexadecimal. */
export function fromHex(text) {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new Error("hex");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Bytes from Base64. */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

/** Whether two runs of bytes are the same. */
export function same(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Several runs of bytes as one. */
export function join(...parts) {
  const made = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}

/** SHA-256, or another by its Web Crypto name. */
export async function digest(bytes, name = "SHA-256") {
  return new Uint8Array(await crypto.subtle.digest(name, bytes));
}
