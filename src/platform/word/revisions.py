"""Open revisions and comments: who changed or asked what, before anybody decides."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from .document import Revision, RevisionKind
from .markup import MC, W, branches, local, plain, value

_RUNS = {
    "ins": RevisionKind.INSERTED,
    "del": RevisionKind.DELETED,
    "moveFrom": RevisionKind.MOVED_FROM,
    "moveTo": RevisionKind.MOVED_TO,
}
_MARKS = {
    "ins": RevisionKind.PARAGRAPH_INSERTED,
    "del": RevisionKind.PARAGRAPH_DELETED,
    "moveFrom": RevisionKind.PARAGRAPH_DELETED,
    "moveTo": RevisionKind.PARAGRAPH_INSERTED,
}
_ROWS = {"ins": RevisionKind.ROW_INSERTED, "del": RevisionKind.ROW_DELETED}
_CELLS = {
    "cellIns": RevisionKind.CELL_INSERTED,
    "cellDel": RevisionKind.CELL_DELETED,
    "cellMerge": RevisionKind.CELLS_MERGED,
}
_CHANGES = {
    "rPrChange", "pPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange", "sectPrChange",
    "tblGridChange", "numberingChange",
}  # fmt: skip
_ALL = {W + name for name in (*_RUNS, *_CELLS, *_CHANGES)}


def revisions_in(root: Element, part: str, places: dict[Element, int]) -> tuple[Revision, ...]:
    """The open revisions of a part, in its order."""
    if not any(one.tag in _ALL for one in root.iter()):
        return ()
    return tuple(_found(root, part, places, (root,), 0))


def _found(
    element: Element, part: str, places: dict[Element, int], above: tuple[Element, ...], place: int
) -> Iterator[Revision]:
    for one in branches(element) if element.tag == MC + "AlternateContent" else element:
        here = places.get(one, place)
        if one.tag in _ALL and (kind := _kind(local(one), local(above[-1]))) is not None:
            about = _about(one, kind, above)
            text = "" if about is None else plain(about)
            first = (places[inside] for inside in about.iter(W + "p")) if about is not None else iter(())
            yield Revision(kind, value(one, "author"), value(one, "date"), text, part, next(first, here))
        yield from _found(one, part, places, (*above[-2:], one), here)


def _kind(name: str, holder: str) -> RevisionKind | None:
    if name in _CHANGES:
        return RevisionKind.FORMATTED
    if name in _CELLS:
        return _CELLS[name]
    if holder == "rPr":
        return _MARKS[name]
    if holder == "trPr":
        return _ROWS.get(name)
    return RevisionKind.FORMATTED if holder in ("numPr", "ctrlPr") else _RUNS[name]


def _about(revision: Element, kind: RevisionKind, above: tuple[Element, ...]) -> Element | None:
    """What holds the words that it is about; None for a paragraph's mark."""
    if kind in _RUNS.values():
        return revision
    if kind in _MARKS.values() or len(above) < 2:
        return None
    return above[-2]


def comment_places(places: dict[Element, int]) -> dict[str, int]:
    """The paragraph of a part that each comment is about, by the comment's id."""
    found: dict[str, int] = {}
    for paragraph, place in places.items():
        for one in paragraph.iter():
            if one.tag == W + "commentRangeStart" or one.tag == W + "commentReference":
                found.setdefault(value(one, "id"), place)
    return found
