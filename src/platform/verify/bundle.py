"""The evidence bundle: everything that proves one contract, in one zip that needs nobody's server."""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..signatures.contents import SignedContents
from ..signatures.extract import Covered, ExtractedSignature, ExtractedStamp
from .check import CHAIN, CONTRACT, EVENTS, ROOT, STAMP, STAMPED, BundleReport, verify_bundle
from .events import events_stated
from .manifest import SIGNATURE, stamped_parts
from .offline import PAGE, offline_page
from .paper import SCAN
from .proof import PROOF
from .unpack import EPOCH, MANIFEST

__all__ = ["MANIFEST", "BundleParts", "BundleReport", "bundle_files", "pack", "verify_bundle", "with_proof"]

_PLATFORM = Path(__file__).parent.parent
# What the bundle's own verifier is made of: the very code that checks here.
_VERIFIER = (
    "clock.py",
    "crypto/chain.py",
    "crypto/merkle.py",
    "crypto/purposes.py",
    "signatures/parties.py",
    "signatures/places.py",
    "verify/anchor.py",
    "verify/changes.py",
    "verify/check.py",
    "verify/events.py",
    "verify/imprint.py",
    "verify/manifest.py",
    "verify/paper.py",
    "verify/party.py",
    "verify/pdf.py",
    "verify/proof.py",
    "verify/stamp.py",
    "verify/tree.py",
    "verify/trust.py",
    "verify/unpack.py",
)
_README = """回音 · 签署存证包
================

{contract}
report.pdf            签署存证报告
events.jsonl          事件链：每行一个事件，hash 覆盖内容和前一事件的 hash；他人的事件只留 hash
manifest.json         每个文件的 SHA-256、事件链末端、本合同的事件有几个和是哪几个
manifest.p7s          平台对 manifest.json 的签名（CMS，CAdES B-T）：证明清单由平台制作，里面带有时间戳
manifest.tst, .value  从 manifest.p7s 取出的时间戳（RFC 3161）和被盖时间戳的签名值：证明清单当时已经存在
proof.json            每日锚定的证明：清单在当日的默克尔树（RFC 6962）中，树根由两家时间戳机构盖过时间戳并公布在
                      平台的 /anchors（归档当天的包还没有，次日起重新下载就有）
{signatures}ca/root.pem           根证书        ca/chain.pem  证书链        ca/*.crl  吊销列表
verify.html           用浏览器打开，把存证包拖进去：不联网就能核对（除 PDF 两个签名之间的修改是否合规）
verify.py, lib/       独立验证程序，不需要本公司的服务：pip install --require-hashes -r lib/requirements.txt
                      （所用的库和它们的哈希），然后 python verify.py（加 --root 根证书文件：以您自行取得的根证书为准）

只用 openssl 的验证，在解压后的文件夹中执行；-attime 是时间戳证明的签署时间。被签内容写到外面的 ../signed.bin：
在这个文件夹里多放文件，verify.py 会说多出了文件。

{commands}
  openssl cms -verify -binary -inform DER -in manifest.p7s -content manifest.json \\
    -CAfile ca/root.pem -certfile ca/chain.pem -purpose any -out /dev/null
  openssl ts -verify -token_in -in manifest.tst -data manifest.value \\
    -CAfile ca/root.pem -untrusted ca/chain.pem

  sha256sum {name}     与 manifest.json 中的 contract_sha256 对照
"""
_SIGNED = "contract.pdf          双方签署的劳动合同（PDF/A，含两个数字签名和时间戳）"
_SCANNED = "scan.pdf              双方在纸上签署的劳动合同的扫描件：没有电子签名，由一人上传、另一人核对（见 report.pdf）"
_SIGNATURES = """signatures/           从 PDF 取出的签名：*.cms 签名，*.value 签名值，*.tst 时间戳
"""
_DRIVER = '''"""Checks this bundle: hashes, chain of events, signatures, proof.

Needs Python 3.11 and: pip install --require-hashes -r lib/requirements.txt
"""
import argparse
import sys
from pathlib import Path

sys.dont_write_bytecode = True
here = Path(__file__).resolve().parent
sys.path.insert(0, str(here / "lib"))
from huiyin_verify.verify.check import describe, verify_files
from huiyin_verify.verify.trust import EXIT_CODES

asked = argparse.ArgumentParser(description="Checks this bundle. 0 valid, 1 not valid, 2 nobody known vouches for it.")
asked.add_argument("--root", type=Path, help="root certificates that you trust (PEM)")
given = asked.parse_args().root
root = given.read_bytes() if given is not None else None
files = {path.relative_to(here).as_posix(): path.read_bytes() for path in here.rglob("*") if path.is_file()}
report = verify_files(files, root)
print(describe(report))
sys.exit(EXIT_CODES[report.verdict])
'''


