"""What reading a Word file gives: the tree, what stands beside it, and what was not taken."""

from dataclasses import dataclass
from enum import StrEnum

from ..i18n import LazyText
from ..i18n import lazy as _
from .tree import Block, View


class RevisionKind(StrEnum):
    """What somebody changed while Word was keeping track."""

    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_FROM = "moved_from"
    MOVED_TO = "moved_to"
    ROW_INSERTED = "row_inserted"
    ROW_DELETED = "row_deleted"
    CELL_INSERTED = "cell_inserted"
    CELL_DELETED = "cell_deleted"
    CELLS_MERGED = "cells_merged"
    PARAGRAPH_INSERTED = "paragraph_inserted"
    PARAGRAPH_DELETED = "paragraph_deleted"
    FORMATTED = "formatted"


@dataclass(frozen=True, slots=True)
class Revision:
    """An open revision: who, when (as the file says it, "" where it does not) and which words; `part`, `place`: where."""

    kind: RevisionKind
    author: str
    when: str
    text: str
    part: str
    place: int


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; `place`: the paragraph of the main text that it is about, 0 where the file does not say."""

    author: str
    when: str
    blocks: tuple[Block, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Removed:
    """Words that the revisions, read as they were, take away."""

    text: str
    part: str
    place: int


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or an endnote, by its id."""

    note: str
    endnote: bool
    blocks: tuple[Block, ...]


class Pages(StrEnum):
    """On which pages of its section a header or footer is printed."""

    ALL = "default"
    FIRST = "first"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class Running:
    """A header or a footer; `uses`: the sections that name it, from 1, and on which of their pages; none: never printed."""

    footer: bool
    uses: tuple[tuple[int, Pages], ...]
    blocks: tuple[Block, ...]
    part: str


class Why(StrEnum):
    """Why something stands in the list of what was not taken."""

    LEFT_OUT = "left_out"
    """It stands in the file and not in the tree."""
    DOUBLED = "doubled"
    """It stands in the tree oftener than in the file: a fault of ours."""
    OBJECT = "object"
    """Another program's object, which is not read."""
    NUMBERING = "numbering"
    """The number is read, and printed in a manner we do not know."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What was not taken: `text`, and where it stood: its part, its paragraph (0: in none), the words before it."""

    why: Why
    text: str
    part: str
    place: int
    before: str = ""

    @property
    def where(self) -> LazyText:
        """In words."""
        if not self.place:
            return _part_in_words(self.part)
        return _("{part}第 {place} 段").format(part=_part_in_words(self.part), place=self.place)


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A document that was read.

    `characters`: how many the file holds, counted apart from reading; every one of them is in `blocks`, `running`, `notes`
    and `comments`, or in `removed` (by the `view`), or in `unread`.
    """

    blocks: tuple[Block, ...]
    running: tuple[Running, ...]
    notes: tuple[Note, ...]
    comments: tuple[Comment, ...]
    revisions: tuple[Revision, ...]
    removed: tuple[Removed, ...]
    unread: tuple[Unread, ...]
    characters: int
    view: View | None
    main: str
    """The part that the main text stands in."""
    program: str
    """What wrote the file, as it says itself."""


@dataclass(frozen=True, slots=True)
class OpenRevisions:
    """The document has revisions or comments: somebody must say first how it is to be read."""

    revisions: tuple[Revision, ...]
    comments: tuple[Comment, ...]


def _part_in_words(part: str) -> LazyText:
    name = part.rpartition("/")[2]
    for beginning, words in _PARTS:
        if name.startswith(beginning):
            return words
    return _("文件的 {part} 部分").format(part=part)


_PARTS = (
    ("document", _("正文")),
    ("header", _("页眉")),
    ("footer", _("页脚")),
    ("footnotes", _("脚注")),
    ("endnotes", _("尾注")),
    ("comments", _("批注")),
    ("chart", _("图表")),
    ("data", _("SmartArt 图形")),
)
