"""Seals: drawn from outlines, with no character replaced; or as they were scanned."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from huiyin.platform.documents.imprint import CleanImprint, clean_imprint
from huiyin.platform.signatures.seal import MissingOutlineError, SealLook, seal_picture, seal_svg, square_svg
from huiyin.platform.signatures.sign import Imprint, seal_as_company
from huiyin.platform.verify.imprint import imprint_digest
from huiyin.platform.verify.pdf import verify_pdf
from lxml import etree
from PIL import Image, ImageDraw
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from ..signing_kit import COMPANY, ISSUED, USCC, LocalTimeStamper, SignedContract

_PATH = "{http://www.w3.org/2000/svg}path"


@pytest.mark.parametrize("name", ["北京回音", "杭州云栖星河人力资源科技有限公司", "大" * 40])
def test_every_character_is_drawn(name: str) -> None:
    svg = etree.fromstring(seal_svg(name, "合同专用章", "3301060123456").encode())
    assert len(svg.findall(_PATH)) == len(name) + 5 + 13
    assert not svg.findall(".//{http://www.w3.org/2000/svg}text"), "outlines need no font"


def test_a_character_without_outline_is_an_error_not_a_box() -> None:
    with pytest.raises(MissingOutlineError, match=r"U\+20BB7"):
        seal_svg("𠮷野公司", "合同专用章", "1")


def test_markup_in_a_name_stays_a_name() -> None:
    svg = seal_svg('<a>&"', "合同专用章", "1")
    etree.fromstring(svg.encode())
    assert "<a>" not in svg


@pytest.mark.parametrize(
    ("holder", "drawn"),
    [("张三", 4), ("沈知远", 4), ("欧阳知远", 4), ("阿卜杜热合曼·买买提艾力", 11), ("王", 3)],
)
def test_the_square_seal_of_a_person_is_filled(holder: str, drawn: int) -> None:
    svg = etree.fromstring(square_svg(holder).encode())
    assert len(svg.findall(_PATH)) == drawn
    assert len({path.get("transform") for path in svg.findall(_PATH)}) == drawn


def test_an_official_seal_has_no_caption() -> None:
    look = SealLook("北京回音", "", "1101060123456")
    assert len(etree.fromstring(seal_picture(look).encode()).findall(_PATH)) == 4 + 13


def scan(radius: int) -> CleanImprint:
    picture = Image.new("RGB", (400, 400), "white")
    brush = ImageDraw.Draw(picture)
    brush.ellipse((20, 20, 380, 380), outline=(200, 30, 30), width=20)
    brush.ellipse((200 - radius, 200 - radius, 200 + radius, 200 + radius), fill=(200, 30, 30))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return clean_imprint(out.getvalue())


def test_a_scanned_seal_holds_every_check_and_its_shape_is_its_print(signed_contract: SignedContract) -> None:
    authority, prints = signed_contract.authority, set()
    for radius in (40, 60):
        picture = Imprint(seal_picture(SealLook(COMPANY, "", scan=scan(radius))), ISSUED)
        identity, stamper = authority.issue_organisation(COMPANY, USCC), LocalTimeStamper(authority)
        final = seal_as_company(
            signed_contract.signed, COMPANY, identity, picture, stamper, authority.trust()
        )
        report = verify_pdf(final, authority.root_pem)
        assert report.ok and report.valid_signatures == 2, report
        assert all(one.get("/Interpolate") in (None, False) for one in _images(final))  # ISO 19005-2, 6.2.8
        prints.add(imprint_digest(final))
    assert len(prints) == 2, "both are red all over: only their shapes differ"


def _images(pdf: bytes) -> list[generic.StreamObject]:
    reader = PdfFileReader(io.BytesIO(pdf))
    references = reader.xrefs.explicit_refs_in_revision
    every = {ref for number in range(reader.xrefs.total_revisions) for ref in references(number)}
    found = [reader.get_object(ref) for ref in every]
    images = [
        one for one in found if isinstance(one, generic.StreamObject) and one.get("/Subtype") == "/Image"
    ]
    assert images
    return images


def test_many_are_drawn_at_once() -> None:
    """A page with several seals asks for their pictures in as many threads."""
    names = [chr(0x4E00 + 40 * number) * 3 + "公司" for number in range(64)]
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(lambda name: seal_svg(name, "人事专用章", ""), names))
    assert len(set(drawn)) == len(names)
