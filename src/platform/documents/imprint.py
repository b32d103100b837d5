"""The print of a company's seal out of a scan or a photograph: its red shape alone, without the paper.

A stranger's file: to be read in a process of its own. Decoded by the typesetter, drawn by PDFium, so that whatever is kept
is a new picture of ours: one red, and how much of it there is in each place.
"""

import json
import struct
import zlib
from typing import NewType

import pypdfium2
import typst

from .picture import PictureUnreadableError, check_picture, no_fonts
from .pictures import png_file

CleanImprint = NewType("CleanImprint", bytes)
"""A PNG that `clean_imprint` has made."""
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_PAGE = b"""#set page(width: 100mm, height: 100mm, margin: 0pt, fill: white)
#image(bytes(json(bytes(sys.inputs.scan))), format: sys.inputs.format, width: 100%, height: 100%, fit: "contain")
"""
_SIDE = 283.46  # points: 100 mm
_RED = (208, 2, 27)
_LOOK, _KEPT = 240, 560  # pixels: to find the print, and of the print itself
_FAINTEST = 60  # of 255: less red is no ink
_LEAST, _MOST = 0.02, 0.75  # of its box a print covers no less and no more


class NoImprintError(ValueError):
    """There is no red print in the picture."""


def clean_imprint(data: bytes) -> CleanImprint:
    """The red print in a PNG or JPEG, cut out, as a PNG that is clear where the paper was.

    Raises:
        PictureUnreadableError: it is neither, or damaged.
        NoImprintError: nothing in it looks like the print of a seal.
    """
    with pypdfium2.PdfDocument(_page(data)) as document:
        page = document[0]
        coarse, across = _ink(page, (0.0, 0.0, _SIDE, _SIDE), _LOOK)
        left, top, right, bottom = _box(coarse, across)
        unit = _SIDE / across
        cut = (left * unit, _SIDE - bottom * unit, right * unit, _SIDE - top * unit)
        ink, width = _ink(page, cut, _KEPT)
    covered = sum(level > 127 for level in ink) / len(ink)
    if not _LEAST <= covered <= _MOST:
        raise NoImprintError
    png = _red_png(ink, width)
    check_picture(png)
    return CleanImprint(png)


def _page(data: bytes) -> bytes:
    kind = "png" if data.startswith(_PNG) else "jpg" if data.startswith(_JPEG) else ""
    if not kind:
        raise PictureUnreadableError
    try:
        pdf = typst.compile(
            _PAGE,
            sys_inputs={"scan": json.dumps(list(data)), "format": kind},
            font_paths=no_fonts(),
            timestamp=0,
        )
    except typst.TypstError as problem:
        raise PictureUnreadableError(str(problem)) from problem
    if not isinstance(pdf, bytes):
        raise PictureUnreadableError
    return pdf


def _ink(page: pypdfium2.PdfPage, cut: tuple[float, float, float, float], wanted: int) -> tuple[bytes, int]:
    """How much red ink there is in each pixel of a part of the page, and how many there are in a row.

    `cut`: left, bottom, right, top, in points; its longer side has as many pixels as are wanted.
    """
    left, bottom, right, top = cut
    crop = (left, bottom, _SIDE - right, _SIDE - top)
    drawn = page.render(scale=wanted / max(right - left, top - bottom), crop=crop, rev_byteorder=True)
    step = drawn.n_channels
    rows = (memoryview(drawn.buffer)[at * drawn.stride :][: drawn.width * step] for at in range(drawn.height))
    pixels = b"".join(rows)
    red, green, blue = pixels[::step], pixels[1::step], pixels[2::step]
    # How much more red than anything else: nothing in grey paper and black print, most in vermilion.
    more = [max(0, r - (g + b) // 2) for r, g, b in zip(red, green, blue, strict=True)]
    full = sorted(more)[-max(1, len(more) // 200)]
    if full < _FAINTEST:
        raise NoImprintError
    low, span = 0.15 * full, 0.4 * full  # paper in warm light is a little red, ink is never quite even
    levels = bytes(min(255, max(0, round(255 * (value - low) / span))) for value in range(256))
    return bytes(more).translate(levels), drawn.width


def _box(ink: bytes, across: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is inked, with a little room around it."""
    rows = [ink[at : at + across] for at in range(0, len(ink), across)]
    inked = [number for number, row in enumerate(rows) if _has_ink(row)]
    columns = [number for number in range(across) if _has_ink(ink[number::across])]
    if not inked or not columns:
        raise NoImprintError
    return (
        max(0, columns[0] - 2),
        max(0, inked[0] - 2),
        min(across, columns[-1] + 3),
        min(len(rows), inked[-1] + 3),
    )


def _has_ink(line: bytes) -> bool:
    return sum(level > 127 for level in line) > 1  # a single one is dirt


def _red_png(ink: bytes, width: int) -> bytes:
    """A palette of one red in 256 strengths; ISO 15948, 11.3.2."""
    lines = (b"\0" + ink[at : at + width] for at in range(0, len(ink), width))
    head = struct.pack(">IIBBBBB", width, len(ink) // width, 8, 3, 0, 0, 0)
    return png_file(
        (b"IHDR", head),
        (b"PLTE", bytes(_RED) * 256),
        (b"tRNS", bytes(range(256))),
        (b"IDAT", zlib.compress(b"".join(lines), 9)),
        (b"IEND", b""),
    )
