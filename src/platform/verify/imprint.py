"""The picture of a company's seal in a contract as one number, so that the chain can say which one was pressed."""

import hashlib
import io
from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from ..signatures.places import COMPANY, SEAM


def imprint_digest(pdf: bytes) -> str:
    """SHA-256 (hexadecimal) over everything drawn in the company's field and in the slices of the 骑缝章, in their order.

    Raises:
        ValueError: nothing is drawn there.
    """
    fields = {
        str(one["/T"]): one
        for one in (
            reference.get_object()
            for reference in PdfFileReader(io.BytesIO(pdf)).root["/AcroForm"]["/Fields"]
        )
    }
    shown = [fields[COMPANY]["/AP"]["/N"]] if COMPANY in fields and "/AP" in fields[COMPANY] else []
    shown += [_state(fields[name]) for name in sorted(fields) if name.startswith(SEAM)]
    pictures = [hashlib.sha256(one.data).digest() for drawing in shown for one in _pictures(drawing)]
    if not pictures:
        raise ValueError("there is no seal in the file")
    return hashlib.sha256(b"".join(pictures)).hexdigest()


def _state(slot: generic.DictionaryObject) -> generic.StreamObject:
    drawn = slot["/AP"]["/N"]
    return drawn if isinstance(drawn, generic.StreamObject) else drawn[slot["/AS"]]


def _pictures(drawing: generic.StreamObject) -> Iterator[generic.StreamObject]:
    """What a drawing is made of. Not the drawing itself: its first level only calls them, by names made at random."""
    try:
        pictures = drawing["/Resources"]["/XObject"]
    except KeyError:
        return
    for name in sorted(pictures):
        yield pictures[name]
        if "/SMask" in pictures[name]:  # of a scanned seal all is red: its shape lies here
            yield pictures[name]["/SMask"]
        yield from _pictures(pictures[name])
