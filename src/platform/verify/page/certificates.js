// Certificates (RFC 5280): read, and followed up to a root.
import { fromBase64, hex, inside, oid, only, read, same, time } from "./der.js";

const HASHES = { 2: "SHA-256", 3: "SHA-384", 4: "SHA-512" };
const RSA_HASHES = { 11: "SHA-256", 12: "SHA-384", 13: "SHA-512" };
const CURVES = { "1.2.840.10045.3.1.7": ["P-256", 32], "1.3.132.0.34": ["P-384", 48] };
const LONGEST_PATH = 5;
const RSA = /^1\.2\.840\.113549\.1\.1\.(1|11|12|13)$/;
const ECDSA = /^1\.2\.840\.10045\.4\.3\.(2|3|4)$/;

/** Whether signatures by this algorithm can be checked here; SM2, for one, no browser knows. */
export function knowsAlgorithm(algorithm) {
  return RSA.test(algorithm) || ECDSA.test(algorithm);
}

/** A certificate, from its DER. */
export function certificate(der) {
  const [tbs, algorithm, signature] = inside(only(der));
  const parts = inside(tbs).filter((part, at) => !(at === 0 && part.tag === 0xa0));
  const [serial, , issuer, validity, subject, spki, ...rest] = parts;
  const [from, to] = inside(validity).map(time);
  const list = rest.find((part) => part.tag === 0xa3);
  const extensions = list === undefined ? [] : inside(inside(list)[0]).map(extension);
  const value = (id) => extensions.find((one) => one.id === id)?.value;
  return {
    der,
    tbs: tbs.whole,
    algorithm: oid(inside(algorithm)[0]),
    signature: signature.body.subarray(1),
    serial: hex(serial.body),
    issuer: hex(issuer.whole),
    subject: hex(subject.whole),
    spki: spki.whole,
    from,
    to,
    names: names(subject),
    isAuthority: isAuthority(value("2.5.29.19")),
    purposes: purposes(value("2.5.29.37")),
    usage: usage(value("2.5.29.15")),
  };
}

function extension(node) {
  const parts = inside(node);
  return { id: oid(parts[0]), value: parts[parts.length - 1].body };
}

function isAuthority(value) {
  if (value === undefined) return false;
  const first = inside(read(value))[0];
  return first !== undefined && first.tag === 0x01 && first.body[0] !== 0;
}

function purposes(value) {
  return value === undefined ? [] : inside(read(value)).map(oid);
}

/** The bits of the key usage: 0 is digitalSignature, 1 contentCommitment, 5 keyCertSign. */
function usage(value) {
  const bits = value === undefined ? new Uint8Array() : read(value).body.subarray(1);
  return (bit) => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
}

function names(subject) {
  const found = {};
  for (const set of inside(subject)) {
    const [type, value] = inside(inside(set)[0]);
    found[oid(type)] = new TextDecoder().decode(value.body);
  }
  return {
    common: found["2.5.4.3"] ?? "",
    serial: found["2.5.4.5"] ?? "",
    organisation: found["2.5.4.97"] ?? "",
  };
}

/** Every certificate of a PEM file. */
export function fromPem(bytes) {
  const text = new TextDecoder().decode(bytes);
  const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g);
  return Array.from(blocks, (block) => certificate(fromBase64(block[1].replace(/\s+/g, ""))));
}

/** Whether `signature` over `data` was made with the key of `spki`; `algorithm` is the signature's, `hash` where that names none. */
export async function isSignedBy(spki, algorithm, signature, data, hash = "") {
  const rsa = RSA.exec(algorithm);
  if (rsa !== null) {
    const name = { name: "RSASSA-PKCS1-v1_5", hash: RSA_HASHES[rsa[1]] ?? hash };
    const key = await crypto.subtle.importKey("spki", spki, name, false, ["verify"]);
    return crypto.subtle.verify(name, key, signature, data);
  }
  const ecdsa = ECDSA.exec(algorithm);
  const [, curve] = inside(inside(only(spki))[0]);
  const [namedCurve, size] = CURVES[oid(curve)] ?? [];
  if (ecdsa === null || namedCurve === undefined) throw new Error(`algorithm ${algorithm}`);
  const key = await crypto.subtle.importKey("spki", spki, { name: "ECDSA", namedCurve }, false, ["verify"]);
  const how = { name: "ECDSA", hash: HASHES[ecdsa[1]] };
  return crypto.subtle.verify(how, key, plain(signature, size), data);
}

/** Both numbers of an ECDSA signature at their full length, as Web Crypto wants them. */
function plain(signature, size) {
  const made = new Uint8Array(size * 2);
  inside(only(signature)).forEach((number, at) => {
    const bytes = number.body[0] === 0 ? number.body.subarray(1) : number.body;
    if (bytes.length > size || at > 1) throw new Error("signature");
    made.set(bytes, size * (at + 1) - bytes.length);
  });
  return made;
}

/** The way from a certificate to one of the roots, each good at `moment`; null where there is none. */
export async function pathToRoot(leaf, pool, roots, moment, depth = 0) {
  if (leaf.from > moment || leaf.to < moment || depth > LONGEST_PATH) return null;
  if (roots.some((root) => same(root.der, leaf.der))) return [leaf];
  for (const issuer of [...roots, ...pool]) {
    if (issuer.subject !== leaf.issuer || !issuer.isAuthority || !issuer.usage(5)) continue;
    if (!(await isSignedBy(issuer.spki, leaf.algorithm, leaf.signature, leaf.tbs).catch(() => false)))
      continue;
    const rest = await pathToRoot(issuer, pool, roots, moment, depth + 1);
    if (rest !== null) return [leaf, ...rest];
  }
  return null;
}
