"""What a check means."""

import pytest
from huiyin.platform.signatures.parties import Parties
from huiyin.platform.verify.pdf import PdfReport
from huiyin.platform.verify.trust import SignatureReport
from huiyin.portal.verify.view import verdict_of
from huiyin.tenants.contracts.labour_contracts.queries import FiledAs

HOLDS = SignatureReport("candidate_sign", "", "张𬭎", True, True, "2026-11-25T10:00:00+08:00")
BROKEN = SignatureReport("company_seal", "", "某公司", False, True, "", ("签名之后文件被改动",))

STRANGER = SignatureReport("candidate_sign", "", "张𬭎", False, False, "", ("证书不可信",))


@pytest.mark.parametrize(
    ("report", "filed", "kind", "words"),
    [
        (PdfReport(True, True, (HOLDS,)), FiledAs(True), "good", "逐字节一致"),
        (PdfReport(True, True, (HOLDS,)), None, "good", "存档里没有这份文件"),
        (PdfReport(True, False, (HOLDS,)), None, "unvouched", "都不一致"),
        (PdfReport(True, True, (STRANGER,)), None, "unvouched", "都不一致"),
        (PdfReport(False, True, (HOLDS,)), FiledAs(False), "half", "逐字节一致"),
        (PdfReport(False, True, (HOLDS, BROKEN)), None, "changed", "都不一致"),
        (PdfReport(False, True, ()), None, "unsigned", "都不一致"),
    ],
)
def test_the_answer_is_plain(report: PdfReport, filed: FiledAs | None, kind: str, words: str) -> None:
    verdict = verdict_of(report, filed, marked=False)
    assert verdict.kind == kind
    assert words in verdict.filed
    assert [line.holds for line in verdict.lines] == [signature.valid for signature in report.signatures]


def test_a_contract_of_an_employer_that_was_not_proven_says_so() -> None:
    """By the file itself, whoever holds it; or by what is filed of it, where the proof ended before the seal."""
    named = [Parties("张𬭎", "0" * 32, "某公司", "1" * 18, trial=trial) for trial in (False, True)]
    proven, trial = (PdfReport(True, True, (HOLDS,), (), parties) for parties in named)
    assert not verdict_of(proven, FiledAs(True), marked=False).trial
    assert not verdict_of(PdfReport(True, True, (HOLDS,)), None, marked=False).trial
    assert verdict_of(trial, None, marked=False).trial
    assert verdict_of(proven, FiledAs(True, trial=True), marked=False).trial


def test_too_damaged_to_read_is_not_never_signed() -> None:
    assert verdict_of(PdfReport(False, True, ()), None, marked=True).kind == "changed"
