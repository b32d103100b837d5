// A whole bundle, checked: what holds, what does not, and what is to be doubted. Each line is in Chinese and in English.
import { fromPem } from "./certificates.js";
import { firstBroken, isBare, linksIn } from "./chain.js";
import { carriedStamp, checkSigned, checkStamp, parse } from "./cms.js";
import { digest, hex, same } from "./der.js";
import { checkContract, grown, isTrial } from "./pdf.js";
import { checkProof } from "./proof.js";

/** The one purpose of the certificate that signs manifests. */
const EVIDENCE = "2.25.197956220380104884590101947423764713946";
const UNLISTED = ["manifest.json", "manifest.p7s", "manifest.tst", "manifest.value"];
const LEFT_BEHIND = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$|^__MACOSX\//;
const WHY = {
  algorithm: [
    "签名算法本页不认识，没有核对：请用支持该算法的程序核对",
    "its algorithm is not known to this page: use a program that knows it",
  ],
  certificate: ["没有签名人的证书", "its certificate is missing"],
  content: ["内容被改动", "what it covers was changed"],
  end: ["之后还有内容，或缺少存档时间戳", "something follows it, or there is no archive time stamp"],
  free: ["有未受保护的内容", "it holds what nothing covers"],
  missing: ["缺少文件", "files are missing"],
  named: ["签名没有指明证书", "it does not name its certificate"],
  other: ["不是这个存证包的", "it is of another bundle"],
  party: ["不是文件写明的当事人的证书", "its certificate is not that of the party named in the file"],
  path: ["路径不通向盖了时间戳的根", "its path does not lead to the stamped root"],
  place: ["与 contract.pdf 中的签名不符", "it is not the one in contract.pdf"],
  purpose: ["证书的用途不符", "its certificate has another purpose"],
  root: ["证书不可信", "its certificate leads to no trusted root"],
  signature: ["签名值不正确", "its value is wrong"],
  stamp: ["缺少有效的时间戳", "it has no valid time stamp"],
  type: ["签名的类型不符", "it is of another type"],
};
/** Events that say which file was made, shown or signed, and what of the finished one it must be. */
const FILE_OF = {
  "contract.checked": ["draft"],
  "contract.sent": ["draft"],
  "contract.opened": ["draft", "signed", "final"],
  "contract.read": ["draft"],
  "contract.signed": ["signed"],
  "seal.requested": ["signed"],
  "contract.sealed": ["final"],
};
const NAMES = {
  candidate_sign: ["劳动者签名", "Worker's signature"],
  company_seal: ["用人单位签章", "Employer's seal"],
};

class Findings {
  constructor() {
    this.lines = [];
  }

  add(mark, chinese, english) {
    this.lines.push({ mark, chinese, english });
  }

  /** A thing with what is wrong with it; fine where nothing is. */
  judge(chinese, english, problems) {
    const [why, reason] = [0, 1].map((at) => problems.map((one) => WHY[one][at]));
    if (problems.length === 0) this.add("good", chinese, english);
    else
      this.add(
        problems.join() === "algorithm" ? "unknown" : "bad",
        `${chinese}：${why.join("；")}`,
        `${english}: ${reason.join("; ")}`,
      );
  }

  /** `work`; what cannot be read makes it not hold, and stops nothing else. */
  async attempt(chinese, english, work) {
    try {
      return await work();
    } catch (problem) {
      this.add(
        "bad",
        `${chinese}无法读取或已损坏（${problem.message}）`,
        `${english} cannot be read (${problem.message})`,
      );
      return null;
    }
  }
}

/** Check a bundle as it was chosen; `rootPem`: the root certificates that you trust, null for those in the bundle. */
export async function checkBundle(given, rootPem = null) {
  const found = new Findings();
  if (given.anew)
    found.add(
      "doubt",
      "压缩包被重新打包过：不影响其中的文件",
      "The zip was packed anew: its files are what counts",
    );
  const files = sortOut(given.files, found);
  const manifest = await found.attempt("清单 manifest.json ", "manifest.json", () => readManifest(files));
  if (manifest === null) return verdict(found, rootPem);
  const trust = await found.attempt("证书 ", "A certificate", () => trustOf(files, rootPem));
  await compare(files, manifest, found);
  await found.attempt("事件链", "The chain of events", () => events(files, manifest, found));
  if (trust === null) return verdict(found, rootPem);
  await found.attempt("平台存证签名", "The platform's signature", () => platform(files, trust, found));
  if (manifest.medium === "paper")
    found.add(
      "doubt",
      "纸质合同的扫描件，没有电子签名：签字和盖章在纸上；证明的是扫描件由一人上传、另一人核对，归档后没有改动",
      "A scan of a contract signed on paper, without an electronic signature: one person uploaded it, another checked it, and it has not changed since",
    );
  else await found.attempt("合同签名", "A signature of the contract", () => contract(files, trust, found));
  if (files.has("proof.json")) {
    await found.attempt("每日锚定的证明", "The proof of the daily anchor", () =>
      proof(files, manifest, trust, found),
    );
  } else
    found.add(
      "doubt",
      "没有每日锚定的证明：归档次日起重新下载存证包就有",
      "No proof of the daily anchor: download the bundle again the day after it was archived",
    );
  return verdict(found, rootPem, trust);
}

