"""Every character of a part, counted from its raw XML and apart from reading: what the tree is held against.

Here no element is known by what it means. All character data counts that is not white space between elements or a number
in a drawing, whatever it stands in; and the elements and attributes that print a sign without character data. A part is
gone through here before anything else sees it: what has a DTD is refused at its first line.
"""

import re
from dataclasses import dataclass
from xml.parsers import expat

from .errors import Refusal, WordRefusedError

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/",
    "http://purl.oclc.org/ooxml/wordprocessingml/",
)
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_VML = "urn:schemas-microsoft-com:vml"
# Character data here says where a drawing stands, or for which program.
_NO_WORDS = (
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
    "urn:schemas-microsoft-com:office:",
)
_NO_WORDS_IN = {"fldData", "binData"}
# In a chart: which cells its figures come from, and how they are written.
_CHARTS, _REFERENCES = ("drawingml/2006/chart", "drawingml/chart"), {"f", "formatCode"}
_SPOKEN = {"t", "delText", "instrText", "delInstrText"}
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_BREAKS = {"page": "\f", "column": "\v"}
_SPACE = "http://www.w3.org/XML/1998/namespace}space"
_INDENTED = re.compile(r"^[ \t]*[\r\n][ \t\r\n]*|[ \t]*[\r\n][ \t\r\n]*$")
_DEEPEST = 200  # elements in one another; Word's own text boxes in tables in tables have forty
_MOST_ELEMENTS = 500_000  # of one part: some three hundred pages as Word cuts them up


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters, the paragraph they stand in (0: none), and whether they are inserted or deleted by a revision."""

    text: str
    place: int
    inserted: bool = False
    deleted: bool = False


@dataclass(slots=True)
class _Open:
    """An element that has begun and not ended."""

    space: str
    name: str
    place: int
    inserted: bool
    deleted: bool
    preserve: bool
    said: list[str] | None = None


def count(data: bytes, part: str) -> tuple[Piece, ...]:
    """What a part says, in its order; of several renderings of the same words one.

    Raises:
        WordRefusedError: broken, with a DTD, too deep, or with too many elements.
    """
    counting = _Counting(part)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = counting.refuse_dtd
    parser.EntityDeclHandler = counting.refuse_dtd
    parser.StartElementHandler = counting.begin
    parser.EndElementHandler = counting.end
    parser.CharacterDataHandler = counting.say
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as problem:
        raise WordRefusedError(Refusal.DAMAGED, part) from problem
    return tuple(counting.pieces)


class _Counting:
    """What expat calls."""

    def __init__(self, part: str) -> None:
        self.pieces: list[Piece] = []
        self._part = part
        self._open: list[_Open] = []
        self._renderings: list[list[list[Piece]]] = []
        self._elements = self._paragraphs = 0
        self._names: dict[str, tuple[str, str, bool]] = {}

    def refuse_dtd(self, *_declared: object) -> None:
        raise WordRefusedError(Refusal.ENTITIES, self._part)

    def begin(self, full: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._open) >= _DEEPEST or self._elements > _MOST_ELEMENTS:
            raise WordRefusedError(Refusal.TOO_COMPLEX)
        space, name, matters = self._names.get(full) or self._named(full)
        above = self._open[-1] if self._open else _Open("", "", 0, False, False, False)
        here = _Open(
            space, name, above.place, above.inserted, above.deleted, attributes.get(_SPACE) == "preserve"
        )
        self._open.append(here)
        if not matters:
            return
        if space == _COMPATIBILITY and name == "AlternateContent":
            self._renderings.append([])
        elif space == _COMPATIBILITY and above.name == "AlternateContent":
            self._renderings[-1].append(self.pieces)
            self.pieces = []
        elif space.startswith(_WORD):
            self._begin_word(here, above, attributes)
        elif space == _VML:
            self._add(attributes.get("string", ""))

    def _named(self, full: str) -> tuple[str, str, bool]:
        """An element's namespace and name, and whether more is to be done for it than to look at its words."""
        space, _, name = full.rpartition("}")
        in_word = space.startswith(_WORD) and name in _MATTERS
        matters = in_word or space == _COMPATIBILITY or (space == _VML and name == "textpath")
        self._names[full] = space, name, matters
        return self._names[full]

    def _begin_word(self, here: _Open, above: _Open, attributes: dict[str, str]) -> None:
        if here.name == "p":
            self._paragraphs += 1
            here.place = self._paragraphs
        elif here.name in _REVISIONS:
            self._revise(here, above)
        elif here.name == "fldSimple":
            self._add(_own(attributes, "instr"))
        elif above.name != "tabs":
            self._add(_sign(here.name, attributes))

    def _revise(self, here: _Open, above: _Open) -> None:
        """A revision is about what it holds; inside the properties of a row or a cell, about that."""
        about = here
        if above.name in ("trPr", "tcPr"):
            holder = self._open[-3] if len(self._open) > 2 else here
            about = holder if holder.name in ("tr", "tc") else here
        elif above.name in ("rPr", "numPr", "ctrlPr"):
            return
        about.deleted |= here.name in _DELETIONS
        about.inserted |= here.name not in _DELETIONS

    def say(self, text: str) -> None:
        here = self._open[-1]
        if here.name in _SPOKEN:
            if here.said is None:
                here.said = []
            here.said.append(text)
        elif text.strip() and _says_words(here):
            self._add(text.strip())

    def end(self, _full: str) -> None:
        here = self._open[-1]
        if here.said:
            text = "".join(here.said)
            if not here.preserve:
                text = _INDENTED.sub("", text)
            self._add(text.replace("\n", " ").replace("\r", " "))
        self._open.pop()
        if here.space != _COMPATIBILITY:
            return
        if here.name == "AlternateContent":
            self.pieces += _once(self._renderings.pop())
        elif self._open and self._open[-1].name == "AlternateContent":
            self.pieces, self._renderings[-1][-1] = self._renderings[-1][-1], self.pieces

    def _add(self, text: str) -> None:
        if text:
            here = self._open[-1]
            self.pieces.append(Piece(text, here.place, here.inserted, here.deleted))


