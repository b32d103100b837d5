"""A .docx read into plain data, and counted against itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

from .blocks import BlockReader
from .comparison import not_taken
from .context import Part
from .counting import Piece, count
from .document import Comment, Note, OpenRevisions, Pages, Running, Unread, WordDocument
from .errors import Refusal, WordRefusedError
from .markup import R, W, child, local, parse, value
from .numbering import Numbering
from .package import Package, open_package
from .revisions import comment_places, revisions_in
from .styles import Styles
from .tree import Block, View

_XML = re.compile(r"\.(xml|rels|vml)$|[+/]xml$", re.IGNORECASE)
# Parts whose words are printed nowhere: what the file says of itself, building blocks to be inserted some day, data behind
# content controls (which show their own copy), signatures, the drawing of a diagram whose words stand in its data.
_NOT_PRINTED = re.compile(
    r"^\[Content_Types\]\.xml$|\.rels$|^docProps/|^docMetadata/|^customXml/|^_xmlsignatures/|/glossary/|/diagrams/drawing",
    re.IGNORECASE,
)
_KINDS = ("header", "footer", "footnotes", "endnotes", "comments")
_HOLDERS = {W + "footnote", W + "endnote", W + "comment"}
_PAGES = {"first": Pages.FIRST, "even": Pages.EVEN}
_CONTINUOUS = {"continuous", "nextColumn"}


def read_word(data: bytes, view: View | None = None) -> WordDocument | OpenRevisions:
    """The document; with open revisions or comments, what they are, until `view` says how it is to be read.

    Raises:
        WordRefusedError: see `open_package`; a field that fetches something; nested too deep.
    """
    try:
        return _Reader(open_package(data), view).read()
    except RecursionError as problem:
        raise WordRefusedError(Refusal.TOO_COMPLEX) from problem


@dataclass(frozen=True, slots=True)
class _Told:
    """A part that was read: each text in it with the element that holds it, a body, a note, a comment."""

    part: Part
    texts: tuple[tuple[Element, tuple[Block, ...]], ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for _holder, blocks in self.texts for block in blocks)


@dataclass
class _Reader:
    """One document."""

    package: Package
    view: View | None

    def read(self) -> WordDocument | OpenRevisions:
        counted = self._counted()
        told = {kind: [self._read(name) for name in names] for kind, names in self._names().items()}
        parts = [one.part for found in told.values() for one in found]
        revisions = tuple(one for part in parts for one in revisions_in(part.root, part.name, part.places))
        main = told["main"][0]
        comments = tuple(one for found in told["comments"] for one in _comments(found, main.part))
        if self.view is None and (revisions or comments):
            return OpenRevisions(revisions, comments)
        return WordDocument(
            main.blocks,
            self._running(told, main.part),
            tuple(
                note for kind in ("footnotes", "endnotes") for found in told[kind] for note in _notes(found)
            ),
            comments,
            revisions,
            tuple(one for part in parts for one in part.removed),
            tuple(self._unread(counted, told)),
            sum(len(piece.text) for pieces in counted.values() for piece in pieces),
            self.view,
            self.package.main,
            self._program(),
        )

    def _counted(self) -> dict[str, tuple[Piece, ...]]:
        """What each part says; every one that is XML is gone through, for what must not be in it."""
        found: dict[str, tuple[Piece, ...]] = {}
        for name, data in self.package.parts.items():
            if _XML.search(name) or _XML.search(self.package.types[name]):
                pieces = count(data, name)
                if not _NOT_PRINTED.search(name):
                    found[name] = pieces
        return found

    def _names(self) -> dict[str, list[str]]:
        """The parts that are read, by what they are; each once, however often it is referred to."""
        names: dict[str, list[str]] = {kind: [] for kind in ("main", *_KINDS)}
        names["main"].append(self.package.main)
        for one in self.package.relations.get(self.package.main, {}).values():
            if one.kind in _KINDS and one.target in self.package.parts:
                known = any(one.target in found for found in names.values())
                names[one.kind] += [] if known else [one.target]
        return names

    def _read(self, name: str) -> _Told:
        root = parse(self.package.parts[name], name)
        relations = self.package.relations.get(name, {})
        # Each part counts its lists by itself: a header does not go on where the text stands.
        numbering = Numbering(self._lists)
        part = Part(name, root, relations, self._styles, numbering, self.view)
        part.new_pages = [
            value(child(one, "type"), default="nextPage") not in _CONTINUOUS for one in _sections(root)
        ]
        reader = BlockReader(part)
        return _Told(part, tuple((one, reader.read(one)) for one in _holders(root, name)))

    @cached_property
    def _styles(self) -> Styles:
        return Styles(self._settings("styles"))

    @cached_property
    def _lists(self) -> Element | None:
        return self._settings("numbering")

    def _settings(self, kind: str) -> Element | None:
        name = self.package.related(self.package.main, kind)
        return None if name is None else parse(self.package.parts[name], name)

    def _running(self, told: dict[str, list[_Told]], main: Part) -> tuple[Running, ...]:
        uses: dict[str, list[tuple[int, Pages]]] = {}
        for section, element in enumerate(_sections(main.root), start=1):
            for one in element:
                if one.tag in (W + "headerReference", W + "footerReference"):
                    relation = main.relations.get(one.get(R + "id", ""))
                    pages = _PAGES.get(value(one, "type"), Pages.ALL)
                    uses.setdefault("" if relation is None else relation.target, []).append((section, pages))
        return tuple(
            Running(kind == "footer", tuple(uses.get(one.part.name, ())), one.blocks, one.part.name)
            for kind in ("header", "footer")
            for one in told[kind]
        )

    def _unread(
        self, counted: dict[str, tuple[Piece, ...]], told: dict[str, list[_Told]]
    ) -> Iterator[Unread]:
        parts = {one.part.name: one for found in told.values() for one in found}
        for name, pieces in counted.items():
            blocks = parts[name].blocks if name in parts else ()
            removed = parts[name].part.removed if name in parts else ()
            yield from not_taken(name, pieces, blocks, removed, self.view)
        for one in parts.values():
            yield from one.part.unread

    def _program(self) -> str:
        """What wrote the file, as it says itself."""
        name = self.package.related("", "extended-properties") or self.package.related(
            "", "extendedProperties"
        )
        if name is None:
            return ""
        found = (one for one in parse(self.package.parts[name], name) if local(one) == "Application")
        return next(((one.text or "").strip() for one in found), "")


def _holders(root: Element, name: str) -> list[Element]:
    """What holds the texts of a part."""
    if root.tag == W + "document":
        body = child(root, "body")
        if body is None:
            raise WordRefusedError(Refusal.DAMAGED, name)
        return [body]
    if root.tag in (W + "hdr", W + "ftr"):
        return [root]
    # Separators are notes as well; what they print beside their line is counted, and not read.
    return [one for one in root if one.tag in _HOLDERS and value(one, "type", "normal") == "normal"]


def _sections(root: Element) -> list[Element]:
    """The sections of a document, each described where it ends."""
    before = {old for change in root.iter(W + "sectPrChange") for old in change.iter(W + "sectPr")}
    return [one for one in root.iter(W + "sectPr") if one not in before]


def _notes(told: _Told) -> Iterator[Note]:
    for holder, blocks in told.texts:
        yield Note(value(holder, "id"), holder.tag == W + "endnote", blocks)


def _comments(told: _Told, main: Part) -> Iterator[Comment]:
    places = comment_places(main.places)
    for holder, blocks in told.texts:
        about = places.get(value(holder, "id"), 0)
        yield Comment(value(holder, "author"), value(holder, "date"), blocks, about)
