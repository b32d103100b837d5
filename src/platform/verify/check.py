"""Checking an evidence bundle. The bundle carries this very file, so it needs nothing of ours but its neighbours."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ..clock import now
from ..crypto.chain import TimeCheck
from .events import check_contract, check_events, check_own
from .manifest import SIGNATURE, ManifestSignature, check_signature, stamped_parts
from .paper import NOTE, SCAN, check_paper, is_paper
from .pdf import PdfReport, verify_pdf
from .proof import PROOF, ProofReport, check_proof
from .stamp import check_stamp
from .trust import SignatureReport, Verdict
from .unpack import MANIFEST, sort_out, unpack

STAMP, STAMPED, CONTRACT, EVENTS = "manifest.tst", "manifest.value", "contract.pdf", "events.jsonl"
ROOT, CHAIN = "ca/root.pem", "ca/chain.pem"
_UNLISTED = (MANIFEST, SIGNATURE, STAMP, STAMPED)
"""What cannot stand in the manifest, because it is made of it."""
_SIGNED_SINCE = datetime(2027, 1, 1, tzinfo=UTC)
"""Until then bundles were made whose manifest is stamped and not signed. A stamp is free: who makes one up gets no older one."""
_PROVED_WITHIN = timedelta(days=2)  # the tree of the day is made in the night
_UNPROVED = "没有每日锚定的证明：请从平台重新下载存证包，证明随包附上"
_OLD = "旧格式的存证包：清单只有时间戳、没有平台签名，只证明内容当时已经存在，不证明由谁制作"


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What a bundle proves; each problem names what was changed.

    `signature` is the platform's over the manifest, which holds the hash of every file and the end of the chain (None in the
    old format); `stamp` proves when; `proof`, that it is under a root of that day which is published. `doubts` break nothing:
    times in the chain that cannot be right, though every hash is (somebody's clock may have been wrong), a zip that was packed
    anew, an old format. `whole`: nothing is wrong with it; `anchored`: the roots were given; `unchecked`: it is not whole only
    because an algorithm in it is not known here. `paper`: it holds a scan without an electronic signature, and no `pdf` is
    reported on.
    """

    whole: bool
    anchored: bool
    events: int
    stamp: SignatureReport | None
    pdf: PdfReport | None
    problems: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    signature: SignatureReport | None = None
    proof: ProofReport | None = None
    unchecked: bool = False
    paper: bool = False

    @property
    def verdict(self) -> Verdict:
        """What it comes to."""
        trusted = self.anchored and self.vouched
        return Verdict.of(whole=self.whole, trusted=trusted, unchecked=self.unchecked)

    @property
    def vouched(self) -> bool:
        """Everything in it leads to the roots that it was checked with."""
        parts = (self.stamp, *((self.signature,) if self.signature is not None else ()))
        trusted = all(part is not None and part.trusted for part in parts)
        signatures = self.pdf.signatures if self.pdf is not None else ()
        return trusted and all(one.trusted for one in signatures)

    @property
    def ok(self) -> bool:
        """Valid, and somebody known vouches for it."""
        return self.verdict is Verdict.VALID


def verify_bundle(data: bytes, root_pem: bytes | None = None) -> BundleReport:
    """Check a bundle: every file against the manifest, the chain link by link, the PDF's signatures."""
    try:
        files, doubts = unpack(data)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        RuntimeError,
        NotImplementedError,
        EOFError,
        OSError,
    ) as problem:
        return _unreadable(root_pem, f"存证包无法读取或已损坏：{problem}")
    return verify_files(files, root_pem, doubts)


def verify_files(
    files: Mapping[str, bytes], root_pem: bytes | None = None, doubts: list[str] | None = None
) -> BundleReport:
    """Check an unpacked bundle, file name to content; `doubts` are those its zip has raised."""
    report = _verify_files(files, root_pem, doubts or [])
    if root_pem is None or report.whole or report.vouched:
        return report
    # Nobody known vouches for it. Is it whole in itself?
    itself = _verify_files(files, None, [])
    return replace(report, whole=itself.whole, unchecked=itself.unchecked)


