"""Checking the signatures of a PDF: who, when, intact, trusted, and nothing changed that may not change.

Nothing is judged by today's date that was proved in its own time: the closing time stamp proves that everything
before it existed then, each signature's own time stamp proves when it was made. A signer's certificate may live
for a day only, so judged by today every contract would soon be worthless.
"""

import hashlib
import io
from dataclasses import dataclass, field, replace
from datetime import datetime

from asn1crypto import cms, tsp
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from ..clock import now
from ..signatures.parties import Parties, read_parties
from ..signatures.places import CANDIDATE, COMPANY
from .changes import change_problems
from .party import certificate_name, is_named, missing_parties, party_problems
from .trust import (
    Evidence,
    SignatureReport,
    Verdict,
    certificates_in,
    is_bare,
    not_checked,
    quiet,
    shortcomings,
    unknown_algorithm,
    without_loop,
)

_LABELS = {CANDIDATE: "劳动者签名", COMPANY: "用人单位签章"}
_STAMP = "/DocTimeStamp"
_HASHES = {"1.2.156.10197.1.401": "sm3"}  # which OpenSSL knows, and the library does not


@dataclass(frozen=True, slots=True)
class PdfReport:
    """The whole file. `whole`: both signatures are by the parties and hold with their time stamps, and the closing one
    covers the file to its end; `anchored`: the roots were given. `parties`: whom the file names. `unchecked`: it is not whole
    only because a signature is made with an algorithm that is not known here."""

    whole: bool
    anchored: bool
    signatures: tuple[SignatureReport, ...]
    problems: tuple[str, ...] = field(default=())
    parties: Parties | None = None
    unchecked: bool = False

    @property
    def verdict(self) -> Verdict:
        """What it comes to."""
        trusted = self.anchored and all(signature.trusted for signature in self.signatures)
        return Verdict.of(whole=self.whole, trusted=trusted, unchecked=self.unchecked)

    @property
    def ok(self) -> bool:
        """Valid, and somebody known vouches for it."""
        return self.verdict is Verdict.VALID

    @property
    def valid_signatures(self) -> int:
        """How many parties' signatures hold; the closing time stamp is not one."""
        return sum(1 for signature in self.signatures if signature.valid and signature.field in _LABELS)


def verify_pdf(data: bytes, root_pem: bytes | None = None) -> PdfReport:
    """Check a PDF. Without `root_pem` its own root is used: then integrity is proved, but not whose root it is."""
    report = without_loop(_verify, data, root_pem)
    if root_pem is None or report.whole or all(signature.trusted for signature in report.signatures):
        return report
    # Nobody known vouches for it. Is it whole in itself?
    itself = without_loop(_verify, data, None)
    return replace(report, whole=itself.whole, unchecked=itself.unchecked)


def _verify(data: bytes, root_pem: bytes | None) -> PdfReport:
    anchored = root_pem is not None
    with quiet():
        try:
            reader = PdfFileReader(io.BytesIO(data))
            parties = read_parties(reader.root)
            signatures = list(reader.embedded_signatures)
            evidence = _evidence(reader, signatures, root_pem, parties)
            reports = _check_all(signatures, evidence)
            problems = _check_file(data, reader, signatures, parties)
        except MemoryError:
            raise  # says something about this process, nothing about the file
        except Exception as problem:  # anything may be in a file that a stranger hands in
            reason = f"文件无法读取或已损坏：{problem or type(problem).__name__}"
            return PdfReport(False, anchored, (), (reason,))
    whole = not problems and all(report.valid and report.trusted for report in reports)
    unchecked = not problems and not whole and all(report.holds for report in reports)
    return PdfReport(whole, anchored, reports, tuple(problems), parties, unchecked)


def _evidence(
    reader: PdfFileReader,
    signatures: list[EmbeddedPdfSignature],
    root_pem: bytes | None,
    parties: Parties | None,
) -> Evidence:
    try:
        store = DocumentSecurityStore.read_dss(reader)
        certificates = list(store.load_certs())
        revocation = tuple(bytes(item.get_object().data) for item in store.crls)
    except NoDSSFoundError:
        certificates, revocation = [], ()
    if root_pem is not None:
        roots = certificates_in(root_pem)
    else:
        embedded = [item for signature in signatures for item in signature.other_embedded_certs]
        root = next((item for item in (*certificates, *embedded) if item.self_issued), None)
        if root is None:
            raise ValueError("文件里没有数字签名或根证书")
        roots = (root,)
    return Evidence(roots, tuple(certificates), revocation, parties)


def _check_all(signatures: list[EmbeddedPdfSignature], evidence: Evidence) -> tuple[SignatureReport, ...]:
    """From the last to the first: each later time stamp proves when what it covers was there."""
    proved = now()
    reports = []
    for signature in reversed(signatures):
        stamp = signature.sig_object_type == _STAMP
        try:
            if algorithm := unknown_algorithm(signature.signed_data):
                report = _unchecked(signature, evidence, algorithm)
            elif stamp:
                report = _check_stamp(signature, evidence, proved)
            else:
                report = _check(signature, evidence, proved)
        except MemoryError:
            raise
        except Exception as problem:  # whatever a damaged signature makes the library raise, it is not valid
            words = f"签名无法解析：{problem or type(problem).__name__}"
            report = SignatureReport(signature.field_name, "签名", "", False, False, "", (words,))
        if stamp and report.valid:
            proved = datetime.fromisoformat(report.stamped_at)
        reports.append(report)
    return tuple(reversed(reports))


