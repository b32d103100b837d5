"""What may change in a contract after it was made, more narrowly than PDF itself allows.

Between the candidate's signature and the company's only the company's own field and the slices of the 骑缝章 may change, and
the slices must be what the seal room makes: one picture, moved along the pages, in slots that lie beside the text. So must
those of the candidate's signature over the seam, which came with it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from ..signatures.places import CANDIDATE, COMPANY, HAND_SEAM, SEAM, seam_slots

_MARGIN = 70.9  # points, 2.5 cm: nothing is printed beside it
_LARGEST = (
    183.0,
    149.0,
)  # points: the places left free for a signature and a seal are 64 by 40 and 46 by 52 mm
_STATES = {"/Off", "/Stamped"}
_SHOWN = ("/AP", "/AS", "/V")  # of a slot: what the seal changes
_SLICE = re.compile(
    rb"q (?P<scale>[\d.]+) 0 0 (?P=scale) (?P<x>-?[\d.]+) (?P<lift>-?[\d.]+) cm (?P<picture>/\w+) Do Q"
)
_ACTIVE = frozenset(
    (
        "/JS",
        "/JavaScript",
        "/OpenAction",
        "/AA",
        "/OCProperties",
        "/OC",
        "/XFA",
        "/RichMediaContent",
        "/EmbeddedFiles",
    )
)


def change_problems(
    reader: PdfFileReader, candidate: EmbeddedPdfSignature, company: EmbeddedPdfSignature
) -> list[str]:
    """What should not be there or should not have changed, in words."""
    before, after = (reader.get_historical_resolver(one.signed_revision) for one in (candidate, company))
    problems = []
    if company.signed_revision != candidate.signed_revision + 1:
        problems.append("双方签名之间有别的修改")
    elif not _own_changes(reader, before, after):
        problems.append("双方签名之间改动了印章以外的内容")
    if any(_is_active(reader, state) for state in (before, after)):
        problems.append("文件里有脚本、图层或附件，显示的内容可能改变")
    if not all(_fits(field) for field in _fields(before, CANDIDATE, COMPANY)):
        problems.append("签名或印章的位置过大，会遮住正文")
    return problems + seam_problems(before, after)


def seam_problems(before: HistoricalResolver, after: HistoricalResolver) -> list[str]:
    """Whether the slots lie beside the text, and hold slices of one picture."""
    pages = [_Page.of(page) for page in _leaves(before.root["/Pages"], {})]
    seal, hand = (list(seam_slots(before.root, family)) for family in (SEAM, HAND_SEAM))
    every = list(range(len(pages))) if len(pages) > 1 else []
    if _pages_of(seal) != every or _pages_of(hand) not in ([], every):
        return ["骑缝章的位置与页数不符"]
    if not all(_beside_text(number, slot, pages) for number, slot in (*seal, *hand)):
        return ["骑缝章的位置会遮住正文"]
    problems = [] if all(slot["/AS"] == "/Off" for _number, slot in seal) else ["骑缝章在签署前就有了内容"]
    if not _one_picture(seam_slots(after.root), len(pages)):
        problems.append("骑缝章不是同一枚印章的切片")
    return problems if _one_picture(hand, len(pages)) else [*problems, "骑缝签名不是同一个签名的切片"]


_Slots = Iterable[tuple[int, generic.DictionaryObject]]


@dataclass(frozen=True, slots=True)
class _Page:
    """Where a page's right edge is, what lies on it, and whether it is shown just as it is drawn."""

    width: float
    as_drawn: bool
    annotations: frozenset[int]

    @classmethod
    def of(cls, page: Mapping[str, Any]) -> "_Page":
        sheet, shown = (
            [float(at) for at in page[box]]
            for box in ("/MediaBox", "/CropBox" if "/CropBox" in page else "/MediaBox")
        )
        turned = page.get("/Rotate", 0) != 0 or "/UserUnit" in page
        listed = page.get("/Annots", ())
        annotations = frozenset(one.idnum for one in listed if isinstance(one, generic.IndirectObject))
        return cls(sheet[2], sheet[:2] == [0, 0] and sheet == shown and not turned, annotations)


