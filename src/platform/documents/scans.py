"""Pages that come as files, scanned PDFs and photographs, joined into one PDF in their order.

Only what can be seen comes along: PDFium draws fields and notes into the pages, and what a page shows onto a fresh one, so
that no script, attachment or action of somebody's file is handed on. For a process that may be ended (`platform/files`).
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from ..errors import DomainError
from ..i18n import lazy as _

MOST_PAGES = 200
_LONG_SIDE = 842.0  # points: of A4
_LOOK = 0.25  # of a page's size: enough to find out that it can be drawn
_TURNS = {3: 180, 6: 90, 8: 270}
"""Exif's orientation of a photograph, and by how many degrees to the right it is to be turned."""


class NoPagesError(DomainError):
    """A file that is neither a PDF nor a JPEG, or one that PDFium cannot open; `number` says which of them, from 1."""

    code = "no_pages"
    text = _("第 {number} 个文件无法读取：请用扫描的 PDF，或 JPG 照片；有密码的先去掉密码。")

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def __str__(self) -> str:
        return str(self.text.format(number=self._number))

    def __reduce__(self) -> tuple[type["NoPagesError"], tuple[int]]:
        return NoPagesError, (self._number,)


class TooManyPagesError(DomainError):
    """More pages than any contract has."""

    code = "too_many_pages"
    text = _("页数太多（最多 {most} 页），请检查是不是选错了文件。").format(most=MOST_PAGES)


@dataclass(frozen=True, slots=True)
class Joined:
    """The PDF, and how many pages it has."""

    pdf: bytes
    pages: int


def join_pages(files: Sequence[bytes]) -> Joined:
    """One PDF of all pages of these files, each drawn once to see that it can be.

    Raises:
        NoPagesError: one of them is not to be read.
        TooManyPagesError: there are more pages than `MOST_PAGES`.
    """
    with pypdfium2.PdfDocument.new() as made:
        for number, data in enumerate(files, start=1):
            try:
                _add(made, data)
            except (pypdfium2.PdfiumError, ValueError) as problem:
                raise NoPagesError(number) from problem
        out = io.BytesIO()
        made.save(out)
        return Joined(out.getvalue(), len(made))


def page_count(pdf: bytes) -> int:
    """How many pages a PDF of ours has.

    Raises:
        PdfiumError: it is no PDF.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def _add(made: pypdfium2.PdfDocument, data: bytes) -> None:
    begin = len(made)
    if data.startswith(b"\xff\xd8\xff"):
        _add_photograph(made, data)
    else:
        with pypdfium2.PdfDocument(data) as given:
            if begin + len(given) > MOST_PAGES:
                raise TooManyPagesError
            given.init_forms()
            for index in range(len(given)):
                _add_page(made, given, index)
    if not begin < len(made) <= MOST_PAGES:
        raise TooManyPagesError if len(made) > begin else ValueError("no pages")
    for index in range(begin, len(made)):
        made[index].render(scale=_LOOK)


def _add_page(made: pypdfium2.PdfDocument, given: pypdfium2.PdfDocument, index: int) -> None:
    """What a page shows, on a fresh one: of its dictionary, which may hold actions, nothing comes along."""
    page = given[index]
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    fresh = made.new_page(*given.get_page_size(index))
    fresh.insert_obj(given.page_as_xobject(index, made).as_pageobject())
    fresh.gen_content()


def _add_photograph(made: pypdfium2.PdfDocument, data: bytes) -> None:
    image = pypdfium2.PdfImage.new(made)
    image.load_jpeg(io.BytesIO(data), inline=True)
    across, high = image.get_px_size()
    if not across or not high:
        raise ValueError("no picture")
    scale = _LONG_SIDE / max(across, high)
    page = made.new_page(across * scale, high * scale)
    image.set_matrix(pypdfium2.PdfMatrix().scale(across * scale, high * scale))
    page.insert_obj(image)
    page.set_rotation(_TURNS.get(_orientation(data), 0))
    page.gen_content()


def _orientation(jpeg: bytes) -> int:
    """How the camera was held, as Exif says it (tag 274 of its first directory); 1, upright, where it says nothing."""
    begin = jpeg.find(b"Exif\0\0", 0, 70_000) + 6
    if begin < len(b"Exif\0\0") or jpeg[begin : begin + 2] not in (b"II", b"MM"):
        return 1
    little = jpeg[begin : begin + 2] == b"II"

    def number(at: int, size: int) -> int:
        return int.from_bytes(jpeg[begin + at : begin + at + size], "little" if little else "big")

    directory = number(4, 4)
    for entry in range(directory + 2, directory + 2 + 12 * number(directory, 2), 12):
        if number(entry, 2) == 274:
            return number(entry + 8, 2)
    return 1