def _verify_files(files: Mapping[str, bytes], root_pem: bytes | None, doubts: list[str]) -> BundleReport:
    files, said = sort_out(files)
    try:
        manifest = dict(json.loads(files[MANIFEST]))
        listed = {str(name): str(digest) for name, digest in dict(manifest["files"]).items()}
    except (KeyError, TypeError, ValueError, RecursionError):  # the last: nested thousands deep
        return _unreadable(root_pem, f"清单 {MANIFEST} 缺失或已损坏")
    paper = is_paper(manifest)
    name = SCAN if paper else CONTRACT
    final = hashlib.sha256(files.get(name, b"")).hexdigest()
    signed = _check_signed(files, manifest, root_pem)
    problems = [*signed.problems, *_compare(files, listed, signed.unlisted)]
    if manifest.get("contract_sha256") != final:
        problems.append(f"{name} 与清单中的合同哈希不符")
    links, broken = check_events(files.get(EVENTS, b""), manifest, final)
    if not broken and signed.signature is not None:
        broken = check_own(links, manifest)
    said = [*doubts, *said, *signed.doubts, *([] if broken else _doubts(links, signed.stamp))]
    proof = _check_proof(files, manifest, root_pem) if signed.signature is not None else None
    if proof is not None:
        problems += proof.all_problems
        said += proof.tree.doubts
    elif signed.signature is not None and _is_due(signed.stamp):
        said.append(_UNPROVED)
    pdf = None if paper else verify_pdf(files.get(CONTRACT, b""), root_pem or files.get(ROOT))
    if not broken and pdf is None:
        broken = check_paper(links, final)
    elif not broken and pdf is not None and (pdf.whole or pdf.unchecked):
        broken = check_contract(links, manifest, files[CONTRACT], pdf.parties)
    sound = not problems and not broken and (proof is None or proof.ok)
    whole = sound and signed.holds and (pdf is None or pdf.whole)
    return BundleReport(
        whole,
        root_pem is not None,
        len(links),
        signed.stamp,
        replace(pdf, anchored=root_pem is not None) if pdf is not None else None,
        (*problems, *broken),
        tuple(said),
        signed.signature,
        proof,
        sound and not whole and signed.may_hold and (pdf is None or pdf.whole or pdf.unchecked),
        paper,
    )


def _check_proof(
    files: Mapping[str, bytes], manifest: Mapping[str, Any], root_pem: bytes | None
) -> ProofReport | None:
    if PROOF not in files:
        return None
    return check_proof(files[PROOF], files[MANIFEST], manifest, root_pem or files.get(ROOT, b""))


def _is_due(stamp: SignatureReport) -> bool:
    return stamp.valid and now() - datetime.fromisoformat(stamp.stamped_at) > _PROVED_WITHIN


def _unreadable(root_pem: bytes | None, problem: str) -> BundleReport:
    return BundleReport(False, root_pem is not None, 0, None, None, (problem,))


@dataclass(frozen=True, slots=True)
class _Signed:
    """Who vouches for the manifest, and since when; `unlisted` are the files that carry that."""

    stamp: SignatureReport
    signature: SignatureReport | None
    unlisted: tuple[str, ...]
    problems: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return self.stamp.valid and (self.signature is None or self.signature.valid)

    @property
    def may_hold(self) -> bool:
        """Whether it does as far as its algorithm is known."""
        unchecked = self.signature is not None and self.signature.unchecked
        return self.holds or (self.stamp.valid and unchecked)


def _check_signed(files: Mapping[str, bytes], manifest: Mapping[str, Any], root_pem: bytes | None) -> _Signed:
    if (version := manifest.get("v")) is None:
        return _check_old(files, root_pem)
    found: ManifestSignature = check_signature(
        files.get(SIGNATURE, b""), files[MANIFEST], *_trust(files, root_pem)
    )
    problems = () if type(version) is int and version == 2 else ("清单的版本无法识别：请用新版的验证程序",)
    return _Signed(found.stamp, found.signature, _UNLISTED, (*problems, *_compare_parts(files)))


def _check_old(files: Mapping[str, bytes], root_pem: bytes | None) -> _Signed:
    """A manifest with a stamp alone: believed only from the time when there was nothing else."""
    stamp = check_stamp(STAMP, files.get(STAMP, b""), files[MANIFEST], *_trust(files, root_pem))
    late = stamp.valid and datetime.fromisoformat(stamp.stamped_at) >= _SIGNED_SINCE
    problems = (f"缺少平台签名 {SIGNATURE}：2027 年起的存证包都有",) if late else ()
    return _Signed(stamp, None, (MANIFEST, STAMP), problems, (_OLD,))


