"""Signed contracts stay valid for years; any changed byte is found."""

import io
import random
from datetime import timedelta
from pathlib import Path

import pytest
from huiyin.platform import clock
from huiyin.platform.verify.pdf import verify_pdf
from huiyin.platform.verify.trust import Verdict
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.support.authorities import authority_in

from ..signing_kit import COMPANY, USCC, WORKER, SignedContract, seal_by, sign_by_worker


def _ends(pdf: bytes) -> list[int]:
    """Where each revision ends."""
    found, place = [], 0
    while (place := pdf.find(b"%%EOF", place) + 5) > 4:
        found.append(place + 1)
    return found


def test_both_signatures_and_the_closing_stamp_hold(signed_contract: SignedContract) -> None:
    report = verify_pdf(signed_contract.final, signed_contract.root_pem)
    assert report.ok, report
    assert report.anchored
    assert report.valid_signatures == 2
    assert [item.label for item in report.signatures] == ["劳动者签名", "用人单位签章", "存档时间戳"]
    assert [item.signer for item in report.signatures[:2]] == [WORKER, COMPANY]


@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=40), timedelta(days=4 * 365)])
def test_it_holds_long_after_the_signers_certificate_ended(
    signed_contract: SignedContract, later: timedelta
) -> None:
    """As the certificates of other authorities do, which live for a day or an hour."""
    authority = signed_contract.authority
    worker = authority.issue_signer(WORKER, "ab" * 16, life=timedelta(minutes=30))
    signed = sign_by_worker(signed_contract.prepared, worker, authority)
    final = seal_by(signed, authority.issue_organisation(COMPANY, USCC), authority)
    with clock.use(clock.now() + later):
        report = verify_pdf(final, signed_contract.root_pem)
    assert report.ok, report


def test_after_the_stamps_certificate_ended_it_says_so(signed_contract: SignedContract) -> None:
    with clock.use(clock.now() + timedelta(days=26 * 365)):
        report = verify_pdf(signed_contract.final, signed_contract.root_pem)
    assert not report.ok
    assert report.signatures[-1].problems == ("时间戳证书已到期，之后没有续加存档时间戳",)


async def test_it_works_inside_an_event_loop(signed_contract: SignedContract) -> None:
    assert verify_pdf(signed_contract.final, signed_contract.root_pem).ok


def test_without_a_root_it_is_intact_but_not_anchored(signed_contract: SignedContract) -> None:
    report = verify_pdf(signed_contract.final)
    assert report.verdict is Verdict.UNVOUCHED
    assert report.whole and not report.ok
    assert not report.anchored


def test_another_root_is_not_trusted(signed_contract: SignedContract, tmp_path: Path) -> None:
    report = verify_pdf(signed_contract.final, authority_in(tmp_path).root_pem)
    assert not report.ok
    assert report.verdict is Verdict.UNVOUCHED
    assert report.valid_signatures == 0
    assert all("证书不可信" in item.problems for item in report.signatures)


@pytest.mark.parametrize(
    ("revision", "words"), [(0, "实有 0 个"), (1, "实有 0 个"), (2, "实有 1 个"), (3, "缺少存档时间戳")]
)
def test_cutting_off_revisions_is_found(signed_contract: SignedContract, revision: int, words: str) -> None:
    ends = _ends(signed_contract.final)
    assert len(ends) == 5
    report = verify_pdf(signed_contract.final[: ends[revision]], signed_contract.root_pem)
    assert not report.ok
    assert words in " ".join(report.problems)


@pytest.mark.parametrize("data", [b"", b"junk", b"%PDF-1.7\n%%EOF\n", b"%PDF-1.7 startxref 99999 %%EOF"])
def test_no_pdf_is_no_crash(data: bytes) -> None:
    report = verify_pdf(data)
    assert not report.ok
    assert report.problems


def test_bits_turned_anywhere_are_found(signed_contract: SignedContract) -> None:
    final, chance = signed_contract.final, random.Random(20261124)  # noqa: S311
    step = len(final) // 12
    places = [at + chance.randrange(step) for at in range(0, len(final) - step, step)]
    for place in [*places, len(final) - 1]:
        changed = bytearray(final)
        changed[place] ^= 1 << chance.randrange(8)
        assert not verify_pdf(bytes(changed), signed_contract.root_pem).ok, place


def test_bits_turned_in_the_closing_stamp_are_found(signed_contract: SignedContract) -> None:
    """No signature covers its bytes: its lengths, its list of digests, case and filling are where one could hide."""
    final = signed_contract.final
    first, length, second, _rest = PdfFileReader(io.BytesIO(final)).embedded_signatures[-1].byte_range
    start = int(first) + int(length) + 1
    digests, filling = start + 2 * 32, int(second) - 2
    replacements = {start + 5: b"9", digests: b"F", filling: b"1"}
    lower = next(place for place in range(start, filling) if final[place : place + 1] in b"ABCDEF")
    replacements[lower] = final[lower : lower + 1].lower()
    # "E1", the end of the name that says whose signature it is, as "e1": names are looked up without case.
    named = final.rfind(b" E1".hex().encode(), start, filling)
    replacements[named + 2] = b"6"
    for place, sign in replacements.items():
        assert final[place : place + 1] != sign, place
        changed = final[:place] + sign + final[place + 1 :]
        assert not verify_pdf(changed, signed_contract.root_pem).ok, place


def test_a_white_box_added_later_is_found(signed_contract: SignedContract) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed_contract.final))
    box = generic.StreamObject(stream_data=b"1 1 1 rg 100 500 300 40 re f")
    writer.add_stream_to_page(0, writer.add_object(box))
    out = io.BytesIO()
    writer.write(out)
    report = verify_pdf(out.getvalue(), signed_contract.root_pem)
    assert not report.ok
    assert "存档时间戳之后还有内容" in report.problems
    assert all("签名之后有不允许的修改" in item.problems for item in report.signatures[:2])


@pytest.mark.parametrize("tail", [b"\n", b" ", b"%comment\n"])
def test_even_a_blank_at_the_end_is_found(signed_contract: SignedContract, tail: bytes) -> None:
    assert not verify_pdf(signed_contract.final + tail, signed_contract.root_pem).ok