_DELETIONS = {"del", "moveFrom", "cellDel"}
_REVISIONS = {"ins", "moveTo", "cellIns", *_DELETIONS}
_MATTERS = {"p", "fldSimple", "br", "sym", *_SIGNS, *_REVISIONS}


def _says_words(here: _Open) -> bool:
    """Whether character data in an element that holds none by its name is words all the same: it is, unless we know better."""
    is_reference = here.name in _REFERENCES and here.space.endswith(_CHARTS)
    return not (is_reference or here.name in _NO_WORDS_IN or here.space.startswith(_NO_WORDS))


def _once(renderings: list[list[Piece]]) -> list[Piece]:
    """The first rendering that says anything, and whatever another one says otherwise."""
    said = ["".join(piece.text for piece in one) for one in renderings]
    chosen = next((at for at, text in enumerate(said) if text.strip()), 0)
    found: list[Piece] = []
    heard = {text for at, text in enumerate(said) if at == chosen}
    for at, (text, pieces) in enumerate(zip(said, renderings, strict=True)):
        if at == chosen or text not in heard:
            found += pieces
        heard.add(text)
    return found


def _own(attributes: dict[str, str], name: str) -> str:
    return next((attributes[space + "}" + name] for space in _SPACES if space + "}" + name in attributes), "")


_SPACES = tuple(space + ending for space, ending in zip(_WORD, ("2006/main", "main"), strict=True))


def _sign(name: str, attributes: dict[str, str]) -> str:
    if name == "br":
        return _BREAKS.get(_own(attributes, "type"), "\n")
    if name != "sym":
        return _SIGNS.get(name, "")
    try:
        code = int(_own(attributes, "char"), 16)
    except ValueError:
        return "\ufffd"
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
