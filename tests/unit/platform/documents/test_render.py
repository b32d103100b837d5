"""Setting contracts: names as on the identity card, the same bytes every time, limits."""

import io
from datetime import timedelta

import pytest
from huiyin.platform.documents.blocks import Document, Filled, Letterhead, Paragraph, Plain, decode, encode
from huiyin.platform.documents.render import (
    DocumentTooLargeError,
    GlyphMissingError,
    render,
    render_pages,
)
from huiyin.platform.formats.png import clean_png
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.support.bombs import LOGOS

from ..signing_kit import ISSUED, contract_document, pages_of


def _one(text: str) -> Document:
    return Document("劳动合同", "", "公司", (Paragraph((Plain("乙方："), Filled(text))),))


def test_blocks_survive_json() -> None:
    document = contract_document()
    assert decode(encode(document)) == document


def test_same_input_same_bytes_and_the_date_is_in_it() -> None:
    first, second = render(contract_document(), ISSUED), render(contract_document(), ISSUED)
    assert first == second
    assert render(contract_document(), ISSUED + timedelta(days=1)).pdf != first.pdf


def test_it_is_tagged_pdf_a_in_chinese() -> None:
    root = PdfFileReader(io.BytesIO(render(contract_document(), ISSUED).pdf)).root
    metadata = root["/Metadata"].data
    assert b"<pdfaid:part>2</pdfaid:part>" in metadata
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert str(root["/Lang"]).startswith("zh")
    assert root["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize(
    ("mode", "size"),
    [("RGBA", (64, 64)), ("L", (1024, 100)), ("P", (40, 300)), ("1", (32, 32)), ("I;16", (64, 64))],
)
def test_a_letterhead_moves_nothing_and_stays_pdf_a(mode: str, size: tuple[int, int]) -> None:
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG")
    head = Letterhead("#7c2d12", clean_png(out.getvalue()))
    plain, first = render(contract_document(), ISSUED), render(contract_document(), ISSUED, None, head)
    assert first == render(contract_document(), ISSUED, None, head)
    assert first.anchors == plain.anchors and first.pdf != plain.pdf
    root = PdfFileReader(io.BytesIO(first.pdf)).root
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in root["/Metadata"].data


def test_plain_paper_carries_no_picture() -> None:
    made = render(contract_document(), ISSUED, None, Letterhead())
    assert made == render(contract_document(), ISSUED)
    assert b"/Subtype /Image" not in made.pdf and b"/Subtype/Image" not in made.pdf


def test_a_logo_kept_before_it_was_tried_stops_no_contract() -> None:
    broken = clean_png(LOGOS["bad_filter"].make())
    made = render(contract_document(), ISSUED, None, Letterhead("#7c2d12", broken))
    assert made == render(contract_document(), ISSUED, None, Letterhead("#7c2d12"))


def test_anchors_tell_where_both_sign() -> None:
    made = render(contract_document(), ISSUED)
    anchors = {anchor.name: anchor for anchor in made.anchors}
    assert set(anchors) == {"company_seal", "candidate_sign"}
    assert {anchor.page for anchor in made.anchors} == {pages_of(made.pdf)}
    seal, sign = anchors["company_seal"], anchors["candidate_sign"]
    assert seal.x + seal.w < sign.x, "they must not overlap"


@pytest.mark.parametrize("name", ["阿卜杜热合曼·买买提艾力", "张𬭎", "欧阳䶮"])
def test_names_of_identity_cards_are_set(name: str) -> None:
    assert render(_one(name), ISSUED).pdf.startswith(b"%PDF")


@pytest.mark.parametrize("sign", ["𠮷", "\ue863", "😀"])
def test_a_missing_glyph_is_an_error_and_not_a_gap(sign: str) -> None:
    with pytest.raises(GlyphMissingError):
        render(_one(f"张{sign}"), ISSUED)


@pytest.mark.parametrize(
    "value",
    ['#read("/etc/passwd")', "$x^2$ *b* _i_ <a> @b", '"}],"blocks":[', "#panic()", "\\ ` ~ // /* */"],
)
def test_values_are_data_never_code(value: str) -> None:
    harmless = "甲" * len(value)
    assert pages_of(render(_one(value), ISSUED).pdf) == pages_of(render(_one(harmless), ISSUED).pdf) == 1


def test_size_is_limited_for_pdf_and_pictures() -> None:
    huge = _one("长" * 70_000)
    with pytest.raises(DocumentTooLargeError):
        render(huge, ISSUED)
    with pytest.raises(DocumentTooLargeError):
        render_pages(huge, ISSUED)


def test_pages_as_pictures() -> None:
    document = contract_document()
    pictures = render_pages(document, ISSUED, ppi=30)
    assert len(pictures) == pages_of(render(document, ISSUED).pdf)
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
