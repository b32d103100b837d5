"""The decision rule: the first line that applies decides, is named, and says why."""

from decimal import Decimal

import pytest
from huiyin.tenants.hiring.decisions.cards import Case
from huiyin.tenants.hiring.decisions.conditions import KINDS, Condition
from huiyin.tenants.hiring.decisions.rule import (
    Card,
    Line,
    Rule,
    RuleError,
    average_rule,
    decide,
    problems_of,
)
from huiyin.tenants.hiring.decisions.versions import compare
from hypothesis import assume, given
from hypothesis import strategies as st

D = Decimal
NAMES = ("沟通能力", "专业技能", "团队协作")

points = st.one_of(st.none(), st.decimals(0, 10, places=1))
cards = st.lists(
    st.builds(
        Card,
        st.dictionaries(st.sampled_from(NAMES), points, min_size=1),
        st.dictionaries(st.sampled_from(NAMES), st.decimals(D("0.5"), 5, places=1)),
        st.frozensets(st.sampled_from(NAMES)),
        st.dictionaries(st.sampled_from(NAMES), st.decimals(0, 10, places=1)),
    ),
    max_size=4,
)


@st.composite
def _condition(draw: st.DrawFn) -> Condition:
    kind = draw(st.sampled_from(sorted(KINDS)))
    needs = KINDS[kind]
    limit = D(0)
    if needs.range is not None:
        low, high = needs.range
        limit = draw(st.decimals(low, high, places=0 if needs.whole else 1))
    names = NAMES if needs.of_any is None else ("", *NAMES)
    return Condition(kind, limit, draw(st.sampled_from(names)) if needs.dimension else "")


outcomes = st.sampled_from(("pass", "fail", "review"))
lines = st.builds(Line, outcomes, st.lists(_condition(), min_size=1, max_size=2).map(tuple))
drafts = st.tuples(st.lists(lines, max_size=5), st.builds(Line, outcomes)).map(
    lambda both: (*both[0], both[1])
)


def plainly(condition: Condition, given: list[Card]) -> bool:
    """Whether a condition holds, said once more without the product's words."""
    limit, name = condition.limit, condition.dimension
    averages = []
    for card in given:
        there = [(p, card.weights.get(n, D(1))) for n, p in card.scores.items() if p is not None]
        if there:
            averages.append(sum((p * w for p, w in there), D(0)) / sum((w for _p, w in there), D(0)))
    average = sum(averages, D(0)) / len(averages)
    all_of = [p for card in given if (p := card.scores.get(name)) is not None]
    return {
        "missing_score": any(p is None for card in given for p in card.scores.values()),
        "cards_needed": len(given) < limit,
        "veto": any(card.vetoes and (not name or name in card.vetoes) for card in given),
        "below_minimum": any(
            (p := card.scores.get(n)) is not None and p < least
            for card in given
            for n, least in card.minimums.items()
        ),
        "dimension_below": any(p < limit for p in all_of),
        "dimension_at_least": bool(all_of) and all(p >= limit for p in all_of),
        "disagreement": max(averages) - min(averages) > limit,
        "average_at_least": average >= limit,
        "average_below": average < limit,
    }[condition.kind]


@given(drafts, cards)
def test_the_named_line_applies_and_no_earlier_one_does(draft: tuple[Line, ...], given: list[Card]) -> None:
    assume(not list(problems_of(draft)))
    mark = decide(Rule(1, draft), given)
    if not Case(given).averages:
        assert (mark.outcome, mark.line_no, str(mark.explanation)) == ("review", 0, "没有任何评分，需复核")
        return
    holds = [all(plainly(condition, given) for condition in line.conditions) for line in draft]
    assert mark.line_no == holds.index(True) + 1
    assert mark.outcome == draft[mark.line_no - 1].outcome
    assert str(mark.explanation).startswith(f"第 {mark.line_no} 条：")
    assert "{" not in str(mark.explanation) and str(mark.line_text) == str(draft[mark.line_no - 1].words())


@given(st.lists(lines, min_size=1, max_size=3), outcomes, cards)
def test_a_line_called_useless_is_never_used(first_ones: list[Line], outcome: str, given: list[Card]) -> None:
    again = Line(outcome, (*first_ones[0].conditions, Condition("missing_score")))
    draft = (*first_ones, again, Line("fail"))
    useless = {problem.line for problem in problems_of(draft) if "永远不会用到" in str(problem.text)}
    assert len(draft) - 1 in useless
    if not Case(given).averages:
        return
    case = Case(given)
    first = next(number for number, line in enumerate(draft, start=1) if line.holds(case))
    assert first not in useless


