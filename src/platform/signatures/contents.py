"""What a signed PDF carries of its signatures, read once."""

import io
from dataclasses import dataclass

from pyhanko.pdf_utils.reader import PdfFileReader

from .certificates import CertificateFacts, certificates_of
from .extract import ExtractedSignature, ExtractedStamp, extract_signatures, extract_stamps


@dataclass(frozen=True, slots=True)
class SignedContents:
    """The parties' signatures in the order they were made, the time stamps over the document, every certificate."""

    signatures: tuple[ExtractedSignature, ...]
    stamps: tuple[ExtractedStamp, ...]
    certificates: tuple[CertificateFacts, ...]


def contents_of(pdf: bytes) -> SignedContents:
    """Read a signed PDF; it takes a good part of a tenth of a second.

    Raises:
        PdfReadError: it is no PDF.
    """
    reader = PdfFileReader(io.BytesIO(pdf))
    return SignedContents(
        tuple(extract_signatures(reader)), tuple(extract_stamps(reader)), certificates_of(reader)
    )
