"""Checking the signatures of a PDF: who, when, intact, trusted, and nothing changed that may not change.

Nothing is judged by today's date that was proved in its own time: the closing time stamp proves that everything
before it existed then, each signature's own time stamp proves when it was made. A signer's certificate lives for half
an hour, so judged by today every contract would soon be worthless.
"""

import io
import re
from dataclasses import dataclass, field
from datetime import datetime

from asn1crypto import cms, tsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from ..clock import now
from .trust import Evidence, SignatureReport, certificates_in, is_bare, quiet, shortcomings, without_loop

_LABELS = {"candidate_sign": "劳动者签名", "company_seal": "用人单位签章"}
_STAMP = "/DocTimeStamp"
_LONGEST_NAME = 64  # of a common name, after X.520
_CODE_POINT = re.compile(r"\(U\+([0-9A-F]{4,6})\)")


@dataclass(frozen=True, slots=True)
class PdfReport:
    """The whole file. `ok`: both signatures and the closing time stamp hold, and that covers the file to its end."""

    ok: bool
    anchored: bool
    signatures: tuple[SignatureReport, ...]
    problems: tuple[str, ...] = field(default=())

    @property
    def valid_signatures(self) -> int:
        """How many parties' signatures hold; the closing time stamp is not one."""
        return sum(1 for signature in self.signatures if signature.valid and signature.field in _LABELS)


def verify_pdf(data: bytes, root_pem: bytes | None = None) -> PdfReport:
    """Check a PDF. Without `root_pem` its own root is used: then integrity is proved, but not whose root it is."""
    return without_loop(_verify, data, root_pem)


def _verify(data: bytes, root_pem: bytes | None) -> PdfReport:
    anchored = root_pem is not None
    with quiet():
        try:
            reader = PdfFileReader(io.BytesIO(data))
            signatures = list(reader.embedded_signatures)
            evidence = _evidence(reader, signatures, root_pem)
            reports = _check_all(signatures, evidence)
            problems = _check_file(data, signatures)
        except MemoryError:
            raise  # says something about this process, nothing about the file
        except Exception as problem:  # anything may be in a file that a stranger hands in
            reason = f"文件无法读取或已损坏：{problem or type(problem).__name__}"
            return PdfReport(False, anchored, (), (reason,))
    ok = not problems and all(report.valid and report.trusted for report in reports)
    return PdfReport(ok, anchored, reports, tuple(problems))


def _evidence(
    reader: PdfFileReader, signatures: list[EmbeddedPdfSignature], root_pem: bytes | None
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
    return Evidence(roots, tuple(certificates), revocation)


def _check_all(signatures: list[EmbeddedPdfSignature], evidence: Evidence) -> tuple[SignatureReport, ...]:
    """From the last to the first: each later time stamp proves when what it covers was there."""
    proved = now()
    reports = []
    for signature in reversed(signatures):
        stamp = signature.sig_object_type == _STAMP
        try:
            report = (
                _check_stamp(signature, evidence, proved) if stamp else _check(signature, evidence, proved)
            )
        except MemoryError:
            raise
        except Exception as problem:  # whatever a damaged signature makes the library raise, it is not valid
            words = f"签名无法解析：{problem or type(problem).__name__}"
            report = SignatureReport(signature.field_name, "签名", "", False, False, "", (words,))
        if stamp and report.valid:
            proved = datetime.fromisoformat(report.stamped_at)
        reports.append(report)
    return tuple(reversed(reports))


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
    name, matches = _signer(signature, status.signing_cert)
    if not matches:
        problems.append("签名中的姓名与证书不符")
    return SignatureReport(
        signature.field_name,
        _LABELS.get(signature.field_name, "其他签名"),
        name,
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


def _signer(signature: EmbeddedPdfSignature, certificate: x509.Certificate) -> tuple[str, bool]:
    """The certificate's name with rare characters in place of their code points, and whether the signature says so."""
    common = str(certificate.subject.native.get("common_name", ""))
    name = _CODE_POINT.sub(lambda found: chr(int(found[1], 16)), common)
    said = str(signature.sig_object.get("/Name", "")) or name
    if len(common) >= _LONGEST_NAME:
        return said, said.startswith(name.split("(U+")[0])
    return name, said == name


def _check_file(data: bytes, signatures: list[EmbeddedPdfSignature]) -> list[str]:
    """Both parties once, in their order, closed by a time stamp that reaches to the last byte."""
    parties = [signature.field_name for signature in signatures if signature.sig_object_type != _STAMP]
    if parties != list(_LABELS):
        return [f"应有两个签名（先劳动者、后用人单位），实有 {len(parties)} 个"]
    last = signatures[-1]
    if last.sig_object_type != _STAMP:
        return ["缺少存档时间戳"]
    problems = []
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
