"""Taking signatures out of a PDF, so that any tool can check them: `openssl cms -verify`, `openssl ts -verify`."""

import io
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature


@dataclass(frozen=True, slots=True)
class ExtractedSignature:
    """One signature: the bytes it covers, its CMS object and the time-stamp token inside (all DER)."""

    field: str
    signed: bytes
    cms: bytes
    timestamp: bytes | None
    signature_value: bytes
    stamped_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExtractedStamp:
    """A time stamp over the whole document so far: the bytes it covers and its token."""

    signed: bytes
    token: bytes
    stamped_at: datetime


def extract_signatures(pdf: bytes) -> list[ExtractedSignature]:
    """Every party's signature in the order they were made."""
    found = []
    for signature in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures:
        signer = signature.signer_info
        token = None
        for attribute in signer["unsigned_attrs"] or ():
            if attribute["type"].native == "signature_time_stamp_token":
                token = attribute["values"][0]
        found.append(
            ExtractedSignature(
                field=signature.field_name,
                signed=_covered(pdf, signature),
                cms=_content(signature),
                timestamp=token.dump() if token is not None else None,
                signature_value=signer["signature"].native,
                stamped_at=_moment(token["content"]) if token is not None else None,
            )
        )
    return found


def extract_stamps(pdf: bytes) -> list[ExtractedStamp]:
    """Every time stamp over the document, the closing one last."""
    return [
        ExtractedStamp(_covered(pdf, stamp), _content(stamp), _moment(stamp.signed_data))
        for stamp in PdfFileReader(io.BytesIO(pdf)).embedded_timestamp_signatures
    ]


def _covered(pdf: bytes, signature: EmbeddedPdfSignature) -> bytes:
    first, length, second, rest = (int(number) for number in signature.byte_range)
    return pdf[first : first + length] + pdf[second : second + rest]


def _content(signature: EmbeddedPdfSignature) -> bytes:
    # Loaded and dumped: the place reserved for it is longer, and filled up with zeros.
    return bytes(cms.ContentInfo.load(bytes(signature.pkcs7_content)).dump())


def _moment(token: cms.SignedData) -> datetime:
    moment = token["encap_content_info"]["content"].parsed["gen_time"].native
    if not isinstance(moment, datetime):
        raise ValueError("a time stamp without a time")
    return moment
