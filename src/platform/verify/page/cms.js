// Signatures (CMS, RFC 5652) and time stamps (RFC 3161) over bytes that lie elsewhere.
import { certificate, isSignedBy, knowsAlgorithm, pathToRoot } from "./certificates.js";
import { digest, hex, inside, join, oid, only, same, tagged, time } from "./der.js";

const HASHES = {
  "2.16.840.1.101.3.4.2.1": "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
};
const SIGNED_DATA = "1.2.840.113549.1.7.2";
const DATA = "1.2.840.113549.1.7.1";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const STAMP = "1.2.840.113549.1.9.16.2.14";
const CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";
const PROTECTION = "1.2.840.113549.1.9.52";
const STAMPING = "1.3.6.1.5.5.7.3.8";
const [INTEGER, OCTETS, SEQUENCE, SET, FIRST, SECOND] = [0x02, 0x04, 0x30, 0x31, 0xa0, 0xa1];

/** What a CMS object says; nothing is checked yet. */
export function parse(der) {
  const [kind, wrapped, ...behind] = inside(tagged(only(der), SEQUENCE));
  const [data, ...beyond] = inside(tagged(wrapped, FIRST));
  const [version, hashes, content, ...rest] = inside(tagged(data, SEQUENCE));
  const [type, carried, ...more] = inside(tagged(content, SEQUENCE));
  const signers = inside(tagged(rest.pop(), SET));
  const set = rest.pop();
  const left = [...behind, ...beyond, ...more, ...rest];
  if (left.length > 0 || oid(kind) !== SIGNED_DATA || signers.length !== 1) throw new Error("CMS");
  const found = signer(signers[0]);
  // What no signature covers is not free: there is one way to write it.
  const versions = hex(join(version.whole, found.version.whole));
  const beside = Object.keys(found.unsigned).filter((one) => oid(type) !== DATA || one !== STAMP);
  const plain =
    beside.length === 0 &&
    versions === (oid(type) === DATA ? "020101020101" : "020103020101") &&
    same(tagged(hashes, SET).body, found.hashNode.whole);
  return {
    plain,
    type: oid(type),
    content: carried === undefined ? null : tagged(alone(tagged(carried, FIRST)), OCTETS).body,
    certificates: set === undefined ? [] : inside(tagged(set, FIRST)).map((one) => certificate(one.whole)),
    ...found,
  };
}

function signer(node) {
  const [version, sid, hash, signed, algorithm, signature, unsigned, ...more] = inside(
    tagged(node, SEQUENCE),
  );
  const [issuer, serial, ...beside] = inside(tagged(sid, SEQUENCE));
  const [used, ...parameters] = inside(tagged(algorithm, SEQUENCE));
  const none = parameters.length === 0 || hex(join(...parameters.map((one) => one.whole))) === "0500";
  if (more.length > 0 || beside.length > 0 || !none) throw new Error("CMS");
  return {
    version,
    hashNode: hash,
    issuer: hex(issuer.whole),
    serial: hex(tagged(serial, INTEGER).body),
    hash: HASHES[oid(inside(tagged(hash, SEQUENCE))[0])],
    algorithm: oid(used),
    signature: tagged(signature, OCTETS).body,
    signed: attributes(tagged(signed, FIRST)),
    // What is signed are the attributes as a SET, whose tag is not the one they have here.
    covered: join(Uint8Array.of(0x31), signed.whole.subarray(1)),
    unsigned: unsigned === undefined ? {} : attributes(tagged(unsigned, SECOND)),
  };
}

function attributes(node) {
  const found = {};
  for (const one of inside(node)) {
    const [type, values, ...more] = inside(tagged(one, SEQUENCE));
    if (oid(type) in found || more.length > 0) throw new Error("CMS");
    found[oid(type)] = alone(tagged(values, SET));
  }
  return found;
}

/** The one value inside. */
function alone(node) {
  const [one, ...more] = inside(node);
  if (one === undefined || more.length > 0) throw new Error("CMS");
  return one;
}

/** The token over a signature that is carried in it, or null. */
export function carriedStamp(signed) {
  return signed.unsigned[STAMP]?.whole ?? null;
}

/** When a token says that it was given, and over what. */
export function stampedIn(token) {
  const [, , imprint, , moment] = inside(only(token.content));
  const [algorithm, value] = inside(imprint);
  return { hash: HASHES[oid(inside(algorithm)[0])], value: value.body, at: time(moment) };
}

/** Check a signature over `content` by a certificate for which `fits` holds; `moment`: as of when. Says whose it is. */
export async function checkSigned(signed, content, trust, moment, fits) {
  const problems = [];
  const said = signed.signed[MESSAGE_DIGEST]?.body;
  if (!knowsAlgorithm(signed.algorithm) && !namesAnother(signed)) return unchecked(signed, said, content);
  if (said === undefined || !same(said, await digest(content, signed.hash))) problems.push("content");
  const type = signed.signed[CONTENT_TYPE];
  if (type === undefined || oid(type) !== signed.type) problems.push("type");
  const by = signed.certificates.find((one) => one.serial === signed.serial && one.issuer === signed.issuer);
  if (by === undefined) return { problems: [...problems, "certificate"], by: null, path: null };
  const { spki } = by;
  const right = await isSignedBy(spki, signed.algorithm, signed.signature, signed.covered, signed.hash).catch(
    () => false,
  );
  if (!right) problems.push("signature");
  if (!(await namesIt(signed.signed[CERTIFICATE_V2], by))) problems.push("named");
  if (!fits(by)) problems.push("purpose");
  const path = await pathToRoot(by, [...signed.certificates, ...trust.pool], trust.roots, moment);
  if (path === null) problems.push("root");
  else if (
    !signed.plain ||
    signed.certificates.some((one) => !isKnown(one, [...path, ...trust.pool, ...trust.roots]))
  ) {
    problems.push("free");
  }
  return { problems, by, path };
}

/** Of a signature by an algorithm that nobody here knows: whose it claims to be, and what it covers. */
async function unchecked(signed, said, content) {
  const changed =
    signed.hash !== undefined && (said === undefined || !same(said, await digest(content, signed.hash)));
  const by = signed.certificates.find((one) => one.serial === signed.serial && one.issuer === signed.issuer);
  return { problems: changed ? ["content", "algorithm"] : ["algorithm"], by: by ?? null, path: null };
}

/** Whether the signer has written another algorithm under the signature (RFC 6211): then somebody changed it. */
function namesAnother(signed) {
  const attribute = signed.signed[PROTECTION];
  if (attribute === undefined) return false;
  const used = inside(attribute).find((part) => part.tag === 0xa1);
  return used === undefined || oid(inside(used)[0]) !== signed.algorithm;
}

function isKnown(one, known) {
  return known.some((other) => same(other.der, one.der));
}

/** Whether the signature itself names the certificate (RFC 5035, SHA-256 being the default): no other of the same key. */
async function namesIt(attribute, by) {
  if (attribute === undefined) return false;
  const first = inside(inside(attribute)[0])[0];
  const parts = inside(first);
  const named = parts.find((part) => part.tag === 0x04);
  return named !== undefined && same(named.body, await digest(by.der));
}

/** Check a time-stamp token over `data`; says by whom and when. */
export async function checkStamp(der, data, trust) {
  const token = parse(der);
  const { hash, value, at } = stampedIn(token);
  const fits = (by) => by.purposes.length === 1 && by.purposes[0] === STAMPING;
  const found = await checkSigned(token, token.content, trust, at, fits);
  if (!same(value, await digest(data, hash))) found.problems.push("content");
  return { ...found, at };
}