function verdict({ lines }, rootPem, trust = null) {
  const has = (mark) => lines.some((line) => line.mark === mark);
  const sound = has("unknown") ? "unchecked" : rootPem === null ? "whole" : "valid";
  return {
    verdict: has("bad") ? "invalid" : sound,
    lines,
    roots: trust?.roots ?? [],
  };
}

/** The bundle's own files: without an outer folder, and without what computers leave in folders. */
function sortOut(given, found) {
  const own = [...given].filter(([name]) => !LEFT_BEHIND.test(name));
  if (own.length < given.size)
    found.add("doubt", "里面有电脑自动加入的文件，未予理会", "Files that a computer added are ignored");
  const manifests = own.map(([name]) => name).filter((name) => /(^|\/)manifest\.json$/.test(name));
  const outer = manifests.length === 1 ? manifests[0].slice(0, -"manifest.json".length) : "";
  if (outer === "" || !own.every(([name]) => name.startsWith(outer))) return new Map(own);
  found.add("doubt", `外面多了一层文件夹 ${outer}`, `There is an outer folder ${outer}`);
  return new Map(own.map(([name, data]) => [name.slice(outer.length), data]));
}

function readManifest(files) {
  const manifest = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(files.get("manifest.json")));
  if (manifest.v !== 2) throw new Error("旧格式或新格式，请用 verify.py；another format, use verify.py");
  if (typeof manifest.files !== "object" || manifest.files === null) throw new Error("files");
  return manifest;
}

function trustOf(files, rootPem) {
  const roots = fromPem(rootPem ?? files.get("ca/root.pem"));
  if (roots.length === 0) throw new Error("PEM");
  return { roots, pool: fromPem(files.get("ca/chain.pem")) };
}

async function compare(files, manifest, found) {
  const listed = new Map(Object.entries(manifest.files));
  const before = found.lines.length;
  for (const name of [...listed.keys(), ...UNLISTED]) {
    if (!files.has(name)) found.add("bad", `缺少文件 ${name}`, `${name} is missing`);
  }
  for (const [name, data] of files) {
    if (UNLISTED.includes(name) || name === "proof.json") continue;
    if (!listed.has(name)) found.add("bad", `多出文件 ${name}`, `${name} does not belong here`);
    else if (hex(await digest(data)) !== listed.get(name))
      found.add("bad", `文件 ${name} 被改动`, `${name} was changed`);
  }
  if (found.lines.length === before)
    found.add(
      "good",
      `${listed.size} 个文件都与清单一致`,
      `All ${listed.size} files are as the manifest lists them`,
    );
  const name = manifest.medium === "paper" ? "scan.pdf" : "contract.pdf";
  if (!files.has(name) || hex(await digest(files.get(name))) !== manifest.contract_sha256) {
    found.add("bad", `${name} 与清单中的合同哈希不符`, `${name} is not the one in the manifest`);
  }
}

async function events(files, manifest, found) {
  const links = linksIn(files.get("events.jsonl"));
  const broken = await firstBroken(links);
  if (broken !== null)
    return found.add("bad", `事件链第 ${broken} 个事件不成立`, `Event ${broken} of the chain does not hold`);
  const wrong = [];
  if (links[links.length - 1].hash !== manifest.chain_head)
    wrong.push(["末端与清单不符", "its end is not the manifest's"]);
  const own = links.filter(({ link }) => !isBare(link));
  if (!own.some(({ link }) => link.get("data")?.get?.("document") === manifest.contract_sha256)) {
    wrong.push(["没有这份合同的哈希", "it does not hold the contract's hash"]);
  }
  if (manifest.medium === "paper") wrong.push(...checked(own, manifest));
  else wrong.push(...(await otherFiles(files, own, manifest)));
  wrong.push(...stated(links, own, manifest));
  for (const [why, reason] of wrong) found.add("bad", `事件链：${why}`, `Chain of events: ${reason}`);
  if (wrong.length === 0)
    found.add(
      "good",
      `事件链完整：本合同的 ${own.length} 个事件`,
      `The chain is whole: ${own.length} events of this contract`,
    );
}

/** What was read, what was signed and what was sealed is one file that grew. */
async function otherFiles(files, own, manifest) {
  const known = await grown(files);
  const wrong = own.filter(({ link }) => {
    const [kind, document] = [link.get("kind"), link.get("data")?.get?.("document")];
    if (link.get("contract") !== manifest.contract || document === undefined) return false;
    return Object.hasOwn(FILE_OF, kind) && !FILE_OF[kind].some((one) => known[one].includes(document));
  });
  return wrong.map(({ seq }) => [
    `第 ${seq} 个事件写的文件不是这份合同当时的样子`,
    `event ${seq} names another file than this contract was then`,
  ]);
}

