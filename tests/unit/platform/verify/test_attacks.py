"""What somebody who lies does to a contract: after the end, between the signatures, in the place of a signer."""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from huiyin.platform.documents.render import render
from huiyin.platform.signatures import sign
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.signatures.fields import fill_seam, prepare
from huiyin.platform.signatures.identity import Identity
from huiyin.platform.signatures.parties import (
    Parties,
    PartyMismatchError,
    read_parties,
    require_employer,
    require_worker,
)
from huiyin.platform.verify.check import describe
from huiyin.platform.verify.imprint import imprint_digest
from huiyin.platform.verify.pdf import PdfReport, verify_pdf
from huiyin.platform.verify.trust import Verdict
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.support.authorities import authority_in

from ..signing_kit import (
    COMPANY,
    ISSUED,
    PARTIES,
    USCC,
    WORKER,
    SignedContract,
    contract_document,
    seal_by,
    sign_by_worker,
)

Edit = Callable[[IncrementalPdfFileWriter], None]
_WHITE = b"1 1 1 rg 0 0 600 850 re f"


def _content(writer: IncrementalPdfFileWriter) -> None:
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=_WHITE)))


def _annotation(writer: IncrementalPdfFileWriter) -> None:
    page = writer.find_page_for_modification(0)[0].get_object()
    note = {"/Type": name("/Annot"), "/Subtype": name("/FreeText"), "/F": generic.NumberObject(4)}
    box = generic.ArrayObject(generic.NumberObject(at) for at in (100, 500, 300, 540))
    words = generic.pdf_string("试用期工资为零")
    shown = generic.DictionaryObject({name(key): value for key, value in note.items()})
    shown |= {name("/Rect"): box, name("/Contents"): words}
    page["/Annots"].append(writer.add_object(shown))
    writer.update_container(page["/Annots"])


def _javascript(writer: IncrementalPdfFileWriter) -> None:
    action = {name("/S"): name("/JavaScript"), name("/JS"): generic.pdf_string("app.alert(1)")}
    writer.root[name("/OpenAction")] = generic.DictionaryObject(action)
    writer.update_root()


def _page_order(writer: IncrementalPdfFileWriter) -> None:
    kids = writer.root["/Pages"]["/Kids"]
    first = kids.raw_get(0)
    kids[0] = kids.raw_get(1)
    kids[1] = first
    writer.update_container(kids)


def _field_value(writer: IncrementalPdfFileWriter) -> None:
    slot = _field(writer, "seam_01")
    covering = generic.StreamObject(
        stream_data=_WHITE,
        dict_data={
            name("/Type"): name("/XObject"),
            name("/Subtype"): name("/Form"),
            name("/BBox"): generic.ArrayObject(generic.NumberObject(at) for at in (0, 0, 600, 850)),
        },
    )
    shown = generic.DictionaryObject({**slot["/AP"]["/N"], name("/Stamped"): writer.add_object(covering)})
    slot["/AP"] = generic.DictionaryObject({name("/N"): shown})
    slot[name("/V")] = slot[name("/AS")] = name("/Stamped")
    writer.update_container(slot)


def _wider_field(writer: IncrementalPdfFileWriter) -> None:
    slot = _field(writer, "seam_01")
    slot[name("/Rect")] = generic.ArrayObject(generic.NumberObject(at) for at in (0, 0, 595, 841))
    writer.update_container(slot)


def _validation_data(writer: IncrementalPdfFileWriter) -> None:
    writer.root[name("/DSS")] = writer.add_object(
        generic.DictionaryObject({name("/Certs"): generic.ArrayObject()})
    )
    writer.update_root()


def _new_field(writer: IncrementalPdfFileWriter) -> None:
    field = {"/FT": name("/Tx"), "/T": generic.pdf_string("wage"), "/V": generic.pdf_string("0.00")}
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(
        writer.add_object(generic.DictionaryObject({name(key): value for key, value in field.items()}))
    )
    writer.update_container(fields)


