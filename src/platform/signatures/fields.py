"""The places for signatures, made before anyone signs: what is added later would break an earlier signature."""

import io

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec

from ..documents.render import Anchor

CANDIDATE, COMPANY, SEAM = "candidate_sign", "company_seal", "seam_"
_PAGE_WIDTH, _PAGE_HEIGHT = 595.276, 841.89
_SEAM_SIZE, _SEAM_Y = 119.06, 360.0  # 42 mm across all pages' right edges
_READ_ONLY_BUTTON = 65536 | 1


def prepare(pdf: bytes, anchors: tuple[Anchor, ...], pages: int) -> bytes:
    """Add both signature fields, and one empty slice of the 骑缝章 to every page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for anchor in anchors:
        if anchor.name in (CANDIDATE, COMPANY):
            fields.append_signature_field(writer, _signature_field(anchor))
    form = writer.root["/AcroForm"]
    for page in range(pages):
        _add_slice(writer, form, page, pages)
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


def _add_slice(
    writer: IncrementalPdfFileWriter,
    form: generic.DictionaryObject,
    number: int,
    pages: int,
) -> None:
    width = _SEAM_SIZE / pages
    reference = writer.find_page_for_modification(number)[0]
    if not isinstance(reference, generic.IndirectObject):
        reference = generic.IndirectObject(reference.idnum, reference.generation, writer)
    page = reference.get_object()
    box = _numbers(0, 0, width, _SEAM_SIZE)
    empty = generic.StreamObject(
        stream_data=b"",
        dict_data={
            name("/Type"): name("/XObject"),
            name("/Subtype"): name("/Form"),
            name("/BBox"): box,
        },
    )
    right, top = _PAGE_WIDTH, _SEAM_Y + _SEAM_SIZE
    widget = generic.DictionaryObject(
        {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/Widget"),
            name("/FT"): name("/Btn"),
            name("/Ff"): generic.NumberObject(_READ_ONLY_BUTTON),
            name("/F"): generic.NumberObject(4),
            name("/T"): generic.pdf_string(f"{SEAM}{number + 1:02d}"),
            name("/TU"): generic.pdf_string(f"骑缝章 {number + 1}/{pages}"),
            name("/P"): reference,
            name("/Rect"): _numbers(right - width, _SEAM_Y, right, top),
            name("/AP"): generic.DictionaryObject({name("/N"): writer.add_object(empty)}),
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


def fill_seam(writer: IncrementalPdfFileWriter, stamp_file: str) -> None:
    """Draw each page's slice of the seal into the slot made for it; allowed by the candidate's signature."""
    picture = ImportedPdfPage(stamp_file)
    picture.set_writer(writer)
    drawing = picture.render()
    slots = [
        field
        for field in writer.root["/AcroForm"]["/Fields"]
        if str(field.get_object()["/T"]).startswith(SEAM)
    ]
    width = _SEAM_SIZE / len(slots)
    # The stamp's page is as wide as the seal and higher by its caption: the seal is its upper square.
    scale = _SEAM_SIZE / picture.box.width
    lift = _SEAM_SIZE - scale * picture.box.height
    for field in slots:
        slot = field.get_object()
        index = int(str(slot["/T"]).removeprefix(SEAM)) - 1
        move = f"q {scale:.5f} 0 0 {scale:.5f} {-index * width:.4f} {lift:.4f} cm ".encode()
        stream = generic.StreamObject(
            stream_data=move + drawing + b" Q",
            dict_data={
                name("/Type"): name("/XObject"),
                name("/Subtype"): name("/Form"),
                name("/BBox"): _numbers(0, 0, width, _SEAM_SIZE),
                name("/Resources"): picture.resources.as_pdf_object(),
            },
        )
        slot["/AP"][name("/N")] = writer.add_object(stream)
        writer.update_container(slot["/AP"])
        writer.mark_update(field)


def _numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(round(value, 3)) for value in values)
