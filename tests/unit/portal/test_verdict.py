"""What a check means."""

import pytest
from huiyin.platform.verify.pdf import PdfReport
from huiyin.platform.verify.trust import SignatureReport
from huiyin.portal.verify.view import verdict_of
from huiyin.tenants.contracts.labour_contracts.queries import FiledAs

HOLDS = SignatureReport("candidate_sign", "", "张𬭎", True, True, "2026-11-25T10:00:00+08:00")
BROKEN = SignatureReport("company_seal", "", "某公司", False, True, "", ("签名之后文件被改动",))


@pytest.mark.parametrize(
    ("report", "filed", "kind", "words"),
    [
        (PdfReport(True, True, (HOLDS,)), FiledAs(True), "good", "逐字节一致"),
        (PdfReport(True, True, (HOLDS,)), None, "good", "存档里没有这份文件"),
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


def test_too_damaged_to_read_is_not_never_signed() -> None:
    assert verdict_of(PdfReport(False, True, ()), None, marked=True).kind == "changed"