def _layers(writer: IncrementalPdfFileWriter) -> None:
    layer = writer.add_object(
        generic.DictionaryObject({name("/Type"): name("/OCG"), name("/Name"): generic.pdf_string("x")})
    )
    hidden = generic.DictionaryObject({name("/OFF"): generic.ArrayObject([layer])})
    writer.root[name("/OCProperties")] = generic.DictionaryObject(
        {name("/OCGs"): generic.ArrayObject([layer]), name("/D"): hidden}
    )
    writer.update_root()


def _other_parties(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/PieceInfo"]["/Huiyin"]["/Private"][name("/WorkerName")] = generic.pdf_string("李四")
    writer.update_root()


def _no_parties(writer: IncrementalPdfFileWriter) -> None:
    del writer.root["/PieceInfo"]
    writer.update_root()


EDITS: dict[str, Edit] = {
    edit.__name__.strip("_"): edit
    for edit in (
        _content,
        _annotation,
        _javascript,
        _page_order,
        _field_value,
        _wider_field,
        _validation_data,
        _new_field,
        _layers,
        _other_parties,
        _no_parties,
    )
}


def _field(writer: IncrementalPdfFileWriter, label: str) -> generic.DictionaryObject:
    fields = (one.get_object() for one in writer.root["/AcroForm"]["/Fields"])
    found: generic.DictionaryObject = next(one for one in fields if str(one["/T"]) == label)
    return found


def _edited(pdf: bytes, edit: Edit) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    edit(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _sealed(contract: SignedContract, signed: bytes) -> bytes:
    return seal_by(signed, contract.authority.issue_organisation(COMPANY, USCC), contract.authority)


def _refused(pdf: bytes, contract: SignedContract) -> PdfReport:
    report = verify_pdf(pdf, contract.root_pem)
    assert report.verdict is Verdict.INVALID, report
    return report


@pytest.mark.parametrize("edit", EDITS)
def test_changed_after_the_end(signed_contract: SignedContract, edit: str) -> None:
    report = _refused(_edited(signed_contract.final, EDITS[edit]), signed_contract)
    assert "存档时间戳之后还有内容" in report.problems


@pytest.mark.parametrize("edit", EDITS)
def test_changed_between_the_signatures(signed_contract: SignedContract, edit: str) -> None:
    report = _refused(_sealed(signed_contract, _edited(signed_contract.signed, EDITS[edit])), signed_contract)
    assert "双方签名之间有别的修改" in report.problems


@pytest.mark.parametrize("edit", EDITS)
def test_changed_by_whoever_seals(
    signed_contract: SignedContract, monkeypatch: pytest.MonkeyPatch, edit: str
) -> None:
    """In the revision of the seal itself, which the company's signature covers."""

    def also(writer: IncrementalPdfFileWriter, stamp_file: str) -> None:
        fill_seam(writer, stamp_file)
        EDITS[edit](writer)

    monkeypatch.setattr(sign, "fill_seam", also)
    _refused(_sealed(signed_contract, signed_contract.signed), signed_contract)


@pytest.mark.parametrize("edit", ["javascript", "layers"])
def test_what_could_change_what_is_shown_is_found_from_the_start(
    signed_contract: SignedContract, edit: str
) -> None:
    report = _refused(
        _whole(signed_contract, _edited(signed_contract.prepared, EDITS[edit])), signed_contract
    )
    assert "文件里有脚本、图层或附件，显示的内容可能改变" in report.problems


def test_a_seam_over_the_text_is_found_from_the_start(signed_contract: SignedContract) -> None:
    pdf = _whole(signed_contract, _edited(signed_contract.prepared, _wider_field))
    assert "骑缝章的位置会遮住正文" in _refused(pdf, signed_contract).problems


def _numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(value) for value in values)


def _slots(writer: IncrementalPdfFileWriter) -> list[generic.DictionaryObject]:
    fields = (one.get_object() for one in writer.root["/AcroForm"]["/Fields"])
    return [one for one in fields if str(one["/T"]).startswith("seam_")]


def _pages(writer: IncrementalPdfFileWriter) -> list[generic.DictionaryObject]:
    count = int(writer.root["/Pages"]["/Count"])
    return [writer.find_page_for_modification(number)[0].get_object() for number in range(count)]


def _slots_of_a_ghost(writer: IncrementalPdfFileWriter) -> None:
    """They lie over the text, beside that of a page that nobody sees."""
    ghost = writer.add_object(generic.DictionaryObject({name("/MediaBox"): _numbers(0, 0, 300, 842)}))
    for slot in _slots(writer):
        slot[name("/P")], slot[name("/Rect")] = ghost, _numbers(260, 300, 300, 700)
        writer.update_container(slot)


def _slots_of_another_page(writer: IncrementalPdfFileWriter) -> None:
    first, second, *_rest = _pages(writer)
    second["/Annots"].append(first["/Annots"].raw_get(len(first["/Annots"]) - 1))
    writer.update_container(second["/Annots"])


def _pages_turned(writer: IncrementalPdfFileWriter) -> None:
    for page in _pages(writer):
        page[name("/Rotate")] = generic.NumberObject(90)
        writer.update_container(page)


def _pages_cut(writer: IncrementalPdfFileWriter) -> None:
    for page in _pages(writer):
        page[name("/CropBox")] = _numbers(300, 0, 595.276, 841.89)
        writer.update_container(page)


def _pages_moved(writer: IncrementalPdfFileWriter) -> None:
    for page in _pages(writer):
        page[name("/MediaBox")] = _numbers(-20, 0, 595.276, 841.89)
        writer.update_container(page)


@pytest.mark.parametrize(
    "edit", [_slots_of_a_ghost, _slots_of_another_page, _pages_turned, _pages_cut, _pages_moved]
)
def test_a_slot_lies_in_the_margin_of_its_own_page_whatever_it_says(
    signed_contract: SignedContract, edit: Edit
) -> None:
    pdf = _whole(signed_contract, _edited(signed_contract.prepared, edit))
    assert "骑缝章的位置会遮住正文" in _refused(pdf, signed_contract).problems


def test_a_seal_has_no_more_room_than_a_seal_needs(signed_contract: SignedContract) -> None:
    """Whoever seals draws in it what they like: as large as a page it would be another text."""

    def all_over(writer: IncrementalPdfFileWriter) -> None:
        field = _field(writer, "company_seal")
        field[name("/Rect")] = _numbers(60, 60, 530, 780)
        writer.update_container(field)

    pdf = _whole(signed_contract, _edited(signed_contract.prepared, all_over))
    assert "签名或印章的位置过大，会遮住正文" in _refused(pdf, signed_contract).problems


def test_slots_are_empty_when_the_worker_signs(signed_contract: SignedContract, tmp_path: Path) -> None:
    stamp = tmp_path / "stamp.pdf"
    stamp.write_bytes(signed_contract.rendered.pdf)
    filled = _edited(signed_contract.prepared, lambda writer: fill_seam(writer, str(stamp)))
    assert "骑缝章在签署前就有了内容" in _refused(_whole(signed_contract, filled), signed_contract).problems


def _hidden(writer: IncrementalPdfFileWriter) -> None:
    slot = _field(writer, "seam_01")
    slot[name("/F")] = generic.NumberObject(2)
    writer.update_container(slot)


def _editable(writer: IncrementalPdfFileWriter) -> None:
    slot = _field(writer, "seam_01")
    slot[name("/Ff")] = generic.NumberObject(0)
    writer.update_container(slot)


def _other_when_pressed(writer: IncrementalPdfFileWriter) -> None:
    slot = _field(writer, "seam_01")
    slot["/AP"][name("/D")] = slot["/AP"]["/N"]
    writer.update_container(slot)


def _other_title(writer: IncrementalPdfFileWriter) -> None:
    info = writer.trailer["/Info"]
    info[name("/Title")] = generic.pdf_string("辞职申请")
    writer.update_container(info)


@pytest.mark.parametrize("edit", [_hidden, _editable, _other_when_pressed, _other_title])
def test_whoever_seals_changes_what_a_slot_shows_and_nothing_else(
    signed_contract: SignedContract, monkeypatch: pytest.MonkeyPatch, edit: Edit
) -> None:
    def also(writer: IncrementalPdfFileWriter, stamp_file: str) -> None:
        fill_seam(writer, stamp_file)
        edit(writer)

    monkeypatch.setattr(sign, "fill_seam", also)
    _refused(_sealed(signed_contract, signed_contract.signed), signed_contract)


def test_slices_of_different_seals_are_found(
    signed_contract: SignedContract, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_empty(writer: IncrementalPdfFileWriter, stamp_file: str) -> None:
        fill_seam(writer, stamp_file)
        slot = _field(writer, "seam_02")
        slot[name("/V")] = slot[name("/AS")] = name("/Off")
        writer.update_container(slot)

    monkeypatch.setattr(sign, "fill_seam", one_empty)
    report = _refused(_sealed(signed_contract, signed_contract.signed), signed_contract)
    assert "骑缝章不是同一枚印章的切片" in report.problems


def _whole(contract: SignedContract, prepared: bytes) -> bytes:
    worker = contract.authority.issue_signer(WORKER, "ab" * 16)
    return _sealed(contract, sign_by_worker(prepared, worker, contract.authority))


def _worker(authority: CertificateAuthority, known: str = WORKER, number: str = "ab" * 16) -> Identity:
    return authority.issue_signer(known, number)


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        (lambda ca: ca.issue_organisation(COMPANY, USCC), "签名证书不是劳动者本人的证书"),
        (lambda ca: ca.issue_signer("李四", "ab" * 16), "签名人不是文件写明的劳动者"),
        (lambda ca: ca.issue_signer(WORKER, "cd" * 16), "签名人不是文件写明的劳动者"),
        (lambda ca: ca.tsa, "证书不是用来签署合同的"),
    ],
    ids=["company", "another", "namesake", "stamps"],
)
def test_somebody_else_in_the_place_of_the_worker(
    signed_contract: SignedContract, certificate: Callable[[CertificateAuthority], Identity], words: str
) -> None:
    authority = signed_contract.authority
    signed = sign_by_worker(signed_contract.prepared, certificate(authority), authority)
    report = _refused(_sealed(signed_contract, signed), signed_contract)
    assert words in report.signatures[0].problems, report


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        (lambda ca: ca.issue_signer(WORKER, "ab" * 16), "签章证书不是用人单位的证书"),
        (lambda ca: ca.issue_organisation("别家公司", USCC), "签章单位不是文件写明的用人单位"),
        (
            lambda ca: ca.issue_organisation(COMPANY, "91330106MA2KXXXX1P"),
            "签章单位不是文件写明的用人单位",
        ),
    ],
    ids=["worker", "another", "namesake"],
)
def test_somebody_else_in_the_place_of_the_company(
    signed_contract: SignedContract, certificate: Callable[[CertificateAuthority], Identity], words: str
) -> None:
    authority = signed_contract.authority
    report = _refused(seal_by(signed_contract.signed, certificate(authority), authority), signed_contract)
    assert words in report.signatures[1].problems, report


