"""The certificates in a signed PDF, as a person or another tool names them."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader

_NAMES = {NameOID.ORGANIZATION_IDENTIFIER: "organizationIdentifier", NameOID.SERIAL_NUMBER: "serialNumber"}


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """One certificate. `purpose`: signature, timestamp, authority or root; serial and digest in hexadecimal."""

    purpose: str
    subject: str
    issuer: str
    serial: str
    begins: datetime
    ends: datetime
    sha256: str


def certificates_of(pdf: PdfFileReader) -> tuple[CertificateFacts, ...]:
    """Every certificate that the signatures and time stamps carry, once: the signers' first, the root last."""
    found: dict[bytes, CertificateFacts] = {}
    for signature in pdf.embedded_signatures:
        stamps = [
            attribute["values"][0]["content"]
            for attribute in signature.signer_info["unsigned_attrs"] or ()
            if attribute["type"].native == "signature_time_stamp_token"
        ]
        for signed in (signature.signed_data, *stamps):
            for choice in signed["certificates"]:
                encoded = choice.chosen.dump()
                found[encoded] = found.get(encoded) or _facts(x509.load_der_x509_certificate(encoded))
    order = ("signature", "timestamp", "authority", "root")
    return tuple(sorted(found.values(), key=lambda facts: order.index(facts.purpose)))


def _facts(certificate: x509.Certificate) -> CertificateFacts:
    return CertificateFacts(
        purpose=_purpose(certificate),
        subject=certificate.subject.rfc4514_string(_NAMES),
        issuer=certificate.issuer.rfc4514_string(_NAMES),
        serial=f"{certificate.serial_number:X}",
        begins=certificate.not_valid_before_utc,
        ends=certificate.not_valid_after_utc,
        sha256=certificate.fingerprint(hashes.SHA256()).hex(),
    )


def _purpose(certificate: x509.Certificate) -> str:
    extensions = {extension.oid: extension.value for extension in certificate.extensions}
    basic = extensions.get(x509.BasicConstraints.oid)
    usage = extensions.get(x509.ExtendedKeyUsage.oid)
    if isinstance(basic, x509.BasicConstraints) and basic.ca:
        return "root" if certificate.subject == certificate.issuer else "authority"
    stamps = isinstance(usage, x509.ExtendedKeyUsage) and ExtendedKeyUsageOID.TIME_STAMPING in usage
    return "timestamp" if stamps else "signature"