def _unchecked(signature: EmbeddedPdfSignature, evidence: Evidence, algorithm: str) -> SignatureReport:
    """What can be said of a signature whose algorithm is not known: whose it claims to be, and what it covers."""
    problems = []
    if signature.sig_object_type != _STAMP:
        problems = party_problems(signature.field_name, signature.signer_cert, evidence.parties)
    if not _covers(signature):
        problems.append("签名之后文件被改动")
    label = _LABELS.get(signature.field_name, "存档时间戳")
    said = (*problems, not_checked(algorithm))
    signer = certificate_name(signature.signer_cert)
    return SignatureReport(
        signature.field_name, label, signer, False, False, "", said, unchecked=not problems
    )


def _covers(signature: EmbeddedPdfSignature) -> bool:
    """Whether the digest in it is that of the bytes it covers, as far as that hash is known here."""
    name = _HASHES.get(signature.md_algorithm, signature.md_algorithm)
    if signature.sig_object_type == _STAMP or name not in hashlib.algorithms_available:
        return True
    first, length, second, rest = (int(number) for number in signature.byte_range)
    file = signature.reader.stream
    covered = hashlib.new(name)
    for at, size in ((first, length), (second, rest)):
        file.seek(at)
        covered.update(file.read(size))
    said = [one for one in signature.signer_info["signed_attrs"] if one["type"].native == "message_digest"]
    return len(said) == 1 and said[0]["values"][0].native == covered.digest()


def _check_stamp(signature: EmbeddedPdfSignature, evidence: Evidence, proved: datetime) -> SignatureReport:
    """A document time stamp: its authority's certificate must have been good then, and not have ended since."""
    made = signature.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    status = validate_pdf_timestamp(signature, evidence.at(made))
    problems = shortcomings(status.intact, status.valid, status.trusted)
    if status.signing_cert.not_valid_after < proved:
        problems.append("时间戳证书已到期，之后没有续加存档时间戳")
    if not is_bare(signature.signed_data, status.signing_cert, (*evidence.roots, *evidence.certificates)):
        problems.append("时间戳里有未受保护的内容")
    return SignatureReport(
        signature.field_name,
        "存档时间戳",
        status.signing_cert.subject.native.get("common_name", ""),
        not problems,
        status.trusted,
        status.timestamp.isoformat(),
        tuple(problems),
    )


def _check(signature: EmbeddedPdfSignature, evidence: Evidence, proved: datetime) -> SignatureReport:
    """A party's signature: the signer judged when the signature's time stamp says, that one when `proved` says."""
    made = _stamped(signature)
    status = validate_pdf_signature(signature, evidence.at(made or proved), evidence.at(proved))
    problems = shortcomings(status.intact, status.valid, status.trusted)
    if not status.docmdp_ok:
        problems.append("签名之后有不允许的修改")
    stamp = status.timestamp_validity
    if stamp is None or not (stamp.intact and stamp.valid and stamp.trusted):
        problems.append("缺少有效的时间戳")
    name = certificate_name(status.signing_cert)
    said = str(signature.sig_object.get("/Name", "")) or name
    if not is_named(status.signing_cert, said):
        problems.append("签名中的姓名与证书不符")
    problems += party_problems(signature.field_name, status.signing_cert, evidence.parties)
    return SignatureReport(
        signature.field_name,
        _LABELS.get(signature.field_name, "其他签名"),
        said,
        not problems and status.bottom_line,
        status.trusted,
        made.isoformat() if made is not None else "",
        tuple(problems),
    )


def _stamped(signature: EmbeddedPdfSignature) -> datetime | None:
    """The time in the signature's time stamp, taken before that is checked."""
    for attribute in signature.signer_info["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            token = attribute["values"][0]["content"]["encap_content_info"]["content"].parsed
            moment = tsp.TSTInfo.load(token.dump())["gen_time"].native
            return moment if isinstance(moment, datetime) else None
    return None


def _check_file(
    data: bytes, reader: PdfFileReader, signatures: list[EmbeddedPdfSignature], parties: Parties | None
) -> list[str]:
    """Both parties once, in their order, closed by a time stamp that reaches to the last byte."""
    signers = [signature for signature in signatures if signature.sig_object_type != _STAMP]
    if [signature.field_name for signature in signers] != list(_LABELS):
        return [f"应有两个签名（先劳动者、后用人单位），实有 {len(signers)} 个"]
    last = signatures[-1]
    if last.sig_object_type != _STAMP:
        return ["缺少存档时间戳"]
    problems = missing_parties(parties, _stamped(signers[0])) + change_problems(reader, *signers)
    first, _length, second, rest = (int(number) for number in last.byte_range)
    if first != 0 or second + rest != len(data):
        problems.append("存档时间戳之后还有内容")
    if not all(_plain_contents(data, signature) for signature in signatures):
        problems.append("签名区的编码被改动")
    return problems


def _plain_contents(data: bytes, signature: EmbeddedPdfSignature) -> bool:
    """The gap that a signature leaves for itself holds that signature in hexadecimal, and zeros: no hiding place."""
    first, length, second, _rest = (int(number) for number in signature.byte_range)
    gap = data[first + length : second]
    info = cms.ContentInfo.load(bytes(signature.pkcs7_content))
    if info.contents != info["content_type"].dump() + info["content"].dump():
        return False  # a length that reaches into the zeros
    content = info.dump().hex().ljust(len(gap) - 2, "0")
    return gap in (f"<{content}>".encode(), f"<{content.upper()}>".encode())
