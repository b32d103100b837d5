"""The evidence bundle: everything that proves one contract, in one zip that needs nobody's server."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from ..crypto.chain import verify_links
from ..signatures.extract import extract_signatures
from .pdf import PdfReport, verify_pdf

_EPOCH = (2020, 1, 1, 0, 0, 0)  # fixed, so that the same parts give the same bytes
_README = """回音 · 签署存证包
================

contract.pdf          双方签署的劳动合同（PDF/A，含两个数字签名和时间戳）
report.pdf            签署存证报告
events.jsonl          事件链：每行一个事件，hash 覆盖内容和前一事件的 hash；他人的事件只留 hash
manifest.json         每个文件的 SHA-256、事件链末端
signatures/           从 PDF 取出的签名：*.signed 被签内容，*.cms 签名，*.tst 时间戳
ca/root.pem           根证书        ca/chain.pem  证书链        ca/*.crl  吊销列表
verify.py             独立验证程序（pip install pyhanko，无需本公司服务）

不依赖任何人的验证：

  openssl cms -verify -binary -inform DER -in signatures/candidate_sign.cms \\
    -content signatures/candidate_sign.signed -CAfile ca/root.pem -certfile ca/chain.pem -purpose any -out /dev/null
  openssl cms -verify -binary -inform DER -in signatures/company_seal.cms \\
    -content signatures/company_seal.signed -CAfile ca/root.pem -certfile ca/chain.pem -purpose any -out /dev/null
  openssl ts -verify -token_in -in signatures/candidate_sign.tst -data signatures/candidate_sign.value \\
    -CAfile ca/root.pem -untrusted ca/chain.pem

（劳动者的证书只在签署当时的 30 分钟内有效；之后用 openssl 验证时请加 -attime，取时间戳中的时间。）

  sha256sum contract.pdf     与 manifest.json 对照
  huiyin verify 本文件
"""
_VERIFY = '''"""Checks this bundle without us: hashes, event chain, both signatures. Needs: pip install pyhanko"""
import hashlib, json, pathlib
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

here = pathlib.Path(__file__).parent
manifest = json.loads((here / "manifest.json").read_text("utf-8"))
for name, digest in manifest["files"].items():
    assert hashlib.sha256((here / name).read_bytes()).hexdigest() == digest, f"{name} was changed"
before = None
for line in (here / "events.jsonl").read_text("utf-8").splitlines():
    event = json.loads(line)
    assert before in (None, event["prev"]), f"event {event['seq']} does not follow"
    before = event["hash"]
    body = {k: v for k, v in event.items() if k not in ("prev", "hash")}
    if set(body) != {"seq"}:
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        found = hashlib.sha256(b"huiyin-event-1\\0" + bytes.fromhex(event["prev"]) + text).hexdigest()
        assert found == event["hash"], f"event {event['seq']} was changed"
root = x509.Certificate.load(pem.unarmor((here / "ca/root.pem").read_bytes())[2])
with open(here / "contract.pdf", "rb") as file:
    for signature in PdfFileReader(file).embedded_regular_signatures:
        context = lambda: ValidationContext(trust_roots=[root], allow_fetching=False)
        status = validate_pdf_signature(signature, context(), context())
        print(signature.field_name, status.signing_cert.subject.native["common_name"], status.summary())
        assert status.bottom_line, f"{signature.field_name} is not valid"
print("all valid")
'''


@dataclass(frozen=True, slots=True)
class BundleParts:
    """What goes in. `links` are the chain's events, foreign ones bare."""

    contract: bytes
    report: bytes
    links: list[dict[str, Any]]
    root_pem: bytes
    chain_pem: bytes
    crls: tuple[bytes, ...]
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What a bundle proves; each problem names what was changed."""

    ok: bool
    anchored: bool
    events: int
    pdf: PdfReport | None
    problems: tuple[str, ...]


def build_bundle(parts: BundleParts) -> bytes:
    """The zip; the same parts give the same bytes."""
    files = {
        "contract.pdf": parts.contract,
        "report.pdf": parts.report,
        "events.jsonl": b"".join(_line(link) for link in parts.links),
        "ca/root.pem": parts.root_pem,
        "ca/chain.pem": parts.chain_pem,
        "README.txt": _README.encode(),
        "verify.py": _VERIFY.encode(),
    }
    for number, crl in enumerate(parts.crls, start=1):
        files[f"ca/{number}.crl"] = crl
    for signature in extract_signatures(parts.contract):
        base = f"signatures/{signature.field}"
        files[f"{base}.signed"] = signature.signed
        files[f"{base}.cms"] = signature.cms
        files[f"{base}.value"] = signature.signature_value
        if signature.timestamp is not None:
            files[f"{base}.tst"] = signature.timestamp
    manifest = parts.facts | {
        "chain_head": parts.links[-1]["hash"] if parts.links else "",
        "files": {
            name: hashlib.sha256(data).hexdigest()
            for name, data in sorted(files.items())
        },
    }
    files["manifest.json"] = json.dumps(
        manifest, ensure_ascii=False, indent=1, sort_keys=True
    ).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def verify_bundle(data: bytes, root_pem: bytes | None = None) -> BundleReport:
    """Check a bundle: every file against the manifest, the chain link by link, the PDF's signatures."""
    anchored = root_pem is not None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {item.filename: archive.read(item) for item in archive.infolist()}
        manifest = json.loads(files["manifest.json"])
        links = [json.loads(line) for line in files["events.jsonl"].splitlines()]
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        RuntimeError,
        NotImplementedError,
        EOFError,
    ) as problem:
        return BundleReport(
            False, anchored, 0, None, (f"存证包无法读取或已损坏：{problem}",)
        )
    problems = _compare(files, manifest)
    if (broken := verify_links(links)) is not None:
        problems.append(f"事件链第 {broken.seq} 个事件：{broken.problem}")
    elif not links or links[-1]["hash"] != manifest.get("chain_head"):
        problems.append("事件链的末端与清单不符")
    final = manifest.get("contract_sha256")
    if final != hashlib.sha256(files.get("contract.pdf", b"")).hexdigest():
        problems.append("contract.pdf 与清单中的合同哈希不符")
    if not any(
        link.get("data", {}).get("document") == final
        for link in links
        if isinstance(link.get("data"), dict)
    ):
        problems.append("事件链中没有这份合同的哈希")
    pdf = verify_pdf(
        files.get("contract.pdf", b""), root_pem or files.get("ca/root.pem")
    )
    return BundleReport(
        not problems and pdf.ok, anchored, len(links), pdf, tuple(problems)
    )


def _compare(files: dict[str, bytes], manifest: dict[str, Any]) -> list[str]:
    listed: dict[str, str] = manifest.get("files", {})
    problems = [f"缺少文件 {name}" for name in listed if name not in files]
    problems += [
        f"多出文件 {name}"
        for name in files
        if name not in listed and name != "manifest.json"
    ]
    problems += [
        f"文件 {name} 被改动"
        for name, digest in listed.items()
        if name in files and hashlib.sha256(files[name]).hexdigest() != digest
    ]
    return problems


def _line(link: dict[str, Any]) -> bytes:
    return json.dumps(link, ensure_ascii=False, sort_keys=True).encode() + b"\n"
