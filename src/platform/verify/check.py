"""Checking an evidence bundle. The bundle carries this very file, so it needs nothing of ours but its neighbours."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..clock import now
from ..crypto.chain import TimeCheck, verify_links
from .pdf import PdfReport, verify_pdf
from .stamp import check_stamp
from .trust import SignatureReport

MANIFEST, STAMP, CONTRACT, EVENTS = "manifest.json", "manifest.tst", "contract.pdf", "events.jsonl"
ROOT, CHAIN = "ca/root.pem", "ca/chain.pem"
_MOST_FILES, _MOST_BYTES = 200, 100_000_000  # unpacked: a small zip can hold a huge file


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What a bundle proves; each problem names what was changed.

    `stamp` is the time stamp over the manifest, which holds the hash of every file and the end of the chain. `doubts` are
    times in the chain that cannot be right, though every hash is: somebody's clock may have been wrong.
    """

    ok: bool
    anchored: bool
    events: int
    stamp: SignatureReport | None
    pdf: PdfReport | None
    problems: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def verify_bundle(data: bytes, root_pem: bytes | None = None) -> BundleReport:
    """Check a bundle: every file against the manifest, the chain link by link, the PDF's signatures."""
    try:
        files = _unpack(data)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        RuntimeError,
        NotImplementedError,
        EOFError,
        OSError,
    ) as problem:
        return BundleReport(
            False, root_pem is not None, 0, None, None, (f"存证包无法读取或已损坏：{problem}",)
        )
    return verify_files(files, root_pem)


def _unpack(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        items = archive.infolist()
        names = {item.filename for item in items}
        if len(items) > _MOST_FILES or sum(item.file_size for item in items) > _MOST_BYTES:
            raise ValueError("文件过多或过大")
        if len(names) != len(items):
            raise ValueError("有重名的文件")
        return {item.filename: archive.read(item) for item in items}


def verify_files(files: Mapping[str, bytes], root_pem: bytes | None = None) -> BundleReport:
    """Check an unpacked bundle, file name to content."""
    anchored = root_pem is not None
    try:
        manifest = json.loads(files[MANIFEST])
        listed, facts = dict(manifest["files"]), dict(manifest)
    except (KeyError, TypeError, ValueError, RecursionError):  # the last: nested thousands deep
        return BundleReport(False, anchored, 0, None, None, (f"清单 {MANIFEST} 缺失或已损坏",))
    final = hashlib.sha256(files.get(CONTRACT, b"")).hexdigest()
    problems = _compare(files, listed)
    if facts.get("contract_sha256") != final:
        problems.append(f"{CONTRACT} 与清单中的合同哈希不符")
    links, broken = _check_events(files.get(EVENTS, b""), str(facts.get("chain_head")), final)
    stamp = _check_stamp(files, root_pem)
    doubts = () if broken else _doubts(links, stamp)
    pdf = verify_pdf(files.get(CONTRACT, b""), root_pem or files.get(ROOT))
    ok = not problems and not broken and stamp.valid and pdf.ok
    return BundleReport(ok, anchored, len(links), stamp, pdf, (*problems, *broken), doubts)


def _doubts(links: list[dict[str, Any]], stamp: SignatureReport) -> tuple[str, ...]:
    """Times that run back, or lie behind the moment at which the whole was stamped."""
    times = TimeCheck(datetime.fromisoformat(stamp.stamped_at) if stamp.stamped_at else now())
    for link in links:
        times.take(link)
    return tuple(f"事件链第 {doubt.seq} 个事件：{doubt.problem}" for doubt in times.doubts)


def _check_stamp(files: Mapping[str, bytes], root_pem: bytes | None) -> SignatureReport:
    crls = tuple(files[name] for name in sorted(files) if name.endswith(".crl"))
    return check_stamp(
        STAMP,
        files.get(STAMP, b""),
        files[MANIFEST],
        root_pem or files.get(ROOT, b""),
        files.get(CHAIN, b""),
        crls,
    )


def _compare(files: Mapping[str, bytes], listed: Mapping[str, str]) -> list[str]:
    problems = [f"缺少文件 {name}" for name in (*listed, STAMP) if name not in files]
    problems += [f"多出文件 {name}" for name in files if name not in listed and name not in (MANIFEST, STAMP)]
    problems += [
        f"文件 {name} 被改动"
        for name, digest in listed.items()
        if name in files and hashlib.sha256(files[name]).hexdigest() != digest
    ]
    return problems


def _check_events(data: bytes, head: str, final: str) -> tuple[list[dict[str, Any]], list[str]]:
    links: list[dict[str, Any]] = []
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            link = json.loads(line)
        except (ValueError, RecursionError):
            link = None
        if not isinstance(link, dict):
            return links, [f"事件链第 {number} 行无法读取"]
        links.append(link)
    if (broken := verify_links(links)) is not None:
        return links, [f"事件链第 {broken.seq} 个事件：{broken.problem}"]
    if not links or links[-1]["hash"] != head:
        return links, ["事件链的末端与清单不符"]
    own = [link["data"] for link in links if isinstance(link.get("data"), dict)]
    if not any(data.get("document") == final for data in own):
        return links, ["事件链中没有这份合同的哈希"]
    return links, []


def describe(report: BundleReport | PdfReport) -> str:
    """The report in a reader's words."""
    bundle = report if isinstance(report, BundleReport) else None
    pdf = report.pdf if isinstance(report, BundleReport) else report
    lines = ["✓ 有效" if report.ok else "✗ 无效"]
    if bundle is not None:
        lines.append(f"  事件链：{bundle.events} 个事件")
    signatures = (*((bundle.stamp,) if bundle and bundle.stamp else ()), *(pdf.signatures if pdf else ()))
    for signature in signatures:
        mark = "✓" if signature.valid and signature.trusted else "✗"
        words = "；".join(signature.problems) or ("完整、可信" if report.anchored else "完整")
        lines.append(f"  {mark} {signature.label} {signature.signer} {signature.stamped_at} {words}")
    problems = (*report.problems, *(pdf.problems if bundle is not None and pdf is not None else ()))
    lines += [f"  ✗ {problem}" for problem in problems]
    lines += [f"  ! {doubt}" for doubt in (bundle.doubts if bundle is not None else ())]
    if not report.anchored:
        lines.append("  ! 根证书未经指定（--root）：只证明文件自签署后未被改动，不证明签发者是谁")
    return "\n".join(lines)
