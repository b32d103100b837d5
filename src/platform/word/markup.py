"""The XML of a Word file: its names, and small questions to its elements. Strict files are read under the usual names."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import (
    Element,
    ParseError,
    XMLParser,
)

from .errors import Refusal, WordRefusedError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
_USUAL = {
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}": W,
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}": R,
    "{http://purl.oclc.org/ooxml/officeDocument/math}": M,
}
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_INDENTED = re.compile(r"^[ \t]*[\r\n][ \t\r\n]*|[ \t]*[\r\n][ \t\r\n]*$")
_OFF = {"0", "false", "off", "none"}


def parse(data: bytes, part: str) -> Element:
    """The root of a part.

    Raises:
        WordRefusedError: it is no XML.
    """
    parser = XMLParser()  # noqa: S314 – `counting.py` was there before, and refuses every DTD
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError) as problem:
        raise WordRefusedError(Refusal.DAMAGED, part) from problem
    if "purl.oclc.org" in root.tag or any("purl.oclc.org" in name for name in root.attrib):
        _use_usual_names(root)
    return root


def _use_usual_names(root: Element) -> None:
    for element in root.iter():
        element.tag = _usual(element.tag)
        for name in [name for name in element.attrib if "purl.oclc.org" in name]:
            element.attrib[_usual(name)] = element.attrib.pop(name)


def _usual(name: str) -> str:
    space, closing, local = name.rpartition("}")
    return _USUAL.get(space + closing, space + closing) + local


def local(element: Element) -> str:
    """Its name without the namespace."""
    return element.tag.rpartition("}")[2]


def value(element: Element | None, name: str = "val", default: str = "") -> str:
    """An attribute of Word's."""
    return default if element is None else element.get(W + name, default)


def number(element: Element | None, name: str = "val", default: int = 0) -> int:
    """An attribute as a whole number; the default where it is none that a document can mean."""
    text = value(element, name)
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) <= 9 else default


def is_on(element: Element | None) -> bool:
    """Whether a property is there and not switched off."""
    return element is not None and value(element).lower() not in _OFF


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, its first child of the next one, …"""
    for name in path:
        element = None if element is None else element.find(W + name)
    return element


def branches(alternatives: Element) -> Iterator[Element]:
    """What stands in one of several renderings of the same: the first that says anything, or the first."""
    chosen = next((one for one in alternatives if _speaks(one)), None)
    if chosen is None:
        chosen = next(iter(alternatives), None)
    if chosen is not None:
        yield from chosen


def _speaks(element: Element) -> bool:
    """Whether anything in it is more than white space; looked for without choosing among renderings inside."""
    for one in element.iter():
        if local(one) in WORDS or one.tag == V + "textpath" or one.tag == W + "fldSimple":
            said = (one.text or "") + one.get("string", "") + value(one, "instr")
        else:
            said = sign(one) or ""
        if said.strip():
            return True
    return False


def words(element: Element) -> str:
    """What a `w:t` or its like says. Line ends at its ends, with the blanks around them, are how the XML was written."""
    text = element.text or ""
    if element.get(_XML_SPACE) != "preserve":
        text = _INDENTED.sub("", text)
    return text.replace("\n", " ").replace("\r", " ")


SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_BREAKS = {"page": "\f", "column": "\v"}
_SILENT = {"pPr", "rPr", "sectPr", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr"}
WORDS = {"t", "delText", "instrText", "delInstrText"}


def sign(element: Element) -> str | None:
    """The sign that an empty element stands for: in the order of the text, as counted; None for no sign."""
    if not element.tag.startswith(W):
        return None
    name = local(element)
    if name == "br":
        return _BREAKS.get(value(element, "type"), "\n")
    if name == "sym":
        return chr(symbol_code(element))
    return SIGNS.get(name)


def symbol_code(element: Element) -> int:
    """The code of a `w:sym`; the sign for what is unknown where it names none."""
    try:
        code = int(value(element, "char"), 16)
    except ValueError:
        return 0xFFFD
    return code if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else 0xFFFD


def plain(element: Element) -> str:
    """Everything an element says, in the order of the file, whatever it is made of."""
    return "".join(_plain(element))


def _plain(element: Element) -> Iterator[str]:
    name = local(element)
    if name in _SILENT:
        return
    if name in WORDS:
        yield words(element)
    elif element.tag == W + "fldSimple":
        yield value(element, "instr")
    elif element.tag == V + "textpath":
        yield element.get("string", "")
    else:
        yield sign(element) or ""
    if element.tag == MC + "AlternateContent":
        for one in branches(element):
            yield from _plain(one)
        return
    for one in element:
        yield from _plain(one)
