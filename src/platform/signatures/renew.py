"""Archive time stamps renewed: a new stamp over the old ones, before the certificate of the last one ends (ETSI EN 319 142-1)."""

import io
from datetime import datetime

from asn1crypto import crl, x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import load_pem_x509_certificates
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.signers.pdf_signer import TimestampDSSContentSettings
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

from .. import clock
from .asn1 import repair_asn1crypto

_STAMP_LAST = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)


class StampLostError(ValueError):
    """The chain of time stamps is broken already; nothing renews it."""


def stamp_ends_at(pdf: bytes) -> datetime | None:
    """When the certificate of the last archive time stamp ends; None in a file that has no such stamp."""
    stamps = PdfFileReader(io.BytesIO(pdf)).embedded_timestamp_signatures
    return stamps[-1].signer_cert.not_valid_after if stamps else None


def renew_stamp(
    pdf: bytes, stamper: TimeStamper, root_pem: bytes, chain_pem: bytes, revocation: tuple[bytes, ...]
) -> bytes:
    """The file with one more archive time stamp, and what is needed to validate the one before. Nothing else changes.

    Raises:
        StampLostError: the stamp before does not hold any more.
        TimestampRequestError: the authority gives none.
    """
    repair_asn1crypto()
    context = ValidationContext(
        trust_roots=_certificates(root_pem),
        other_certs=_certificates(chain_pem),
        crls=[crl.CertificateList.load(item) for item in revocation],
        moment=clock.now(),
        allow_fetching=False,
        revocation_mode="require",
    )
    last = PdfFileReader(io.BytesIO(pdf)).embedded_timestamp_signatures[-1]
    status = validate_pdf_timestamp(last, context)
    if not (status.intact and status.valid and status.trusted):
        raise StampLostError("the last archive time stamp does not hold: a new one would prove nothing")
    out = io.BytesIO()
    PdfTimeStamper(stamper).timestamp_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)),
        "sha256",
        context,
        validation_paths=[status.validation_path],
        output=out,
        dss_settings=_STAMP_LAST,
    )
    return out.getvalue()


def _certificates(data: bytes) -> list[x509.Certificate]:
    return [
        x509.Certificate.load(one.public_bytes(serialization.Encoding.DER))
        for one in load_pem_x509_certificates(data)
    ]
