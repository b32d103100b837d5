"""The evidence bundle: everything that proves one contract, in one zip that needs nobody's server."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..signatures.extract import ExtractedSignature, ExtractedStamp, extract_signatures, extract_stamps
from .check import CHAIN, CONTRACT, EVENTS, MANIFEST, ROOT, STAMP, BundleReport, verify_bundle

__all__ = ["MANIFEST", "BundleParts", "BundleReport", "bundle_files", "pack", "verify_bundle"]

_EPOCH = (2020, 1, 1, 0, 0, 0)  # fixed, so that the same parts give the same bytes
_PLATFORM = Path(__file__).parent.parent
# What the bundle's own verifier is made of: the very code that checks here.
_VERIFIER = (
    "clock.py",
    "crypto/chain.py",
    "verify/check.py",
    "verify/pdf.py",
    "verify/stamp.py",
    "verify/trust.py",
)
_README = """回音 · 签署存证包
================

contract.pdf          双方签署的劳动合同（PDF/A，含两个数字签名和时间戳）
report.pdf            签署存证报告
events.jsonl          事件链：每行一个事件，hash 覆盖内容和前一事件的 hash；他人的事件只留 hash
manifest.json         每个文件的 SHA-256、事件链末端
manifest.tst          manifest.json 的时间戳（RFC 3161）：证明清单中的一切和事件链末端当时已经存在
signatures/           从 PDF 取出的签名：*.signed 被签内容，*.cms 签名，*.value 签名值，*.tst 时间戳
ca/root.pem           根证书        ca/chain.pem  证书链        ca/*.crl  吊销列表
verify.py, lib/       独立验证程序，不需要本公司的服务：pip install pyhanko==0.38.0，然后 python verify.py
                      （加 --root 根证书文件：以您自行取得的根证书为准）

只用 openssl 的验证，在解压后的文件夹中执行；-attime 是时间戳证明的签署时间，
因为劳动者的证书只为这一次签署签发，半小时后到期：

{commands}
  openssl ts -verify -token_in -in manifest.tst -data manifest.json \\
    -CAfile ca/root.pem -untrusted ca/chain.pem

  sha256sum contract.pdf     与 manifest.json 中的 contract_sha256 对照
"""
_DRIVER = '''"""Checks this bundle: hashes, chain of events, signatures. Needs: pip install pyhanko==0.38.0"""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
here = Path(__file__).resolve().parent
sys.path.insert(0, str(here / "lib"))
from huiyin_verify.verify.check import describe, verify_files

root = Path(sys.argv[2]).read_bytes() if sys.argv[1:2] == ["--root"] else None
files = {path.relative_to(here).as_posix(): path.read_bytes() for path in here.rglob("*") if path.is_file()}
report = verify_files(files, root)
print(describe(report))
sys.exit(0 if report.ok else 1)
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


def bundle_files(parts: BundleParts) -> dict[str, bytes]:
    """Every file with the manifest over all of them, which is to be stamped; the same parts give the same bytes."""
    signatures, stamps = extract_signatures(parts.contract), extract_stamps(parts.contract)
    files = {
        CONTRACT: parts.contract,
        "report.pdf": parts.report,
        EVENTS: b"".join(_line(link) for link in parts.links),
        ROOT: parts.root_pem,
        CHAIN: parts.chain_pem,
        "README.txt": _README.format(commands=_commands(signatures, stamps)).encode(),
        "verify.py": _DRIVER.encode(),
        **{f"ca/{number}.crl": crl for number, crl in enumerate(parts.crls, start=1)},
        **_signature_files(signatures, stamps),
        **_verifier_files(),
    }
    manifest = parts.facts | {
        "chain_head": parts.links[-1]["hash"] if parts.links else "",
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }
    files[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return files


def pack(files: dict[str, bytes], stamp: bytes) -> bytes:
    """The zip; `stamp` is the RFC 3161 token (DER) over the manifest."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted({**files, STAMP: stamp}.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _signature_files(signatures: list[ExtractedSignature], stamps: list[ExtractedStamp]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for signature in signatures:
        base = f"signatures/{signature.field}"
        files |= {f"{base}.signed": signature.signed, f"{base}.cms": signature.cms}
        if signature.timestamp is not None:
            files |= {f"{base}.value": signature.signature_value, f"{base}.tst": signature.timestamp}
    for number, stamp in enumerate(stamps, start=1):
        files |= {
            f"signatures/document_{number}.signed": stamp.signed,
            f"signatures/document_{number}.tst": stamp.token,
        }
    return files


def _commands(signatures: list[ExtractedSignature], stamps: list[ExtractedStamp]) -> str:
    commands = []
    for signature in signatures:
        base, at = f"signatures/{signature.field}", _at(signature.stamped_at)
        commands.append(
            f"  openssl cms -verify -binary -inform DER -in {base}.cms -content {base}.signed \\\n"
            f"    -CAfile ca/root.pem -certfile ca/chain.pem -purpose any{at} -out /dev/null"
        )
        if signature.timestamp is not None:
            commands.append(_stamp_command(f"{base}.tst", f"{base}.value", at))
    for number, stamp in enumerate(stamps, start=1):
        base = f"signatures/document_{number}"
        commands.append(_stamp_command(f"{base}.tst", f"{base}.signed", _at(stamp.stamped_at)))
    return "\n".join(commands)


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
    return files | {f"{package}{folder}__init__.py": b"" for folder in ("", "crypto/", "verify/")}


def _line(link: dict[str, Any]) -> bytes:
    return json.dumps(link, ensure_ascii=False, sort_keys=True).encode() + b"\n"