def test_a_strangers_authority_makes_everything_whole_and_nothing_valid(
    signed_contract: SignedContract, tmp_path: Path
) -> None:
    stranger = authority_in(tmp_path)
    signed = sign_by_worker(signed_contract.prepared, _worker(stranger), stranger)
    pdf = seal_by(signed, stranger.issue_organisation(COMPANY, USCC), stranger)
    for root in (signed_contract.root_pem, None):
        report = verify_pdf(pdf, root)
        assert report.verdict is Verdict.UNVOUCHED and not report.ok
    half = seal_by(
        signed, signed_contract.authority.issue_organisation(COMPANY, USCC), signed_contract.authority
    )
    assert not verify_pdf(half, signed_contract.root_pem).ok


def test_the_signature_of_another_contract(signed_contract: SignedContract) -> None:
    """The same two parties, another text: its signature is put into this file's place for one."""
    authority, other = signed_contract.authority, render(contract_document(clauses=5), ISSUED)
    signed = sign_by_worker(prepare(other.pdf, other.anchors, PARTIES), _worker(authority), authority)
    [mine], [theirs] = (
        PdfFileReader(io.BytesIO(one)).embedded_regular_signatures for one in (signed_contract.signed, signed)
    )
    first, length, second, _rest = (int(number) for number in mine.byte_range)
    place = second - first - length - 2
    foreign = bytes(theirs.pkcs7_content).hex()[:place].ljust(place, "0").encode()
    pdf = signed_contract.signed[: length + 1] + foreign + signed_contract.signed[second - 1 :]
    assert len(pdf) == len(signed_contract.signed)
    assert (
        "签名之后文件被改动"
        in _refused(_sealed(signed_contract, pdf), signed_contract).signatures[0].problems
    )


