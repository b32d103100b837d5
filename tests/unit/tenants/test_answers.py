"""What can be answered to a finding, and what cannot."""

import json

import pytest
from huiyin.platform.i18n import LazyText
from huiyin.tenants.contracts.labour_contracts.answers import answers_to, codes_of, unanswered
from huiyin.tenants.contracts.law.catalogue import RULES
from huiyin.tenants.contracts.law.findings import FIGURE, MISREAD, REASON, Finding
from huiyin.tenants.contracts.law.wording import Passage, check_wording

ME = "user:me"


def read(text: str) -> list[Finding]:
    return check_wording([Passage("全文", (("job.duties", text),))])


def warning(message: str = "工作地点「{place}」过于笼统。") -> Finding:
    said = LazyText(message).format(place="全国")
    return Finding("LC17-4", LazyText("法"), "warning", "job.location", said, LazyText("改。"), "PLACE_VAGUE")


def test_a_ban_may_be_called_misread_and_a_fact_never() -> None:
    (ban,) = read("入职交押金 500 元")
    assert ban.level == "error" and ban.asks == MISREAD
    facts = {rule.code: rule for rule in RULES if rule.level == "error"}
    asked = {
        code: Finding(r.id, r.article, r.level, r.beside, r.message, r.remedy, code).asks
        for code, r in facts.items()
    }
    figures = {code for code, asks in asked.items() if asks == FIGURE}
    assert figures == {"MIN_WAGE_UNKNOWN", "MIN_WAGE_UNVERIFIED"}
    assert {asks for code, asks in asked.items() if code not in figures} == {""}
    assert {"UNDER_16", "PROBATION_TOO_LONG", "BELOW_MIN_WAGE"} <= facts.keys()


def test_a_warning_wants_a_reason_and_an_alarm_nothing() -> None:
    alarm = Finding(
        "LC10-1", LazyText("法"), "alarm", "x", LazyText("晚了。"), LazyText("签。"), "SIGNING_LATE"
    )
    assert (warning().asks, alarm.asks) == (REASON, "")
    assert unanswered([alarm, warning()], []) == [warning()]
    answers = answers_to([alarm, warning()], {warning().key: " 全国巡回演出 ", alarm.key: "x"}, ME)
    assert [(one.words, one.by, one.asks) for one in answers] == [("全国巡回演出", ME, REASON)]
    assert unanswered([alarm, warning()], answers) == []
    assert codes_of(answers, REASON) == "PLACE_VAGUE" and codes_of(answers, MISREAD) == ""


@pytest.mark.parametrize("words", ["", "  ", "\n"])
def test_no_words_are_no_answer(words: str) -> None:
    assert answers_to([warning()], {warning().key: words}, ME) == []


def test_an_answer_is_to_these_words_and_no_others() -> None:
    (before,), (after,) = read("入职交押金 500 元"), read("入职交押金 900 元并交毕业证")[:1]
    answers = answers_to([before], {before.key: "这是招标保证金"}, ME)
    assert unanswered([before], answers) == []
    assert unanswered([after], answers) == [after] and before.key != after.key


def test_a_key_outlives_the_table_and_the_language() -> None:
    for one in (*read("入职交押金 500 元"), warning()):
        kept = Finding.from_json(json.loads(json.dumps(one.to_json(), sort_keys=True)))
        assert (kept.key, kept.asks) == (one.key, one.asks)
