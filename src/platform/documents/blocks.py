"""A document as blocks: the same ones are set as PDF and shown as a page. Values are data, never code."""

import msgspec


class Filled(msgspec.Struct, frozen=True, tag_field="t", tag="filled"):
    """A value put into a blank."""

    text: str


class Plain(msgspec.Struct, frozen=True, tag_field="t", tag="plain"):
    """Fixed wording."""

    text: str


Run = Filled | Plain


class Heading(msgspec.Struct, frozen=True, tag_field="t", tag="heading"):
    """A clause's heading."""

    text: str


class Annex(msgspec.Struct, frozen=True, tag_field="t", tag="annex"):
    """The heading of an annex, which begins on a page of its own."""

    text: str


class Paragraph(msgspec.Struct, frozen=True, tag_field="t", tag="paragraph"):
    """A paragraph of fixed wording and filled-in values."""

    runs: tuple[Run, ...]


class KeyValues(msgspec.Struct, frozen=True, tag_field="t", tag="keyvalues"):
    """A table of two columns."""

    rows: tuple[tuple[str, str], ...]


class Table(msgspec.Struct, frozen=True, tag_field="t", tag="table"):
    """A table with a heading row; `widths` are shares."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


class PageBreak(msgspec.Struct, frozen=True, tag_field="t", tag="break"):
    """What follows begins on a new page."""


class SignArea(msgspec.Struct, frozen=True, tag_field="t", tag="sign"):
    """Where both sides sign."""

    employer: str
    worker: str


Block = Heading | Annex | Paragraph | KeyValues | Table | PageBreak | SignArea


class Document(msgspec.Struct, frozen=True):
    """A whole document; `number` may be empty. `check_url` becomes a QR code where it is not; `mark` stands at the head of every
    page."""

    title: str
    number: str
    owner: str
    blocks: tuple[Block, ...]
    check_url: str = ""
    mark: str = ""


class Letterhead(msgspec.Struct, frozen=True):
    """Whose paper it is set on: a colour as #rrggbb and a logo as PNG, each empty for none."""

    accent: str = ""
    logo: bytes = b""


PLAIN_PAPER = Letterhead()


def encode(document: Document) -> bytes:
    """The document as JSON."""
    return msgspec.json.encode(document)


def decode(data: bytes | str) -> Document:
    """What `encode` made."""
    return msgspec.json.decode(data, type=Document)