def test_a_signature_that_was_emptied(signed_contract: SignedContract) -> None:
    for number in range(3):
        signature = PdfFileReader(io.BytesIO(signed_contract.final)).embedded_signatures[number]
        first, length, second, _rest = (int(at) for at in signature.byte_range)
        empty = b"0" * (second - first - length - 2)
        pdf = signed_contract.final[: length + 1] + empty + signed_contract.final[second - 1 :]
        _refused(pdf, signed_contract)
        _refused(signed_contract.final.replace(b"/Contents <", b"/C0ntents <", number + 1), signed_contract)


def test_a_byte_range_that_covers_less(signed_contract: SignedContract) -> None:
    for signature in PdfFileReader(io.BytesIO(signed_contract.final)).embedded_signatures:
        said = [int(at) for at in signature.byte_range]
        for place, by in ((1, -9), (2, 9), (3, -9), (3, 9), (0, 1)):
            told = list(said)
            told[place] += by
            old, new = (f"[{' '.join(map(str, numbers))}".encode() for numbers in (said, told))
            assert signed_contract.final.count(old) == 1
            changed = signed_contract.final.replace(old, new.ljust(len(old))[: len(old)])
            _refused(changed, signed_contract)


def test_a_file_says_that_its_employer_is_not_proven_and_older_ones_say_what_they_said(
    signed_contract: SignedContract,
) -> None:
    """The digest of parties from before stays what it was: the chains of finished contracts hold it."""
    said = {"worker": WORKER, "worker_hash": "ab" * 16, "employer": COMPANY, "employer_code": USCC}
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    assert PARTIES.digest == hashlib.sha256(plain).hexdigest()
    trial = replace(PARTIES, trial=True)
    assert trial.digest != PARTIES.digest
    rendered = signed_contract.rendered
    pdf = prepare(rendered.pdf, rendered.anchors, trial)
    assert read_parties(PdfFileReader(io.BytesIO(pdf)).root) == trial
    assert b"/Trial" not in signed_contract.final
    require_employer(pdf, COMPANY, USCC)
    said_of = PdfReport(True, True, (), (), trial)
    assert "主体未认证" in describe(said_of) and "主体未认证" not in describe(
        replace(said_of, parties=PARTIES)
    )


