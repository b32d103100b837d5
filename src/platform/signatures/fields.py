"""The places for signatures, made before anyone signs: what is added later would break an earlier signature.

The 骑缝章 lies on all pages' right edges, and below it, where the employer wants it, the employee's signature. Each page has a
slot for its slice: a read-only check box with the state Off, which shows nothing, and the state Stamped, which comes with the
seal or the signature. A form field, because the candidate's signature allows nothing else to change after it; a check box,
because PDF/A wants a button's appearance as states (ISO 19005-2, 6.3.3).
"""

import io
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec

from ..documents.render import Anchor
from .parties import Parties, write_parties
from .places import CANDIDATE, COMPANY, HAND_SEAM, SEAM, seam_slots

_PAGE_WIDTH, _PAGE_HEIGHT = 595.276, 841.89
_READ_ONLY = 1
_OFF, _STAMPED = name("/Off"), name("/Stamped")


@dataclass(frozen=True, slots=True)
class _Seam:
    """What runs over all pages' right edges: how wide it is altogether, how high, and where it begins, in points."""

    family: str
    label: str
    width: float
    height: float
    low: float


_SEAMS = {
    SEAM: _Seam(SEAM, "骑缝章", 119.06, 119.06, 360.0),  # 42 mm, as the seal
    HAND_SEAM: _Seam(HAND_SEAM, "骑缝签名", 119.06, 63.5, 280.0),  # the shape of the pad
}


def prepare(pdf: bytes, anchors: tuple[Anchor, ...], parties: Parties, *, hand_seam: bool = False) -> bytes:
    """Write the parties down, add both signature fields, and to every page of several an empty slot for the 骑缝章; with
    `hand_seam` one for the employee's signature too."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    write_parties(writer, parties, writer.trailer["/Info"]["/CreationDate"])
    for anchor in anchors:
        if anchor.name in (CANDIDATE, COMPANY):
            fields.append_signature_field(writer, _signature_field(anchor))
    form = writer.root["/AcroForm"]
    pages = int(writer.root["/Pages"]["/Count"])
    for page in range(pages) if pages > 1 else ():  # a seam runs over several sheets
        for seam in _SEAMS.values() if hand_seam else (_SEAMS[SEAM],):
            _add_slot(writer, form, page, pages, seam)
    writer.update_container(form["/Fields"])
    writer.update_container(form)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _signature_field(anchor: Anchor) -> SigFieldSpec:
    company = anchor.name == COMPANY
    low = _PAGE_HEIGHT - anchor.y
    box = (round(anchor.x), round(low - anchor.h), round(anchor.x + anchor.w), round(low))
    return SigFieldSpec(
        anchor.name,
        on_page=anchor.page - 1,
        box=box,
        readable_field_name="甲方印章" if company else "乙方签名",
        # After the company's seal nothing may change any more.
        field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL) if company else None,
        doc_mdp_update_value=MDPPerm.NO_CHANGES if company else None,
    )


def _add_slot(
    writer: IncrementalPdfFileWriter,
    form: generic.DictionaryObject,
    number: int,
    pages: int,
    seam: _Seam,
) -> None:
    width = seam.width / pages
    reference = writer.find_page_for_modification(number)[0]
    if not isinstance(reference, generic.IndirectObject):
        reference = generic.IndirectObject(reference.idnum, reference.generation, writer)
    page = reference.get_object()
    empty = writer.add_object(_drawing(b"", width, seam.height))
    widget = generic.DictionaryObject(
        {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/Widget"),
            name("/FT"): name("/Btn"),
            name("/Ff"): generic.NumberObject(_READ_ONLY),
            name("/F"): generic.NumberObject(4),
            name("/T"): generic.pdf_string(f"{seam.family}{number + 1:02d}"),
            name("/TU"): generic.pdf_string(f"{seam.label} {number + 1}/{pages}"),
            name("/P"): reference,
            name("/Rect"): _numbers(_PAGE_WIDTH - width, seam.low, _PAGE_WIDTH, seam.low + seam.height),
            name("/AP"): generic.DictionaryObject(
                {name("/N"): generic.DictionaryObject({_OFF: empty, _STAMPED: empty})}
            ),
            name("/AS"): _OFF,
            name("/V"): _OFF,
        }
    )
    field = writer.add_object(widget)
    annotations = page.get("/Annots")
    if annotations is None:
        page[name("/Annots")] = generic.ArrayObject([field])
    else:
        annotations.append(field)
        writer.update_container(annotations)
    form["/Fields"].append(field)
    writer.update_container(page)


def fill_seam(writer: IncrementalPdfFileWriter, stamp_file: str, family: str = SEAM) -> None:
    """Draw each page's slice of the picture into the slot made for it; of the seal's this is allowed by the candidate's
    signature. Where there are no slots nothing is drawn."""
    seam, slots = _SEAMS[family], list(seam_slots(writer.root, family))
    if not slots:
        return
    picture = ImportedPdfPage(stamp_file)
    picture.set_writer(writer)
    drawing = picture.render()
    width = seam.width / len(slots)
    scale = seam.width / picture.box.width
    lift = seam.height - scale * picture.box.height  # at the top of the slot
    for index, slot in slots:
        move = f"q {scale:.5f} 0 0 {scale:.5f} {-index * width:.4f} {lift:.4f} cm ".encode()
        stream = _drawing(move + drawing + b" Q", width, seam.height)
        stream[name("/Resources")] = picture.resources.as_pdf_object()
        states = generic.DictionaryObject({**slot["/AP"]["/N"], _STAMPED: writer.add_object(stream)})
        slot["/AP"] = generic.DictionaryObject({name("/N"): states})
        slot[name("/AS")] = slot[name("/V")] = _STAMPED
        writer.update_container(slot)


def _drawing(content: bytes, width: float, height: float) -> generic.StreamObject:
    return generic.StreamObject(
        stream_data=content,
        dict_data={
            name("/Type"): name("/XObject"),
            name("/Subtype"): name("/Form"),
            name("/BBox"): _numbers(0, 0, width, height),
        },
    )


def _numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(round(value, 3)) for value in values)