@given(drafts)
def test_a_rule_is_kept_whole(draft: tuple[Line, ...]) -> None:
    assume(not list(problems_of(draft)))
    assert Rule.from_json(7, Rule(7, draft).to_json()) == Rule(7, draft)


def test_a_rule_from_when_a_line_was_one_condition_is_read() -> None:
    kept = [
        {"kind": "missing_score", "outcome": "review", "limit": "0", "dimension": ""},
        {"kind": "average_at_least", "outcome": "pass", "limit": "7", "dimension": ""},
        {"kind": "otherwise", "outcome": "fail", "limit": "0", "dimension": ""},
    ]
    assert Rule.from_json(1, kept) == average_rule(1, D(7))


def test_the_deciding_line_is_named() -> None:
    rule = average_rule(1, D(7))
    passed = decide(rule, [Card({"沟通能力": D(8), "专业技能": D(7)})])
    assert (passed.outcome, passed.line_no) == ("pass", 2)
    assert "7.50 ≥ 7" in str(passed.explanation)
    assert decide(rule, [Card({"沟通能力": D(8), "专业技能": None})]).outcome == "review"
    assert decide(rule, [Card({"a": D("6.99"), "b": D("7.00")})]).outcome == "fail"


def test_weights_and_vetoes_count_and_are_said() -> None:
    card = Card({"沟通能力": D(4), "专业技能": D(8)}, {"专业技能": D(3)}, frozenset({"沟通能力"}))
    weighed = decide(average_rule(1, D(7)), [card])
    assert str(weighed.explanation) == "第 2 条：加权平均分 7.00 ≥ 7（沟通能力 4、专业技能 8），标记通过"
    veto = Rule(1, (Line("fail", (Condition("veto"),)), Line("pass")))
    assert str(decide(veto, [card]).explanation) == "第 1 条：沟通能力被一票否决，标记未通过"
    other = Rule(1, (Line("fail", (Condition("veto", dimension="专业技能"),)), Line("pass")))
    assert decide(other, [card]).outcome == "pass"


def test_two_conditions_are_one_sentence() -> None:
    both = (Condition("average_at_least", D(7)), Condition("dimension_at_least", D(6), "专业技能"))
    rule = Rule(1, (Line("pass", both), Line("review")))
    assert str(rule.lines[0].words()) == "平均分 ≥ 7，并且专业技能 ≥ 6 → 通过"
    said = decide(rule, [Card({"专业技能": D(8)}), Card({"专业技能": D(7)})]).explanation
    assert str(said) == "第 1 条：平均分 7.50 ≥ 7（2 份评价），并且专业技能 7 ≥ 6，标记通过"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (Line("pass", (Condition("average_at_least", D(11)),)), (1, "limit0")),
        (Line("pass", (Condition("cards_needed", D("1.5")),)), (1, "limit0")),
        (Line("pass", (Condition("missing_score"), Condition("dimension_below", D(3)))), (1, "dimension1")),
        (Line("maybe", (Condition("missing_score"),)), (1, "outcome")),
        (Line("pass", (Condition("zodiac"),)), (1, "kind0")),
        (Line("pass"), (1, "")),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_line(line: Line, place: tuple[int, str]) -> None:
    with pytest.raises(RuleError):
        Rule(1, (line, Line("fail")))
    problem = next(iter(problems_of((line, Line("fail")))))
    assert (problem.line, problem.field) == place


def test_a_rule_without_an_end_is_refused() -> None:
    for lines_ in ((), (Line("pass", (Condition("average_at_least", D(7)),)),)):
        with pytest.raises(RuleError):
            Rule(1, lines_)


def test_two_versions_line_by_line() -> None:
    older = average_rule(1, D(7))
    newer = Rule(2, (older.lines[0], Line("fail", (Condition("veto"),)), Line("review")))
    said = [(one.sign, str(one.words)) for one in compare(older, newer)]
    assert said[0] == ("same", "有维度没有打分 → 需复核")
    assert ("gone", "平均分 ≥ 7 → 通过") in said
    assert ("new", "有面试官一票否决 → 未通过") in said
    assert [words for sign, words in said if sign != "gone"] == [str(line.words()) for line in newer.lines]
