"""The employee's signature over the seam of all pages: it comes with the signature, and nobody changes it afterwards."""

import io

import pytest
from huiyin.platform.signatures import sign
from huiyin.platform.signatures.fields import fill_seam
from huiyin.platform.signatures.places import HAND_SEAM, SEAM, seam_slots
from huiyin.platform.verify.pdf import PdfReport, verify_pdf
from huiyin.platform.verify.trust import Verdict
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from ..signing_kit import COMPANY, USCC, WORKER, SignedContract, pages_of, seal_by, sign_by_worker, sign_whole


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> SignedContract:
    return sign_whole(tmp_path_factory.mktemp("authority"), hand_seam=True)


def _states(pdf: bytes, family: str) -> list[str]:
    return [str(slot["/AS"]) for _page, slot in seam_slots(PdfFileReader(io.BytesIO(pdf)).root, family)]


def _report(contract: SignedContract, pdf: bytes) -> PdfReport:
    return verify_pdf(pdf, contract.authority.root_pem)


def _sealed(contract: SignedContract, signed: bytes) -> bytes:
    return seal_by(signed, contract.authority.issue_organisation(COMPANY, USCC), contract.authority)


def test_it_comes_with_the_signature_and_the_contract_is_whole(contract: SignedContract) -> None:
    pages = pages_of(contract.prepared)
    off, stamped = ["/Off"] * pages, ["/Stamped"] * pages
    assert _states(contract.prepared, HAND_SEAM) == _states(contract.prepared, SEAM) == off
    assert (_states(contract.signed, HAND_SEAM), _states(contract.signed, SEAM)) == (stamped, off)
    assert _states(contract.final, HAND_SEAM) == _states(contract.final, SEAM) == stamped
    report = _report(contract, contract.final)
    assert report.verdict is Verdict.VALID, report.problems


def test_where_it_is_not_wanted_there_is_none(signed_contract: SignedContract) -> None:
    assert _states(signed_contract.final, HAND_SEAM) == []


@pytest.mark.parametrize("state", ["/Off", "/Stamped"])
def test_whoever_seals_cannot_change_it(
    contract: SignedContract, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    def also(writer: IncrementalPdfFileWriter, stamp_file: str) -> None:
        fill_seam(writer, stamp_file)
        _page, slot = next(seam_slots(writer.root, HAND_SEAM))
        slot[name("/V")] = slot[name("/AS")] = name(state)
        writer.update_container(slot)

    monkeypatch.setattr(sign, "fill_seam", also)
    report = _report(contract, _sealed(contract, contract.signed))
    assert report.verdict is Verdict.INVALID
    assert "双方签名之间改动了印章以外的内容" in report.problems


def test_a_slice_that_is_missing_is_found(contract: SignedContract, monkeypatch: pytest.MonkeyPatch) -> None:
    def one_empty(writer: IncrementalPdfFileWriter, stamp_file: str, family: str = SEAM) -> None:
        fill_seam(writer, stamp_file, family)
        _page, slot = next(seam_slots(writer.root, HAND_SEAM))
        slot[name("/V")] = slot[name("/AS")] = name("/Off")
        writer.update_container(slot)

    with monkeypatch.context() as patched:
        patched.setattr(sign, "fill_seam", one_empty)
        signer = contract.authority.issue_signer(WORKER, "ab" * 16)
        signed = sign_by_worker(contract.prepared, signer, contract.authority)
    report = _report(contract, _sealed(contract, signed))
    assert "骑缝签名不是同一个签名的切片" in report.problems


def test_the_last_page_ends_where_the_first_begins(contract: SignedContract) -> None:
    """Pages laid beside each other show the whole: the slices are as wide together as the picture."""
    slots = seam_slots(PdfFileReader(io.BytesIO(contract.final)).root, HAND_SEAM)
    widths = [float(slot["/Rect"][2]) - float(slot["/Rect"][0]) for _page, slot in slots]
    assert sum(widths) == pytest.approx(119.06, abs=0.01)
