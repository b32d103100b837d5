"""Pages of a PDF as pictures, made from its bytes by PDFium: what somebody sees is what is signed.

Only for documents of our own, and only in a process that may be ended (`pages.py`).
"""

import ctypes
import struct
import zlib
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from .layout import Layout, Place

_COMPRESSION = 6
_HIGHEST = 6000  # pixels: of a strip that somebody scanned, drawn as wide as a page, there would be millions
_GREY, _COLOUR = 0, 2  # PNG's colour types
# Sixteen greys: the eye sees no difference on text, and the picture is half as large.
_SIXTEEN = bytes(round(level / 17) * 17 for level in range(256))


def layout_of(pdf: bytes, field: str) -> Layout:
    """The pages of a document, and the place of the form field that is called `field`.

    Raises:
        PdfiumError: it is no PDF.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        place = next(_places(document, field), None)
        return Layout(len(document), place)


def page_picture(pdf: bytes, number: int, width: int) -> bytes:
    """Page `number`, from 1, as a PNG of so many pixels across, with what is drawn in its form fields; of one that would be higher
    than `_HIGHEST` fewer.

    Raises:
        IndexError: there is no such page.
        PdfiumError: it is no PDF.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        document.init_forms()
        page = document[number - 1]
        scale = min(width / page.get_width(), _HIGHEST / page.get_height())
        drawn = page.render(scale=scale, rev_byteorder=True)
        return _png(bytes(drawn.buffer), drawn.width, drawn.stride)


def _places(document: pypdfium2.PdfDocument, field: str) -> Iterator[Place]:
    for number in range(len(document)):
        page = document[number]
        across, high = page.get_size()
        for index in range(raw.FPDFPage_GetAnnotCount(page)):
            found = raw.FPDFPage_GetAnnot(page, index)
            box = raw.FS_RECTF()
            if _name_of(document, found) == field and raw.FPDFAnnot_GetRect(found, box):
                size = ((box.right - box.left) / across, (box.top - box.bottom) / high)
                yield Place(number + 1, box.left / across, 1 - box.top / high, *size)
            raw.FPDFPage_CloseAnnot(found)


def _name_of(document: pypdfium2.PdfDocument, annotation: object) -> str:
    form = document.formenv
    if form is None:
        return ""
    size = raw.FPDFAnnot_GetFormFieldName(form, annotation, None, 0)
    text = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetFormFieldName(form, annotation, ctypes.cast(text, ctypes.POINTER(ctypes.c_ushort)), size)
    return text.raw.decode("utf-16-le").rstrip("\0")


def _png(pixels: bytes, width: int, stride: int) -> bytes:
    """RGB pixels as PNG (ISO 15948); without colour where there is none."""
    row, kind, deep = width * 3, _COLOUR, 3
    if stride != row:
        pixels = b"".join(pixels[start : start + row] for start in range(0, len(pixels), stride))
    if pixels[::3] == pixels[1::3] == pixels[2::3]:
        pixels, kind, deep = pixels[::3].translate(_SIXTEEN), _GREY, 1
    lines = (pixels[start : start + width * deep] for start in range(0, len(pixels), width * deep))
    data = zlib.compress(b"".join(b"\0" + line for line in lines), _COMPRESSION)
    head = struct.pack(">IIBBBBB", width, len(pixels) // (width * deep), 8, kind, 0, 0, 0)
    return png_file((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))


def png_file(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of these chunks, each a name and what is in it."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
