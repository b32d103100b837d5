"""Checking the signatures of a PDF: who, when, intact, trusted, and nothing changed that may not change."""

import io
import logging
from dataclasses import dataclass, field

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

_WANTED = 2
_LABELS = {"candidate_sign": "劳动者签名", "company_seal": "用人单位签章"}


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature or document time stamp."""

    field: str
    label: str
    signer: str
    valid: bool
    trusted: bool
    stamped_at: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PdfReport:
    """The whole file. `ok`: both signatures and the last time stamp hold and the end of the file is covered."""

    ok: bool
    anchored: bool
    signatures: tuple[SignatureReport, ...]
    problems: tuple[str, ...] = field(default=())

    @property
    def valid_signatures(self) -> int:
        """How many parties' signatures hold; the closing time stamp is not one."""
        return sum(
            1
            for signature in self.signatures
            if signature.valid and signature.field in _LABELS
        )


def verify_pdf(data: bytes, root_pem: bytes | None = None) -> PdfReport:
    """Check a PDF. Without `root_pem` its own root is used: then integrity is proved, but not whose root it is."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    anchored = root_pem is not None
    try:
        reader = PdfFileReader(io.BytesIO(data))
        signatures = list(reader.embedded_signatures)
        root = _root(root_pem) if root_pem else _own_root(reader, signatures)
        reports = tuple(_check(signature, reader, root) for signature in signatures)
    except (
        PdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        NotImplementedError,
    ) as problem:
        return PdfReport(False, anchored, (), (f"文件无法读取或已损坏：{problem}",))
    problems = []
    if {report.field for report in reports if report.field in _LABELS} != set(_LABELS):
        problems.append(f"应有 {_WANTED} 个签名（劳动者、用人单位），缺少签名")
    if signatures and signatures[-1].compute_integrity_info() is None:
        end = signatures[-1].byte_range[2] + signatures[-1].byte_range[3]
        if end < len(data.rstrip(b"\r\n ")):
            problems.append("最后一个签名之后还有内容")
    ok = not problems and all(report.valid and report.trusted for report in reports)
    return PdfReport(ok, anchored, reports, tuple(problems))


def _root(root_pem: bytes) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(root_pem)[2])


def _own_root(
    reader: PdfFileReader, signatures: list[EmbeddedPdfSignature]
) -> x509.Certificate:
    try:
        inside = list(DocumentSecurityStore.read_dss(reader).load_certs())
    except NoDSSFoundError:
        inside = []
    inside += [
        item for signature in signatures for item in signature.other_embedded_certs
    ]
    for certificate in inside:
        if certificate.self_issued:
            return certificate
    raise ValueError("没有根证书")


def _check(
    signature: EmbeddedPdfSignature, reader: PdfFileReader, root: x509.Certificate
) -> SignatureReport:
    context = _context(reader, root)
    try:
        if signature.sig_object_type == "/DocTimeStamp":
            stamp = validate_pdf_timestamp(signature, context)
            problems = _problems(stamp.intact, stamp.valid, stamp.trusted, allowed=True)
            at = stamp.timestamp.isoformat()
            return SignatureReport(
                signature.field_name,
                "存档时间戳",
                "",
                not problems,
                stamp.trusted,
                at,
                tuple(problems),
            )
        status = validate_pdf_signature(signature, context, _context(reader, root))
    except Exception as problem:  # whatever a damaged signature makes the library raise, it is not valid
        return SignatureReport(
            signature.field_name,
            "签名",
            "",
            False,
            False,
            "",
            (f"签名无法解析：{problem}",),
        )
    allowed = bool(status.docmdp_ok)
    problems = _problems(status.intact, status.valid, status.trusted, allowed=allowed)
    stamp = status.timestamp_validity
    if stamp is None or not stamp.intact or not stamp.valid:
        problems.append("缺少有效的时间戳")
    return SignatureReport(
        signature.field_name,
        _LABELS.get(signature.field_name, "签名"),
        str(signature.sig_object.get("/Name", ""))
        or status.signing_cert.subject.native.get("common_name", ""),
        not problems and status.bottom_line,
        status.trusted,
        stamp.timestamp.isoformat() if stamp is not None else "",
        tuple(problems),
    )


def _context(reader: PdfFileReader, root: x509.Certificate) -> ValidationContext:
    try:
        dss = DocumentSecurityStore.read_dss(reader)
        certificates, revocation = (
            list(dss.load_certs()),
            [item.get_object().data for item in dss.crls],
        )
    except NoDSSFoundError:
        certificates, revocation = [], []
    return ValidationContext(
        trust_roots=[root],
        other_certs=certificates,
        crls=revocation,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def _problems(intact: bool, valid: bool, trusted: bool, *, allowed: bool) -> list[str]:
    found = []
    if not intact:
        found.append("签名之后文件被改动")
    if not valid:
        found.append("签名值不正确")
    if not trusted:
        found.append("证书不可信")
    if not allowed:
        found.append("签名之后有不允许的修改")
    return found
