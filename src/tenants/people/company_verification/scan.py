"""A scanned paper from a stranger: what it is, and its pages drawn anew. Only in a process that may be ended."""

import io
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from ....platform.documents.pictures import page_picture
from .errors import ScanRefusedError

MOST_BYTES = 8_000_000
_MOST_PAGES, _LEAST_SIDE, _MOST_PIXELS = 5, 300, 60_000_000
_WIDTH = 1400  # pixels across: the small print of a licence can be read
_PDF, _PICTURES = "application/pdf", {"PNG": "image/png", "JPEG": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Scan:
    """A paper that can be looked at; `checked_scan` makes it, and nothing else."""

    data: bytes
    media_type: str
    pages: int


def checked_scan(data: bytes) -> Scan:
    """Whether it can be looked at, all of it.

    Raises:
        ScanRefusedError: no sound PDF, PNG or JPEG, too many pages, too small to be read.
    """
    try:
        if data.startswith(b"%PDF-"):
            with pypdfium2.PdfDocument(data) as document:
                pages = len(document)
            if not 1 <= pages <= _MOST_PAGES:
                raise ScanRefusedError
            for number in range(1, pages + 1):
                page_picture(data, number, _WIDTH)
            return Scan(data, _PDF, pages)
        picture = _opened(data)
        if min(picture.size) < _LEAST_SIDE:
            raise ScanRefusedError
        _drawn(picture)
        return Scan(data, _PICTURES[str(picture.format)], 1)
    except (pypdfium2.PdfiumError, UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise ScanRefusedError from None


def drawn_page(data: bytes, media_type: str, number: int) -> bytes:
    """Page `number`, from 1, as a PNG that nothing is in but what is seen.

    Raises:
        IndexError: there is no such page.
    """
    if media_type == _PDF:
        return page_picture(data, number, _WIDTH)
    if number != 1:
        raise IndexError(number)
    return _drawn(_opened(data))


def _opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data), formats=tuple(_PICTURES))
    if picture.width * picture.height > _MOST_PIXELS:
        raise ScanRefusedError
    return picture


def _drawn(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((_WIDTH, 3 * _WIDTH))
    upright.info = {}
    drawn = io.BytesIO()
    upright.save(drawn, "PNG", compress_level=3)
    return drawn.getvalue()
