"""The finished contract goes on being PDF/A-2a after both signatures: what signing adds keeps to ISO 19005-2."""

import io
from collections.abc import Iterator

import pytest
from huiyin.platform.documents.render import render
from huiyin.platform.signatures.fields import prepare
from huiyin.platform.signatures.renew import renew_stamp
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from ..signing_kit import (
    ISSUED,
    PARTIES,
    LocalTimeStamper,
    SignedContract,
    contract_document,
    pages_of,
    sign_whole,
)

_PRINT, _HIDDEN = 4, 1 | 2 | 32 | 256  # Invisible, Hidden, NoView, ToggleNoView


@pytest.fixture(scope="module")
def hand_seam(tmp_path_factory: pytest.TempPathFactory) -> SignedContract:
    return sign_whole(tmp_path_factory.mktemp("authority"), hand_seam=True)


@pytest.fixture(params=["prepared", "signed", "final", "renewed", "hand_seam"])
def pdf(request: pytest.FixtureRequest, signed_contract: SignedContract) -> PdfFileReader:
    if request.param == "hand_seam":
        return PdfFileReader(io.BytesIO(request.getfixturevalue("hand_seam").final))
    if request.param != "renewed":
        return PdfFileReader(io.BytesIO(getattr(signed_contract, request.param)))
    authority = signed_contract.authority
    stamper = LocalTimeStamper(authority)
    lists = authority.crls()
    renewed = renew_stamp(signed_contract.final, stamper, authority.root_pem, authority.chain_pem, lists)
    return PdfFileReader(io.BytesIO(renewed))


def _annotations(pdf: PdfFileReader) -> Iterator[generic.DictionaryObject]:
    for page in pdf.root["/Pages"]["/Kids"]:
        node = page.get_object()
        yield from (one.get_object() for one in node["/Annots"]) if "/Annots" in node else ()


def test_every_annotation_is_printed_and_shows_what_it_says(pdf: PdfFileReader) -> None:
    """6.3.2: flags; 6.3.3: one appearance, N, a dictionary of states for buttons and a stream for all else."""
    widgets = 0
    for one in _annotations(pdf):
        left, low, right, high = (float(at) for at in one["/Rect"])
        assert int(one["/F"]) & _PRINT and not int(one["/F"]) & _HIDDEN
        if one["/Subtype"] != "/Widget":
            continue
        widgets += 1
        assert "/A" not in one and "/AA" not in one  # 6.4.1
        if right - left == 0 or high - low == 0:
            continue
        assert set(one["/AP"]) == {"/N"}
        states = one["/AP"]["/N"]
        if one["/FT"] == "/Btn":
            assert not isinstance(states, generic.StreamObject)
            assert one["/AS"] in states and all(
                isinstance(states[name], generic.StreamObject) for name in states
            )
        else:
            assert isinstance(states, generic.StreamObject)
    assert widgets >= 2


def test_viewers_are_asked_for_nothing(pdf: PdfFileReader) -> None:
    form = pdf.root["/AcroForm"]
    assert "/XFA" not in form and not form.get("/NeedAppearances", False)  # 6.4.2
    assert not {"/OCProperties", "/OpenAction", "/AA", "/Requirements"} & set(pdf.root)


def test_the_parties_date_is_the_documents(pdf: PdfFileReader) -> None:
    """14.5: a page-piece dictionary says when it was last changed."""
    piece = pdf.root["/PieceInfo"]["/Huiyin"]
    assert str(piece["/LastModified"]) == "D:20261124020000Z"


def test_a_contract_of_one_page_has_no_seam() -> None:
    made = render(contract_document(clauses=1), ISSUED)
    assert pages_of(made.pdf) == 1
    pdf = PdfFileReader(io.BytesIO(prepare(made.pdf, made.anchors, PARTIES)))
    names = {str(field.get_object()["/T"]) for field in pdf.root["/AcroForm"]["/Fields"]}
    assert names == {"candidate_sign", "company_seal"}
