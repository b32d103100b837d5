"""What stands in a paragraph, in its order: runs, fields, content controls, links, boxes."""

from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from .context import REVISIONS, Part
from .controls import content_control, form_field
from .document import Why
from .fields import Frames, made
from .markup import MC, SIGNS, M, R, V, W, branches, child, is_on, local, plain, symbol_code, value, words
from .number_formats import symbol
from .tree import (
    Block,
    Break,
    Code,
    ControlledText,
    Formula,
    Inline,
    Link,
    Mark,
    NoteMark,
    Picture,
    Symbol,
    Text,
    TextBox,
    View,
)

_TRANSPARENT = {"smartTag", "customXml", "bdo", "dir", "rubyBase"}
_MARKS = (
    ("b", Mark.BOLD),
    ("i", Mark.ITALIC),
    ("strike", Mark.STRUCK),
    ("dstrike", Mark.STRUCK),
    ("vanish", Mark.HIDDEN),
    ("u", Mark.UNDERLINE),
)
_NO_MARKS: frozenset[Mark] = frozenset()


class ParagraphReader:
    """Reads one paragraph; `blocks` reads what stands in its text boxes."""

    def __init__(
        self, part: Part, place: int, blocks: Callable[[Iterable[Element]], tuple[Block, ...]]
    ) -> None:
        self._part = part
        self._place = place
        self._blocks = blocks
        self._frames = Frames()

    def read(self, paragraph: Element) -> tuple[Inline, ...]:
        """The inlines of a `w:p`; a field that goes on in the next one is closed here, and its words go on there."""
        self._content(paragraph)
        return self._frames.end_container()

    def _content(self, elements: Iterable[Element]) -> None:
        for element in elements:
            if element.tag.startswith(W):
                self._word(element, local(element))
            elif element.tag == MC + "AlternateContent":
                self._content(branches(element))
            elif element.tag.startswith(M) and local(element) in ("oMath", "oMathPara"):
                self._frames.add(Formula(plain(element)))

    def _word(self, element: Element, name: str) -> None:
        if name == "r":
            self._run(element)
        elif name in REVISIONS:
            if self._part.is_taken_away(name):
                self._part.take_away(element, self._place)
            else:
                self._content(element)
        elif name == "hyperlink":
            self._link(element)
        elif name == "sdt":
            inlines = self._contained(child(element, "sdtContent"))
            self._frames.add(ControlledText(content_control(element), inlines))
            self._frames.after_container()
        elif name == "fldSimple":
            result = self._contained(element)
            self._frames.add(made([Code(value(element, "instr"))], list(result)))
            self._frames.after_container()
        elif name in _TRANSPARENT:
            self._content(element)

    def _contained(self, element: Element | None) -> tuple[Inline, ...]:
        self._frames.begin_container()
        self._content(() if element is None else element)
        return self._frames.end_container()

    def _link(self, element: Element) -> None:
        relation = self._part.relations.get(element.get(R + "id", ""))
        target = relation.target if relation is not None and relation.external else ""
        self._frames.add(Link(target, self._contained(element)))
        self._frames.after_container()

    def _run(self, run: Element) -> None:
        marks = self._marks(run)
        for element in run:
            if element.tag.startswith(W):
                self._in_run(element, local(element), marks)
            elif element.tag == MC + "AlternateContent":
                for one in branches(element):
                    if one.tag.startswith(W):
                        self._in_run(one, local(one), marks)

    def _in_run(self, element: Element, name: str, marks: frozenset[Mark]) -> None:
        if name == "t" or (name == "delText" and self._part.view is View.REFUSED):
            self._say(words(element), marks)
        elif name in ("instrText", "delInstrText"):
            self._frames.add(Code(words(element)))
        elif name in SIGNS:
            self._say(SIGNS[name], marks)
        elif name == "br":
            self._break(value(element, "type"), marks)
        elif name == "sym":
            code = symbol_code(element)
            self._frames.add(Symbol(value(element, "font"), code, symbol(code)))
        elif name == "fldChar":
            self._field_character(element)
        elif name in ("footnoteReference", "endnoteReference"):
            self._frames.add(NoteMark(name == "endnoteReference", value(element, "id")))
        elif name in ("drawing", "pict", "object"):
            self._drawn(element, _name(element))
        elif name == "ruby":
            self._content(one for one in element if local(one) == "rubyBase")

    def _say(self, text: str, marks: frozenset[Mark]) -> None:
        if text:
            self._frames.add(Text(text, marks))

    def _break(self, kind: str, marks: frozenset[Mark]) -> None:
        if kind in ("page", "column"):
            self._frames.add(Break(page=kind == "page"))
        else:
            self._say("\n", marks)

    def _field_character(self, element: Element) -> None:
        kind = value(element, "fldCharType")
        if kind == "begin":
            data = child(element, "ffData")
            self._frames.begin_field(None if data is None else form_field(data))
        elif kind == "separate":
            self._frames.separate()
        elif kind == "end":
            self._frames.end_field()

    def _marks(self, run: Element) -> frozenset[Mark]:
        properties = self._part.properties(run, "rPr")
        if properties is None:
            return _NO_MARKS
        return frozenset(mark for name, mark in _MARKS if is_on(child(properties, name)))

    def _drawn(self, element: Element, name: str) -> None:
        """Boxes and pictures in a drawing, old or new, however deep they are grouped."""
        for one in branches(element) if element.tag == MC + "AlternateContent" else element:
            kind = local(one)
            if kind == "txbxContent":
                self._frames.add(TextBox(self._blocks(one)))
            elif one.tag == V + "textpath":
                self._say(one.get("string", ""), _NO_MARKS)
            elif kind in ("blip", "imagedata"):
                relation = self._part.relations.get(one.get(R + "embed", one.get(R + "id", "")))
                self._frames.add(Picture(name, "" if relation is None else relation.target))
            elif kind == "OLEObject":
                self._part.leave(Why.OBJECT, one.get("ProgID", ""), self._place)
            else:
                self._drawn(one, name)


def _name(drawing: Element) -> str:
    """What a picture is said to show, or is called."""
    said = next((one for one in drawing.iter() if local(one) == "docPr"), None)
    return "" if said is None else said.get("descr", "") or said.get("name", "")