def _leaves(node: generic.DictionaryObject, inherited: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The pages in their order, each with what it has of the nodes above it (ISO 32000-1, 7.7.3.4)."""
    own = {**inherited, **{key: node[key] for key in node if key not in ("/Parent", "/Kids")}}
    if "/Kids" not in node:
        yield own
        return
    for kid in node["/Kids"]:
        yield from _leaves(kid.get_object(), own)


def _fields(state: HistoricalResolver, *labels: str) -> list[generic.DictionaryObject]:
    every = (reference.get_object() for reference in state.root["/AcroForm"]["/Fields"])
    return [field for field in every if _label(field) in labels]


def _fits(field: generic.DictionaryObject) -> bool:
    """Whether a signature or a seal is no larger than the place that is left free for it."""
    left, low, right, high = (float(number) for number in field["/Rect"])
    return abs(right - left) <= _LARGEST[0] and abs(high - low) <= _LARGEST[1]


def _pages_of(slots: _Slots) -> list[int]:
    return sorted(number for number, _slot in slots)


def _one_picture(slots: _Slots, pages: int) -> bool:
    drawn = [_slice(number, slot, pages) for number, slot in slots]
    return len(set(drawn)) <= 1 and None not in drawn


def _own_changes(reader: PdfFileReader, before: HistoricalResolver, after: HistoricalResolver) -> bool:
    """Whether nothing was written anew but the fields of the seal, and what a writer brings up to date by itself."""
    changed = reader.xrefs.explicit_refs_in_revision(after.revision)
    old = {ref.idnum for ref in changed if reader.xrefs.get_introducing_revision(ref) <= before.revision}
    allowed = {reader.root_ref.idnum}
    allowed |= {
        field.reference.idnum
        for field in before.root["/AcroForm"].raw_get("/Fields").get_object()
        if _label(field.get_object()) == COMPANY or _label(field.get_object()).startswith(SEAM)
    }
    for holder, key in (
        (before.root, "/Metadata"),
        (before.root, "/AcroForm"),
        (before.trailer_view, "/Info"),
    ):
        if isinstance(value := holder.raw_get(key), generic.IndirectObject):
            allowed.add(value.reference.idnum)
    kept = [
        _plain(before.root["/AcroForm"], "/SigFlags") == _plain(after.root["/AcroForm"], "/SigFlags"),
        _titles(before) == _titles(after),
        [_plain(slot, *_SHOWN) for _number, slot in seam_slots(before.root)]
        == [_plain(slot, *_SHOWN) for _number, slot in seam_slots(after.root)],
    ]
    return old <= allowed and all(kept) and set(after.root) - set(before.root) <= {"/Extensions"}


def _titles(state: HistoricalResolver) -> dict[str, str]:
    info = state.trailer_view.raw_get("/Info") if "/Info" in state.trailer_view else None
    if isinstance(info, generic.IndirectObject):
        info = state.get_object(info.reference)  # as it was then
    return _plain(info, "/ModDate", "/Producer") if isinstance(info, generic.DictionaryObject) else {}


def _plain(holder: generic.DictionaryObject, *but: str) -> dict[str, str]:
    """What stands in it, without what may change."""
    return {key: repr(holder.raw_get(key)) for key in holder if key not in but}


def _label(field: generic.DictionaryObject) -> str:
    return str(field.get("/T", ""))


def _beside_text(number: int, slot: generic.DictionaryObject, pages: list[_Page]) -> bool:
    """Whether a slot lies on its own page alone, whatever it says of that itself, and there in the margin."""
    reference = slot.container_ref
    if not isinstance(reference, generic.Reference):
        return False
    on = [at for at, page in enumerate(pages) if reference.idnum in page.annotations]
    if on != [number] or not pages[number].as_drawn:
        return False
    left, _low, right, _high = (float(edge) for edge in slot["/Rect"])
    edge = pages[number].width
    return edge - _MARGIN <= left <= right <= edge + 0.01


def _slice(number: int, slot: generic.DictionaryObject, pages: int) -> tuple[object, ...] | None:
    """What a slot shows, as it is before it is moved to its place: the same for all slots of one picture."""
    states = slot["/AP"]["/N"]
    if set(slot["/AP"]) != {"/N"} or set(states) != _STATES or slot["/AS"] not in _STATES:
        return None
    drawing = states[slot["/AS"]]
    if slot["/AS"] == "/Off":
        return ("/Off",) if not drawing.data.strip() else None
    found = _SLICE.fullmatch(drawing.data)
    width = float(drawing["/BBox"][2])
    if found is None or abs(float(found["x"]) + number * width) > 0.01 * pages:
        return None
    picture = drawing["/Resources"]["/XObject"].raw_get(found["picture"].decode())
    return found["scale"], found["lift"], round(width, 2), picture.reference


def _is_active(reader: PdfFileReader, state: HistoricalResolver) -> bool:
    references = reader.xrefs.explicit_refs_in_revision
    every = {ref for number in range(state.revision + 1) for ref in references(number)}
    return any(_holds_active(state.get_object(ref)) for ref in every)


def _holds_active(item: generic.PdfObject) -> bool:
    """Whether an object, without those it refers to, holds a key that a viewer acts upon."""
    if isinstance(item, generic.DictionaryObject):
        return not _ACTIVE.isdisjoint(item) or any(_holds_active(item.raw_get(key)) for key in item)
    if isinstance(item, generic.ArrayObject):
        return any(_holds_active(one) for one in item.__iter__())
    return False