def test_the_parties_cannot_be_guessed_and_cannot_be_mistaken(signed_contract: SignedContract) -> None:
    assert read_parties(PdfFileReader(io.BytesIO(signed_contract.final)).root) == PARTIES
    assert len({PARTIES.digest, Parties("李四", "ab" * 16, COMPANY, USCC).digest}) == 2
    require_worker(signed_contract.prepared, WORKER, "ab" * 16)
    require_employer(signed_contract.prepared, COMPANY, USCC)
    for who in ((WORKER, "cd" * 16), ("李四", "ab" * 16)):
        with pytest.raises(PartyMismatchError):
            require_worker(signed_contract.prepared, *who)
    with pytest.raises(PartyMismatchError):
        require_employer(signed_contract.prepared, COMPANY, "91330106MA2KXXXX1P")


def test_another_seal_has_another_imprint(signed_contract: SignedContract) -> None:
    authority = signed_contract.authority
    other = seal_by(
        signed_contract.signed, authority.issue_organisation(COMPANY, USCC), authority, "杭州某某有限公司"
    )
    again = _sealed(signed_contract, signed_contract.signed)
    assert imprint_digest(again) == imprint_digest(signed_contract.final) != imprint_digest(other)
    with pytest.raises(ValueError, match="no seal"):
        imprint_digest(signed_contract.signed)