def _compare_parts(files: Mapping[str, bytes]) -> list[str]:
    """The time stamp and what it is over lie beside the signature once more, for tools that cannot take them out."""
    try:
        token, value = stamped_parts(files.get(SIGNATURE, b""))
    except (KeyError, TypeError, ValueError):
        return []  # the signature itself is said to be broken
    return [
        f"文件 {name} 被改动"
        for name, data in ((STAMP, token), (STAMPED, value))
        if name in files and files[name] != data
    ]


def _trust(files: Mapping[str, bytes], root_pem: bytes | None) -> tuple[bytes, bytes, tuple[bytes, ...]]:
    crls = tuple(files[name] for name in sorted(files) if name.endswith(".crl"))
    return root_pem or files.get(ROOT, b""), files.get(CHAIN, b""), crls


def _doubts(links: list[dict[str, Any]], stamp: SignatureReport) -> list[str]:
    """Times that run back, or lie behind the moment at which the whole was stamped."""
    times = TimeCheck(datetime.fromisoformat(stamp.stamped_at) if stamp.stamped_at else now())
    for link in links:
        times.take(link)
    return [f"事件链第 {doubt.seq} 个事件：{doubt.problem}" for doubt in times.doubts]


def _compare(files: Mapping[str, bytes], listed: Mapping[str, str], unlisted: tuple[str, ...]) -> list[str]:
    problems = [f"缺少文件 {name}" for name in (*listed, *unlisted) if name not in files]
    may = {*unlisted, *((PROOF,) if SIGNATURE in unlisted else ())}
    problems += [f"多出文件 {name}" for name in files if name not in listed and name not in may]
    problems += [
        f"文件 {name} 被改动"
        for name, digest in listed.items()
        if name in files and hashlib.sha256(files[name]).hexdigest() != digest
    ]
    return problems


_HEADLINES = {
    Verdict.VALID: "✓ 有效",
    Verdict.UNVOUCHED: "? 完整，但没有可信的根证书为它担保：任何人都能做出这样的文件",
    Verdict.UNCHECKED: "? 无法核对：有的签名所用的算法本程序不认识，既不能说有效，也不能说无效",
    Verdict.INVALID: "✗ 无效",
}


def describe(report: BundleReport | PdfReport) -> str:
    """The report in a reader's words."""
    bundle = report if isinstance(report, BundleReport) else None
    pdf = report.pdf if isinstance(report, BundleReport) else report
    lines = [_HEADLINES[report.verdict]]
    if bundle is not None:
        lines.append(f"  事件链：{bundle.events} 个事件")
        lines += [f"  ! {NOTE}"] if bundle.paper else []
    manifest = (bundle.signature, bundle.stamp) if bundle is not None else ()
    signatures = (*(one for one in manifest if one is not None), *(pdf.signatures if pdf else ()))
    if pdf is not None and (parties := pdf.parties) is not None:
        lines.append(f"  甲方 {parties.employer}（{parties.employer_code}）　乙方 {parties.worker}")
        if parties.trial:
            lines.append("  ! 试用 · 主体未认证：生成合同时，没有人核实过甲方就是这家单位")
    for signature in signatures:
        mark = "✓" if signature.valid and signature.trusted else "✗"
        mark = mark if report.anchored or mark == "✗" else "·"
        mark = "?" if signature.unchecked else mark
        words = "；".join(signature.problems) or ("完整、可信" if report.anchored else "完整")
        lines.append(f"  {mark} {signature.label} {signature.signer} {signature.stamped_at} {words}")
    if bundle is not None and bundle.proof is not None and bundle.proof.ok:
        lines += _of_proof(bundle.proof)
    problems = (*report.problems, *(pdf.problems if bundle is not None and pdf is not None else ()))
    lines += [f"  ✗ {problem}" for problem in problems]
    lines += [f"  ! {doubt}" for doubt in (bundle.doubts if bundle is not None else ())]
    if not report.anchored:
        lines.append("  ! 根证书未经指定（--root）：只证明文件自签署后未被改动，不证明签发者是谁")
    return "\n".join(lines)


def _of_proof(proof: ProofReport) -> list[str]:
    """Who stamped the root of the day, and the root, to be compared with what is published."""
    stamps = [one for one in (proof.tree.stamp, proof.tree.second) if one is not None]
    lines = [f"  {'✓' if one.valid else '!'} {one.field} {one.signer} {one.stamped_at}" for one in stamps]
    alone = "" if proof.tree.second is not None else "（只有一家机构的时间戳）"
    return [*lines, f"  · 当日的根 {proof.tree.root}{alone}，与平台 /anchors 公布的一致才算数"]
