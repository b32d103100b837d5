"""Taking signatures out of a PDF, so that any tool can check them: `openssl cms -verify`, `openssl ts -verify`."""

from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature


@dataclass(frozen=True, slots=True)
class Covered:
    """What a signature covers (ISO 32000-2, 12.8.1): the first `before` bytes of the file, and from byte `start`, counted from
    0, `after` more; it lies in between itself."""

    before: int
    start: int
    after: int


@dataclass(frozen=True, slots=True)
class ExtractedSignature:
    """One signature: what it covers, its CMS object and the time-stamp token inside (both DER)."""

    field: str
    covered: Covered
    cms: bytes
    timestamp: bytes | None
    signature_value: bytes
    stamped_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExtractedStamp:
    """A time stamp over the whole document so far: what it covers, and its token."""

    covered: Covered
    token: bytes
    stamped_at: datetime


def extract_signatures(pdf: PdfFileReader) -> list[ExtractedSignature]:
    """Every party's signature in the order they were made."""
    found = []
    for signature in pdf.embedded_regular_signatures:
        signer = signature.signer_info
        token = None
        for attribute in signer["unsigned_attrs"] or ():
            if attribute["type"].native == "signature_time_stamp_token":
                token = attribute["values"][0]
        found.append(
            ExtractedSignature(
                field=signature.field_name,
                covered=_covered(signature),
                cms=_content(signature),
                timestamp=token.dump() if token is not None else None,
                signature_value=signer["signature"].native,
                stamped_at=_moment(token["content"]) if token is not None else None,
            )
        )
    return found


def extract_stamps(pdf: PdfFileReader) -> list[ExtractedStamp]:
    """Every time stamp over the document, the closing one last."""
    return [
        ExtractedStamp(_covered(stamp), _content(stamp), _moment(stamp.signed_data))
        for stamp in pdf.embedded_timestamp_signatures
    ]


def _covered(signature: EmbeddedPdfSignature) -> Covered:
    _first, before, start, after = (int(number) for number in signature.byte_range)
    return Covered(before, start, after)


def _content(signature: EmbeddedPdfSignature) -> bytes:
    # Loaded and dumped: the place reserved for it is longer, and filled up with zeros.
    return bytes(cms.ContentInfo.load(bytes(signature.pkcs7_content)).dump())


def _moment(token: cms.SignedData) -> datetime:
    moment = token["encap_content_info"]["content"].parsed["gen_time"].native
    if not isinstance(moment, datetime):
        raise ValueError("a time stamp without a time")
    return moment