/** A scan is checked by somebody else than who uploaded it. */
function checked(own, manifest) {
  const said = own.filter(({ link }) => link.get("data")?.get?.("document") === manifest.contract_sha256);
  const [uploaders, checkers] = ["paper_scan.filed", "contract.completed_on_paper"].map((kind) =>
    said.filter(({ link }) => link.get("kind") === kind).map(({ link }) => link.get("actor")),
  );
  if (uploaders.length === 0 || checkers.length === 0)
    return [
      ["没有扫描件的上传，或没有第二个人的核对", "nobody uploaded the scan, or no second person checked it"],
    ];
  if (!checkers.some((one) => uploaders.includes(one))) return [];
  return [["扫描件由同一个人上传和核对", "one person uploaded and checked the scan"]];
}

/** What the manifest says of the events: none of the contract's own is bare, missing or made up. */
function stated(links, own, manifest) {
  const said = manifest.events;
  const numbers = own.map(({ seq }) => seq);
  const belongs = ({ link }) =>
    link.get("tenant") === manifest.tenant &&
    ["contract", "application"].some(
      (key) => typeof link.get(key) === "string" && link.get(key) === manifest[key],
    );
  const wrong = [];
  if (!Array.isArray(said?.own) || said.count !== said.own.length || String(said.own) !== String(numbers)) {
    wrong.push(["本合同的事件与清单不符", "this contract's events are not those of the manifest"]);
  }
  if (said?.first !== links[0].seq || said?.last !== links[links.length - 1].seq) {
    wrong.push(["起止与清单不符", "it begins or ends elsewhere"]);
  }
  if (!own.every(belongs)) wrong.push(["有的事件不属于这份合同", "an event is of another contract"]);
  return wrong;
}

async function platform(files, trust, found) {
  const signed = parse(files.get("manifest.p7s"));
  const token = carriedStamp(signed);
  if (token === null) throw new Error("stamp");
  const stamp = await checkStamp(token, signed.signature, trust);
  const fits = (by) => by.usage(0) && !by.usage(1) && by.purposes.length === 1 && by.purposes[0] === EVIDENCE;
  const { problems, by } = await checkSigned(signed, files.get("manifest.json"), trust, stamp.at, fits);
  const at = moment(stamp.at);
  found.judge(
    `平台存证签名 ${by?.names.common ?? ""}`,
    "The platform's signature over the manifest",
    problems,
  );
  found.judge(`清单时间戳 ${at}`, "Its time stamp", stamp.problems);
  if (!same(files.get("manifest.tst"), token) || !same(files.get("manifest.value"), signed.signature)) {
    found.add("bad", "manifest.tst 或 manifest.value 被改动", "manifest.tst or manifest.value was changed");
  }
}

async function contract(files, trust, found) {
  for (const one of await checkContract(files, trust)) {
    const [chinese, english] = NAMES[one.field] ?? ["存档时间戳", "Archive time stamp"];
    const names = one.by?.names;
    const who = [names?.common, names?.organisation || names?.serial, one.at && moment(one.at)]
      .filter(Boolean)
      .join(" ");
    found.judge(`${chinese} ${who}`, english, one.problems);
  }
  if (isTrial(files.get("contract.pdf")))
    found.add(
      "doubt",
      "试用 · 主体未认证：生成合同时，没有人核实过甲方就是这家单位",
      "Trial: when the contract was made nobody had proven that the employer is who it says",
    );
}

async function proof(files, manifest, trust, found) {
  const wanted = {
    tenant: manifest.tenant,
    contract: manifest.contract,
    document: manifest.contract_sha256,
    manifest: hex(await digest(files.get("manifest.json"))),
  };
  const { root, problems, stamps } = await checkProof(files.get("proof.json"), wanted, trust);
  found.judge(`每日锚定的根 ${root}`, "The root of the daily anchor, to be compared with /anchors", problems);
  const [first, second] = stamps;
  found.judge(`锚定时间戳 ${moment(first.at)}`, "Its time stamp", first.problems);
  if (second === undefined)
    return found.add("doubt", "只有一家机构的时间戳", "One authority alone has stamped it");
  if (second.problems.join() === "root") {
    return found.add(
      "doubt",
      "第二时间戳机构的根证书没有给出，无法核对",
      "The second authority's root was not given",
    );
  }
  found.judge(`第二机构时间戳 ${moment(second.at)}`, "The second authority's time stamp", second.problems);
  const roots = [first.path, second.path].map((path) => path?.[path.length - 1]);
  if (roots.every(Boolean) && same(roots[0].der, roots[1].der)) {
    found.add("bad", "两个时间戳出自同一家机构", "Both time stamps are of one authority");
  }
}

function moment(at) {
  return at
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");
}
