"""Paper as people hand it in: photographs of pages, and scanned PDFs, made on the spot."""

import io

import pypdfium2
from PIL import Image, ImageDraw

_TURNED = 6  # Exif: to be shown a quarter turn to the right


def photograph(words: str = "1", *, turned: bool = False) -> bytes:
    """A JPEG of a page, as a telephone makes it; `turned`: held sideways, which only Exif says."""
    picture = Image.new("RGB", (900, 1200), "white")
    ImageDraw.Draw(picture).text((80, 80), words, fill="black", font_size=60)
    out, exif = io.BytesIO(), Image.Exif()
    if turned:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
        exif[0x0112] = _TURNED
    picture.save(out, "JPEG", exif=exif, quality=70)
    return out.getvalue()


def scanned(pages: int) -> bytes:
    """A PDF of so many empty pages, A4."""
    out = io.BytesIO()
    with pypdfium2.PdfDocument.new() as made:
        for _page in range(pages):
            made.new_page(595, 842)
        made.save(out)
    return out.getvalue()


def pages_of(pdf: bytes) -> list[tuple[int, int]]:
    """How large each page is shown, in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [tuple(map(round, page.get_size())) for page in document]


def texts_of(pdf: bytes) -> list[str]:
    """What each page says."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]
