"""Typst sets the document, always as PDF/A-2a: there a missing glyph is an error, elsewhere it is silence."""

import io
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import segno
import typst

from .blocks import PLAIN_PAPER, Document, Letterhead, encode
from .picture import PictureUnreadableError, check_picture

_HERE = Path(__file__).parent
_HIGH = 841.89  # points of an A4 page
_MOST = 200_000  # a compilation cannot be interrupted: 2 MB of one paragraph take a minute


class DocumentTooLargeError(ValueError):
    """More text than a contract can have."""


class GlyphMissingError(ValueError):
    """A character has no glyph in any font."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place on a page, in points; y from the top."""

    name: str
    page: int
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Rendered:
    """The PDF and where the signatures go."""

    pdf: bytes
    anchors: tuple[Anchor, ...]


def font_folder() -> Path:
    """The fonts that come with the lock file: Noto Serif SC and Noto Sans SC."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("pylopdf-fonts-zh-cn is not installed")
    return Path(spec.submodule_search_locations[0])


@lru_cache
def _fonts(fallback: Path | None) -> typst.Fonts:
    folders = [str(font_folder()), *([str(fallback)] if fallback else [])]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _families(fallback: Path | None) -> list[str]:
    own = {"Noto Serif SC", "Noto Sans SC"}
    return sorted({font.family for font in _fonts(fallback).fonts()} - own) if fallback else []


def render(
    document: Document,
    issued_at: datetime,
    fallback: Path | None = None,
    letterhead: Letterhead = PLAIN_PAPER,
) -> Rendered:
    """Set a document. The same document, time and letterhead give the same bytes.

    A logo that cannot be shown is left out: there are some that were kept before they were tried, and a contract that
    waits for ever helps nobody.

    Raises:
        DocumentTooLargeError: over 200 kB of JSON.
        GlyphMissingError: a character that no font has.
    """
    try:
        return _render(document, issued_at, fallback, letterhead)
    except typst.TypstError:
        if not letterhead.logo or _can_be_set(letterhead.logo):
            raise
        return _render(document, issued_at, fallback, Letterhead(letterhead.accent))


def _can_be_set(picture: bytes) -> bool:
    try:
        check_picture(picture)
    except PictureUnreadableError:
        return False
    return True


def _render(
    document: Document, issued_at: datetime, fallback: Path | None, letterhead: Letterhead
) -> Rendered:
    compiler, inputs = _compiler(document, fallback, letterhead)
    try:
        pdf = compiler.compile(
            format="pdf", sys_inputs=inputs, timestamp=int(issued_at.timestamp()), pdf_standards=["a-2a"]
        )
    except typst.TypstError as problem:
        if "could not be displayed" in str(problem):
            raise GlyphMissingError(str(problem)) from problem
        raise
    if not isinstance(pdf, bytes):
        raise TypeError("one PDF was asked for")
    found = json.loads(compiler.query("<anchor>", field="value"))
    return Rendered(pdf, tuple(Anchor(**anchor) for anchor in found))


def render_pages(
    document: Document, issued_at: datetime, ppi: float = 100, fallback: Path | None = None
) -> list[bytes]:
    """The pages as PNG, for screens. Only for what `render` has set: here a missing glyph leaves a gap in silence.

    Raises:
        DocumentTooLargeError: over 200 kB of JSON.
    """
    compiler, inputs = _compiler(document, fallback)
    pages = compiler.compile(format="png", sys_inputs=inputs, timestamp=int(issued_at.timestamp()), ppi=ppi)
    found = pages if isinstance(pages, list) else [pages]
    return [page for page in found if page is not None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block of a document begins: its number among the blocks, the page from 1, and how far down, from 0 to 1."""

    block: int
    page: int
    y: float


@dataclass(frozen=True, slots=True)
class Preview:
    """A document on a screen while it is written: its pages as PNG, and where its blocks are on them."""

    pages: tuple[bytes, ...]
    places: tuple[Place, ...]


def render_preview(
    document: Document, ppi: float, fallback: Path | None = None, letterhead: Letterhead = PLAIN_PAPER
) -> Preview:
    """A document as `render` will set it, for the screen; a character that no font has leaves a gap.

    Raises:
        DocumentTooLargeError: over 200 kB of JSON.
    """
    try:
        return _preview(document, ppi, fallback, letterhead)
    except typst.TypstError:
        if not letterhead.logo or _can_be_set(letterhead.logo):
            raise
        return _preview(document, ppi, fallback, Letterhead(letterhead.accent))


def _preview(document: Document, ppi: float, fallback: Path | None, letterhead: Letterhead) -> Preview:
    compiler, inputs = _compiler(document, fallback, letterhead)
    made = compiler.compile(format="png", sys_inputs={**inputs, "places": "1"}, timestamp=0, ppi=ppi)
    pages = made if isinstance(made, list) else [made]
    found = json.loads(compiler.query("<place>", field="value"))
    return Preview(
        tuple(page for page in pages if page is not None),
        tuple(Place(one["block"], one["page"], one["y"] / _HIGH) for one in found),
    )


def _compiler(
    document: Document, fallback: Path | None, letterhead: Letterhead = PLAIN_PAPER
) -> tuple[typst.Compiler, dict[str, str]]:
    data = encode(document)
    if len(data) > _MOST:
        raise DocumentTooLargeError(f"{len(data)} bytes")
    inputs = {
        "data": data.decode(),
        "qr": _qr(document.check_url),
        "accent": letterhead.accent,
        "logo": json.dumps(
            list(letterhead.logo)
        ),  # inputs are texts: the picture goes as a list of its bytes
        "fallback": json.dumps(_families(fallback)),
    }
    # A path, not the text: queries work for files only. The root keeps everything else out of its reach.
    return typst.Compiler(str(_HERE / "contract.typ"), font_paths=_fonts(fallback), root=str(_HERE)), inputs


def _qr(url: str) -> str:
    if not url:
        return ""
    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


_STAMP = b"""#set page(width: float(sys.inputs.w) * 1mm, height: float(sys.inputs.h) * 1mm, margin: 0pt, fill: none)
#set text(font: "Noto Sans SC", size: 9pt, lang: "zh", fallback: false)
#align(center + horizon, stack(dir: ttb, spacing: 2mm,
  image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.iw) * 1mm, height: float(sys.inputs.ih) * 1mm, fit: "contain"),
  sys.inputs.caption))
"""


def render_stamp(svg: str, caption: str, size: tuple[float, float], image: tuple[float, float]) -> bytes:
    """A drawing of ours (never a tenant's SVG) with a line under it, as a one-page PDF; sizes in mm."""
    sizes = dict(zip(("w", "h", "iw", "ih"), map(str, (*size, *image)), strict=True))
    pdf = typst.compile(
        _STAMP,
        sys_inputs={"svg": svg, "caption": caption, **sizes},
        font_paths=_fonts(None),
        timestamp=0,
        pdf_tags=False,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("one page was asked for")
    return pdf
