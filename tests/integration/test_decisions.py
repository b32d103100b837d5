"""Results: one person or two, and time to take them back."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from huiyin.platform.settings import Settings
from huiyin.tenants.hiring.decisions.errors import (
    AlreadyConfirmedError,
    NotHeldError,
    NotToldError,
    ReasonNeededError,
)
from huiyin.tenants.hiring.decisions.policy import Policy
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.support.results import ANNA, BERT, Stage, Time, empty
from tests.support.tenants import Place


async def test_told_at_once_without_a_window(stage: Stage) -> None:
    await stage.prepare(9)
    await stage.confirm("pass")
    found, decision = await stage.look()
    assert (found.stage, found.promised_at, decision.told) == ("offer", None, True)
    assert await stage.told() == ["result_pass"]
    await stage.confirm("pass")  # a second click
    with pytest.raises(AlreadyConfirmedError):
        await stage.confirm("fail", reason="x")
    with pytest.raises(NotHeldError):
        await stage.take_back()


async def test_a_held_result_is_seen_by_nobody_outside_until_it_is_told(stage: Stage, at: Time) -> None:
    await stage.prepare(9, take_back_minutes=30)
    await stage.confirm("pass")
    found, decision = await stage.look()
    assert (found.stage, decision.told, decision.tell_at) == ("review", False, at.now + timedelta(minutes=30))
    assert found.promised_at is not None
    assert await stage.told() == []
    with pytest.raises(NotToldError):
        await stage.reverse("fail")
    await stage.take_back(BERT)
    _found, decision = await stage.look()
    assert (decision.confirmed_at, decision.tell_at, decision.confirmed_outcome) == (None, None, None)
    assert await stage.kinds() >= {"decision.confirmed", "decision.taken_back"}


STEPS = st.lists(
    st.sampled_from(
        (
            "pass",
            "fail",
            "take back",
            "turn to pass",
            "turn to fail",
            "1 minute",
            "14 minutes",
            "jobs",
            "jobs",
        )
    ),
    min_size=3,
    max_size=14,
)


class Walk:
    """One candidate through whatever is done, beside what ought to have become of them."""

    def __init__(self, stage: Stage, at: Time) -> None:
        self.stage, self.at = stage, at
        self.stands, self.held = "", False
        self.told: list[str] = []
        self.jobs: list[tuple[UUID, datetime]] = []

    async def step(self, step: str) -> None:
        verb, _space, rest = step.rpartition(" ")
        _found, before = await self.stage.look()
        due = before.tell_at is not None and before.tell_at <= self.at.now
        if rest.startswith("minute"):
            self.at.later(float(verb))
        elif step == "jobs":
            await self._jobs(due)
        elif step == "take back":
            await self._take_back(due)
        elif verb == "turn to":
            await self._turn(rest)
        else:
            await self._confirm(step)
        await self._check()

    async def _confirm(self, outcome: str) -> None:
        if self.stands not in ("", outcome):
            with pytest.raises(AlreadyConfirmedError):
                await self.stage.confirm(outcome, reason="理由")
            return
        await self.stage.confirm(outcome, reason="理由")
        self.held = self.held or not self.stands
        self.stands = outcome

    async def _turn(self, outcome: str) -> None:
        if self.held or not self.stands:
            with pytest.raises(NotToldError):
                await self.stage.reverse(outcome)
            return
        await self.stage.reverse(outcome)
        self.stands, self.held = outcome, self.stands != outcome

    async def _take_back(self, due: bool) -> None:
        if due or not self.held:
            with pytest.raises(NotHeldError):
                await self.stage.take_back()
            return
        await self.stage.take_back()
        self.stands, self.held = self.told[-1] if self.told else "", False

    async def _jobs(self, due: bool) -> None:
        for job in self.jobs + self.jobs:  # every job may run again, and late
            if job[1] <= self.at.now:
                await self.stage.tell(*job)
        if due:
            self.told.append(self.stands)
            self.held = False

    async def _check(self) -> None:
        found, decision = await self.stage.look()
        if decision.tell_at is not None and (decision.id, decision.tell_at) not in self.jobs:
            self.jobs.append((decision.id, decision.tell_at))
            assert decision.confirmed_at is not None
            assert decision.tell_at - decision.confirmed_at <= timedelta(minutes=15)
        assert (decision.confirmed_outcome or "", decision.tell_at is not None) == (self.stands, self.held)
        assert [event.rsplit("_", 1)[1] for event in await self.stage.told()] == self.told
        seen = {"pass": "offer", "fail": "archived"}[self.told[-1]] if self.told else "review"
        assert found.stage == seen


async def test_whatever_is_done_in_whatever_order(place: Place, settings: Settings, at: Time) -> None:
    """A candidate is told exactly what stood when its time was over: once, and nothing that was taken back."""

    async def walk(steps: list[str]) -> None:
        way = Walk(await Stage(place).prepare(9, take_back_minutes=15), at)
        for step in steps:
            await way.step(step)

    run = given(STEPS)(lambda steps: asyncio.run_coroutine_threadsafe(walk(steps), loop).result())
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(hypothesis_settings(max_examples=15, deadline=None)(run))
    await empty(settings)


_TICK = timedelta(microseconds=1)


@pytest.mark.parametrize("minutes", [1, 15, 120])
@pytest.mark.parametrize(("late", "can"), [(-timedelta(seconds=1), True), (-_TICK, True), (0 * _TICK, False)])
async def test_it_can_be_taken_back_until_the_moment_it_is_told(
    stage: Stage, at: Time, minutes: int, late: timedelta, can: bool
) -> None:
    at.now = datetime(
        2036, 2, 29, 15, 59, 59, 999999, tzinfo=UTC
    )  # over midnight, a leap day and a month's end
    await stage.prepare(9, take_back_minutes=minutes)
    await stage.confirm("pass")
    _found, decision = await stage.look()
    job = decision.id, at.now + timedelta(minutes=minutes)
    assert decision.tell_at == job[1]
    at.now = job[1] + late
    if not can:
        with pytest.raises(NotHeldError):
            await stage.take_back()
    else:
        await stage.take_back()
    at.now = job[1] + _TICK
    await stage.tell(*job)
    assert await stage.told() == ([] if can else ["result_pass"])
    with pytest.raises(NotHeldError):
        await stage.take_back()


async def test_of_taking_back_and_telling_at_once_one_wins(stage: Stage, at: Time) -> None:
    """Clocks of two machines differ by a hair: each thinks that it is in time. Told and taken back is never both."""
    await stage.prepare(9, take_back_minutes=1)
    wins = set()
    for _round in range(12):
        await stage.confirm("pass")
        _found, decision = await stage.look()
        assert decision.tell_at is not None
        at.now = decision.tell_at - _TICK
        ends = await asyncio.gather(
            stage.tell(decision.id, decision.tell_at), stage.take_back(), return_exceptions=True
        )
        told = await stage.told()
        refused = isinstance(ends[1], NotHeldError)
        assert ends[0] is None and (refused or ends[1] is None), ends
        assert told == (["result_pass"] if refused else [])
        wins.add(refused)
        if refused:
            break
    assert wins


MOMENT = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(MOMENT, st.one_of(st.none(), MOMENT), st.integers(0, 120))
def test_time_to_take_back_never_breaks_a_promise(
    now: datetime, promised: datetime | None, minutes: int
) -> None:
    tells = Policy(take_back_minutes=minutes).tells_at(now, promised)
    assert now <= tells <= now + timedelta(minutes=minutes)
    if promised is not None and promised >= now:
        assert tells <= promised
    if promised is None or promised - now >= timedelta(minutes=minutes):
        assert tells == now + timedelta(minutes=minutes)
    if minutes == 0:
        assert tells == now


async def test_two_people_where_one_decides_otherwise(stage: Stage) -> None:
    await stage.prepare(9, second_if_otherwise=True)
    with pytest.raises(ReasonNeededError):
        await stage.confirm("fail")
    await stage.confirm("fail", ANNA, "面谈中发现不符")
    await stage.confirm("fail", ANNA, "面谈中发现不符")  # the same person is not two
    _found, decision = await stage.look()
    assert (decision.confirmed_at, decision.proposed_by) == (None, "安娜")
    assert await stage.told() == []
    await stage.confirm("fail", BERT)
    _found, decision = await stage.look()
    assert (decision.confirmed_outcome, decision.confirmed_by) == ("fail", "伯特")
    assert decision.reason == "面谈中发现不符"
    assert await stage.told() == ["result_fail"]
    await stage.reverse("pass", ANNA)
    assert await stage.told() == ["result_fail", "changed_pass"]  # now as the rule marked: one is enough


async def test_two_people_for_a_chosen_vacancy(stage: Stage) -> None:
    await stage.prepare(9, this_vacancy=True)
    await stage.confirm("pass", ANNA)
    await stage.confirm("pass", BERT)
    await stage.reverse("fail", ANNA)
    await stage.reverse("fail", ANNA)
    _found, decision = await stage.look()
    assert decision.confirmed_outcome == "pass"
    await stage.reverse("fail", BERT, "")
    assert await stage.told() == ["result_pass", "changed_fail"]