@dataclass(frozen=True, slots=True)
class BundleParts:
    """What goes in. `links` are the chain's events, foreign ones bare; `signed`: what `contract` carries of its signatures, None
    where it is the scan of a paper."""

    contract: bytes
    report: bytes
    links: list[dict[str, Any]]
    root_pem: bytes
    chain_pem: bytes
    crls: tuple[bytes, ...]
    facts: dict[str, Any]
    signed: SignedContents | None

    @property
    def on_paper(self) -> bool:
        """Whether the contract was signed on paper."""
        return self.signed is None


def bundle_files(parts: BundleParts) -> dict[str, bytes]:
    """Every file with the manifest over all of them, which is to be signed; the same parts give the same bytes."""
    signatures, stamps = (parts.signed.signatures, parts.signed.stamps) if parts.signed else ((), ())
    name = SCAN if parts.on_paper else CONTRACT
    files = {
        name: parts.contract,
        "report.pdf": parts.report,
        EVENTS: b"".join(_line(link) for link in parts.links),
        ROOT: parts.root_pem,
        CHAIN: parts.chain_pem,
        "README.txt": _README.format(
            contract=_SCANNED if parts.on_paper else _SIGNED,
            signatures="" if parts.on_paper else _SIGNATURES,
            commands=_commands(signatures, stamps),
            name=name,
        ).encode(),
        "verify.py": _DRIVER.encode(),
        PAGE: offline_page(),
        **{f"ca/{number}.crl": crl for number, crl in enumerate(parts.crls, start=1)},
        **_signature_files(signatures, stamps),
        **_verifier_files(),
    }
    manifest = parts.facts | {
        "v": 2,
        "events": events_stated(parts.links),
        "chain_head": parts.links[-1]["hash"] if parts.links else "",
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }
    if parts.on_paper:
        manifest["medium"] = "paper"
    files[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return files


def pack(files: dict[str, bytes], signature: bytes) -> bytes:
    """The zip; `signature` is the platform's over the manifest (DER), with its time stamp inside.

    Nothing is compressed: a compressed file can be written in many ways, and a byte changed in one might go unseen.
    """
    token, value = stamped_parts(signature)
    whole = {**files, SIGNATURE: signature, STAMP: token, STAMPED: value}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in sorted(whole.items()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data)
    return out.getvalue()


def with_proof(bundle: bytes, proof: bytes) -> bytes:
    """A bundle from the archive, which is locked as it is, with the proof of the day's tree beside its files."""
    out = io.BytesIO(bundle)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(zipfile.ZipInfo(PROOF, EPOCH), proof)
    return out.getvalue()


def _signature_files(
    signatures: Sequence[ExtractedSignature], stamps: Sequence[ExtractedStamp]
) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for signature in signatures:
        base = f"signatures/{signature.field}"
        files[f"{base}.cms"] = signature.cms
        if signature.timestamp is not None:
            files |= {f"{base}.value": signature.signature_value, f"{base}.tst": signature.timestamp}
    for number, stamp in enumerate(stamps, start=1):
        files[f"signatures/document_{number}.tst"] = stamp.token
    return files


def _commands(signatures: Sequence[ExtractedSignature], stamps: Sequence[ExtractedStamp]) -> str:
    commands = []
    for signature in signatures:
        base, at = f"signatures/{signature.field}", _at(signature.stamped_at)
        commands += [
            _cut(signature.covered),
            f"  openssl cms -verify -binary -inform DER -in {base}.cms -content ../signed.bin \\\n"
            f"    -CAfile ca/root.pem -certfile ca/chain.pem -purpose any{at} -out /dev/null",
        ]
        if signature.timestamp is not None:
            commands.append(_stamp_command(f"{base}.tst", f"{base}.value", at))
    for number, stamp in enumerate(stamps, start=1):
        base = f"signatures/document_{number}"
        commands += [
            _cut(stamp.covered),
            _stamp_command(f"{base}.tst", "../signed.bin", _at(stamp.stamped_at)),
        ]
    return "\n".join(commands)


def _cut(covered: Covered) -> str:
    """What is signed of the contract: all but the signature itself."""
    tail = f"tail -c +{covered.start + 1} contract.pdf | head -c {covered.after}"
    return f"  (head -c {covered.before} contract.pdf; {tail}) > ../signed.bin"


def _stamp_command(token: str, data: str, at: str) -> str:
    return (
        f"  openssl ts -verify -token_in -in {token} -data {data} \\\n"
        f"    -CAfile ca/root.pem -untrusted ca/chain.pem{at}"
    )


def _at(moment: datetime | None) -> str:
    return f" -attime {int(moment.timestamp())}" if moment is not None else ""


def _verifier_files() -> dict[str, bytes]:
    package = "lib/huiyin_verify/"
    files = {f"{package}{name}": (_PLATFORM / name).read_bytes() for name in _VERIFIER}
    files["lib/requirements.txt"] = (_PLATFORM / "verify" / "requirements.txt").read_bytes()
    folders = ("", "crypto/", "signatures/", "verify/")
    return files | {f"{package}{folder}__init__.py": b"" for folder in folders}


def _line(link: dict[str, Any]) -> bytes:
    return json.dumps(link, ensure_ascii=False, sort_keys=True).encode() + b"\n"
