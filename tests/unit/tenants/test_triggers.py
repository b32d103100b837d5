"""Triggers as values: what conditions mean, what may be said, and that nothing typed is lost."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from huiyin.hr_console.automation.triggers.form import typed
from huiyin.platform.ids import new_id
from huiyin.tenants.automation.triggers.conditions import FACTS, Condition, Facts, hold
from huiyin.tenants.automation.triggers.events import triggering
from huiyin.tenants.automation.triggers.feature import TriggerEvent
from huiyin.tenants.automation.triggers.specification import UNITS, Wanted, said_delay
from huiyin.tenants.hiring.interviews.feature import InterviewEvent
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
POSTS = [UUID(int=number) for number in range(3)]
_WORDS = st.sampled_from(["甲", "乙", ""])
_MOMENTS = st.timedeltas(timedelta(0), timedelta(days=400)).map(lambda ago: NOW - ago)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    path = "".join(f"{one.hex}/" for one in draw(st.lists(st.sampled_from(POSTS), max_size=3, unique=True)))
    return Facts(
        new_id(), "程英", draw(st.sampled_from(POSTS)), "工程师", "研发部", path, draw(_WORDS), draw(_WORDS),
        draw(_WORDS), draw(_MOMENTS), draw(st.none() | _MOMENTS),
    )  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    fact = draw(st.sampled_from(list(FACTS)))
    operator = draw(st.sampled_from(list(FACTS[fact].operators)))
    if FACTS[fact].days:
        return Condition(fact, operator, str(draw(st.integers(0, 365))))
    ids = st.sampled_from([str(one) for one in POSTS])
    return Condition(fact, operator, draw(ids if fact in ("post", "department") else st.sampled_from("甲乙")))


@given(facts(), conditions())
def test_a_comparison_and_its_opposite_never_both_hold(found: Facts, one: Condition) -> None:
    both = [Condition(one.fact, each, one.value).holds(found, NOW) for each in FACTS[one.fact].operators]
    assert not all(both)
    assert any(both) is not (one.fact == "interviewed" and found.interviewed_at is None)


@given(facts(), st.lists(conditions(), max_size=4), conditions())
def test_one_more_condition_never_lets_more_through(
    found: Facts, some: list[Condition], more: Condition
) -> None:
    assert not hold([*some, more], found, NOW) or hold(some, found, NOW)


@given(facts(), conditions(), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_what_is_old_enough_stays_so(found: Facts, one: Condition, later: timedelta) -> None:
    if FACTS[one.fact].days and one.operator == "at_least" and one.holds(found, NOW):
        assert one.holds(found, NOW + later)


def _one_each(some: list[Condition]) -> tuple[Condition, ...]:
    return tuple({one.fact: one for one in some}.values())


_WANTED = st.builds(
    Wanted,
    event=st.sampled_from(sorted(triggering())),
    audience=st.sampled_from(["candidate", "manager", "panel", "role:hr"]),
    title=st.text("好消息", min_size=1, max_size=40),
    text=st.text("请看{姓名}", min_size=1, max_size=40),
    conditions=st.lists(conditions(), max_size=7).map(_one_each),
    delay=st.integers(0, 60 * 24 * 60),
    only_if_still=st.booleans(),
)


@given(_WANTED, st.booleans())
def test_it_is_kept_and_shown_as_it_was_wanted(one: Wanted, enabled: bool) -> None:
    assert Wanted.from_json(one.event, one.to_json()) == one
    form = typed(one, enabled=enabled)
    assert int(form.value("delay")) * UNITS[form.value("unit")] == one.delay
    assert form.checked("enabled") is enabled
    for each in one.conditions:
        assert (form.value(f"op.{each.fact}"), form.value(f"value.{each.fact}")) == (
            each.operator,
            each.value,
        )
    assert bool(said_delay(one.delay)) is (one.delay > 0)


@given(_WANTED, facts())
def test_what_has_no_problems_can_always_be_said(one: Wanted, found: Facts) -> None:
    if not list(one.problems()):
        assert "{姓名}" not in "".join(one.filled(found))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"event": "message.opened"}, "event"),
        ({"event": TriggerEvent.FIRED}, "event"),
        ({"title": ""}, "title"),
        ({"title": "长" * 41}, "title"),
        ({"text": "您的{薪资}"}, "text"),
        ({"text": "您被淘汰了"}, "text"),
        ({"delay": 60 * 24 * 60 + 1}, "delay"),
        ({"conditions": (Condition("stage", "like", "new"),)}, "stage"),
        ({"conditions": (Condition("stage", "is", ""),)}, "stage"),
        ({"conditions": (Condition("applied", "at_least", "三"),)}, "applied"),
        ({"audience": "manager", "message": "own-1"}, "message"),
        ({"audience": "robot:1", "text": "{姓名}没有来"}, "text"),
    ],
)
def test_problems_stand_beside_their_fields(change: dict[str, object], field: str) -> None:
    fine: dict[str, object] = {
        "event": InterviewEvent.MISSED, "audience": "candidate", "title": "另约时间", "text": "{姓名}，请另约时间。",
    }  # fmt: skip
    assert not list(Wanted(**fine).problems())  # type: ignore[arg-type]
    assert field in {one.field for one in Wanted(**(fine | change)).problems()}  # type: ignore[arg-type]
