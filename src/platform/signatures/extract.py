"""Taking signatures out of a PDF, so that any tool can check them: `openssl cms -verify`, `openssl ts -verify`."""

import io
from dataclasses import dataclass

from pyhanko.pdf_utils.reader import PdfFileReader


@dataclass(frozen=True, slots=True)
class ExtractedSignature:
    """One signature: the bytes it covers, its CMS object and the time-stamp token inside (all DER)."""

    field: str
    signed: bytes
    cms: bytes
    timestamp: bytes | None
    signature_value: bytes


def extract_signatures(pdf: bytes) -> list[ExtractedSignature]:
    """Every party's signature in the order they were made."""
    found = []
    for signature in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures:
        first, length, second, rest = (int(number) for number in signature.byte_range)
        covered = pdf[first : first + length] + pdf[second : second + rest]
        signer = signature.signer_info
        token = None
        for attribute in signer["unsigned_attrs"] or ():
            if attribute["type"].native == "signature_time_stamp_token":
                token = attribute["values"][0].dump()
        found.append(
            ExtractedSignature(
                signature.field_name,
                covered,
                bytes(signature.pkcs7_content),
                token,
                signer["signature"].native,
            )
        )
    return found
