"""Results: one person or two, time to take back, turned round, confirmed by the rule, looked at again by a person."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest
from huiyin.platform import clock
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.tenants.access.people import create_user
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.candidates.models import Application
from huiyin.tenants.candidates.queries import application
from huiyin.tenants.candidates.service import Contact, Details, add_person, apply_for
from huiyin.tenants.contracts.models import Contract, ContractTemplate
from huiyin.tenants.decisions.assessments import Findings, file_assessment, years_after
from huiyin.tenants.decisions.confirmer import Confirmer
from huiyin.tenants.decisions.errors import (
    AlreadyConfirmedError,
    AssessmentMissingError,
    ContractOutError,
    NoReviewError,
    NotHeldError,
    NotToldError,
    ReasonNeededError,
)
from huiyin.tenants.decisions.models import Decision, ImpactAssessment
from huiyin.tenants.decisions.policy import Policy, change_policy
from huiyin.tenants.decisions.reversal import reverse
from huiyin.tenants.decisions.reviews import answer_review, ask_for_review, open_reviews, review_of
from huiyin.tenants.decisions.service import confirm, confirm_by_rule, current
from huiyin.tenants.decisions.telling import take_back, tell_held
from huiyin.tenants.employees.models import LegalEntity
from huiyin.tenants.interviews.models import Interview
from huiyin.tenants.interviews.service import Card, submit
from huiyin.tenants.notices.models import Message
from huiyin.tenants.vacancies.service import find_or_add
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text
from sqlalchemy.exc import ProgrammingError

from tests.support.tenants import Place

D = Decimal
ANNA, BERT = Confirmer("user:a", "安娜"), Confirmer("user:b", "伯特")
FINDINGS = Findings("筛选", "必要", "可能误判", "人工复核", "相称", "安娜", date(2026, 11, 20))
DEFAULTS: dict[str, object] = {
    "take_back_minutes": 0,
    "second_if_otherwise": False,
    "second_vacancies": (),
    "by_rule": (),
}


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> "Time":
    """A Monday morning, years from now so that no worker takes what is to be done later, that goes on when told to."""
    time = Time()
    monkeypatch.setattr(clock, "now", lambda: time.now)
    return time


@dataclass
class Time:
    now: datetime = datetime(2035, 11, 19, 2, 0, tzinfo=UTC)

    def later(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@dataclass
class Stage:
    """One candidate, and what becomes of them."""

    place: Place
    id: UUID = field(default_factory=new_id)
    vacancy_id: UUID = field(default_factory=new_id)

    async def prepare(self, points: int, **policy: object) -> "Stage":
        """Settings, then a candidate with one card."""
        async with self.place.database.tenant(self.place.tenant) as session:
            vacancy = await find_or_add(session, title="店长")
            if policy.pop("this_post", False):
                policy["second_vacancies"] = [vacancy.id]
            if policy.get("by_rule"):
                await file_assessment(session, FINDINGS, ANNA)
            if policy:
                await change_policy(session, ANNA, **DEFAULTS | policy)  # type: ignore[arg-type]
            phone = f"+8613{new_id().int % 10**9:09d}"
            who = await add_person(session, self.place.vault, Contact("何晓", phone, "h@example.com"))
            made = await apply_for(session, who, vacancy.id, Details(), actor="user:x")
            assert made is not None
            self.id, self.vacancy_id = made.id, vacancy.id
        await self.card("甲", points)
        return self

    async def card(self, who: str, points: int) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await application(session, self.id, lock=True)
            await submit(session, found, Card("初试", who, {"沟通能力": D(points)}), actor="user:i")

    async def confirm(self, outcome: str, by: Confirmer = ANNA, reason: str = "") -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await application(session, self.id, lock=True)
            await confirm(session, self.place.vault, found, outcome=outcome, reason=reason, by=by)

    async def reverse(self, outcome: str, by: Confirmer = ANNA, reason: str = "查错了人") -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await application(session, self.id, lock=True)
            await reverse(session, self.place.vault, found, outcome=outcome, reason=reason, by=by)

    async def take_back(self, by: Confirmer = ANNA) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            await take_back(session, await application(session, self.id, lock=True), by)

    async def told(self) -> list[str]:
        async with self.place.database.tenant(self.place.tenant) as session:
            mine = (Message.channel == "sms") & (Message.application_id == self.id)
            sent = select(Message.event).where(mine).order_by(Message.id)
            return list(await session.scalars(sent))

    async def kinds(self) -> set[str]:
        """What the chain says of the application."""
        async with self.place.database.tenant(self.place.tenant) as session:
            kinds = select(AuditEvent.kind).where(AuditEvent.application_id == self.id)
            return set(await session.scalars(kinds))

    async def tell(self, decision_id: UUID, moment: datetime) -> None:
        """What the job does."""
        async with self.place.database.tenant(self.place.tenant) as session:
            await tell_held(session, self.place.vault, decision_id, moment)

    async def tell_now(self) -> None:
        _found, decision = await self.look()
        assert decision.tell_at is not None
        await self.tell(decision.id, decision.tell_at)

    async def by_rule(self, decision_id: UUID) -> None:
        """What the other job does."""
        async with self.place.database.tenant(self.place.tenant) as session:
            await confirm_by_rule(session, self.place.vault, decision_id)

    async def ask(self) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            await ask_for_review(session, await application(session, self.id, lock=True), words="请再看看")

    async def answer(self, outcome: str) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await application(session, self.id, lock=True)
            request = await review_of(session, self.id)
            assert request is not None
            await answer_review(
                session, self.place.vault, found, request, outcome=outcome, answer="已逐项核对", by=BERT
            )

    async def contract(self, state: str) -> None:
        """A contract in this state; how it comes there is tested elsewhere."""
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await application(session, self.id)
            employer = await session.scalar(select(LegalEntity.id))
            template = await session.scalar(select(ContractTemplate.id))
            session.add(
                Contract(
                    id=new_id(),
                    number=f"T-{new_id()}",
                    application_id=self.id,
                    person_id=found.person_id,
                    legal_entity_id=employer,
                    template_id=template,
                    state=state,
                    terms_sealed=b"",
                    blocks_sealed=b"",
                    findings=[],
                    anchors={},
                    created_by="user:x",
                    created_at=clock.now(),
                )
            )

    async def contract_states(self) -> list[str]:
        async with self.place.database.tenant(self.place.tenant) as session:
            states = select(Contract.state).where(Contract.application_id == self.id).order_by(Contract.id)
            return list(await session.scalars(states))

    async def look(self) -> tuple[Application, Decision]:
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await application(session, self.id)
            decision = await current(session, found)
            assert decision is not None
            return found, decision


@pytest.fixture
async def stage(place: Place, settings: Settings) -> AsyncIterator[Stage]:
    """A tenant with nobody in it yet; what waits for a later time is taken out of the queue at the end."""
    yield Stage(place)
    await empty(settings)


async def empty(settings: Settings) -> None:
    """Nothing waits for years in the queue."""
    queue = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    await queue.execute("delete from queue.pgqueuer where entrypoint = 'decision.tell'")
    await queue.close()


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


async def test_two_people_for_a_chosen_post(stage: Stage) -> None:
    await stage.prepare(9, this_post=True)
    await stage.confirm("pass", ANNA)
    await stage.confirm("pass", BERT)
    await stage.reverse("fail", ANNA)
    await stage.reverse("fail", ANNA)
    _found, decision = await stage.look()
    assert decision.confirmed_outcome == "pass"
    await stage.reverse("fail", BERT, "")
    assert await stage.told() == ["result_pass", "changed_fail"]


async def test_a_reversal_keeps_both_and_stops_at_a_contract(stage: Stage) -> None:
    await stage.prepare(9)
    await stage.confirm("pass")
    with pytest.raises(ReasonNeededError):
        await stage.reverse("fail", reason="")
    await stage.contract("checked")
    await stage.reverse("fail")
    assert await stage.contract_states() == ["withdrawn"]
    found, decision = await stage.look()
    assert (found.stage, decision.outcome, decision.confirmed_outcome) == ("archived", "pass", "fail")
    async with stage.place.database.tenant(stage.place.tenant) as session:
        before = await session.get_one(Decision, decision.reverses_id)
        assert (before.current, before.confirmed_outcome, before.reason) == (False, "pass", "")
    await stage.reverse("pass")
    assert await stage.told() == ["result_pass", "changed_fail", "changed_pass"]
    await stage.contract("sent")
    with pytest.raises(ContractOutError):
        await stage.reverse("fail")


async def test_a_contract_sent_meanwhile_drops_a_held_reversal(stage: Stage, at: Time) -> None:
    await stage.prepare(9, take_back_minutes=10)
    await stage.confirm("pass")
    at.later(10)
    await stage.tell_now()
    await stage.reverse("fail")
    await stage.contract("sent")
    at.later(10)
    await stage.tell_now()
    found, decision = await stage.look()
    assert (found.stage, decision.confirmed_outcome, decision.tell_at) == ("offer", "pass", None)
    assert await stage.told() == ["result_pass"]


async def test_the_rule_confirms_only_after_an_assessment_and_when_no_card_is_owed(stage: Stage) -> None:
    async with stage.place.database.tenant(stage.place.tenant) as session:
        with pytest.raises(AssessmentMissingError):
            await change_policy(session, ANNA, **DEFAULTS | {"by_rule": ["fail"]})  # type: ignore[arg-type]
    await stage.prepare(9, by_rule=["fail"])
    _found, decision = await stage.look()
    await stage.by_rule(decision.id)
    assert await stage.told() == []  # what passes is left to people here
    async with stage.place.database.tenant(stage.place.tenant) as session:
        user = await create_user(
            session, login="i@example.com", name="乙", roles=[], seat=False, actor="user:x"
        )
        session.add(
            Interview(
                id=new_id(), application_id=stage.id, round="复试", user_id=user.id, created_at=clock.now()
            )
        )
    await stage.card("乙", 1)
    _found, decision = await stage.look()
    assert decision.outcome == "fail"
    await stage.by_rule(decision.id)
    assert await stage.told() == []  # a card is still owed
    async with stage.place.database.tenant(stage.place.tenant) as session:
        await session.execute(delete(Interview))
    await stage.by_rule(decision.id)
    await stage.by_rule(decision.id)
    _found, decision = await stage.look()
    assert (decision.by_rule, decision.confirmed_outcome) == (True, "fail")
    assert await stage.told() == ["result_fail"]
    assert "decision.confirmed_by_rule" in await stage.kinds()


async def test_an_assessment_can_neither_be_changed_nor_deleted(stage: Stage) -> None:
    await stage.prepare(9, by_rule=["pass"])
    for statement in ("delete from impact_assessments", "update impact_assessments set impact = ''"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with stage.place.database.tenant(stage.place.tenant) as session:
                await session.execute(text(statement))
    async with stage.place.database.tenant(stage.place.tenant) as session:
        kept = (await session.scalars(select(ImpactAssessment))).one()
    assert kept.keep_until == years_after(clock.today(), 3)


async def test_a_candidate_asks_for_a_person(stage: Stage) -> None:
    await stage.prepare(2)
    with pytest.raises(NoReviewError):
        await stage.ask()
    await stage.confirm("fail")
    await stage.ask()
    with pytest.raises(NoReviewError):
        await stage.ask()
    found, _decision = await stage.look()
    async with stage.place.database.tenant(stage.place.tenant) as session:
        [(request, _application)] = await open_reviews(session)
    assert found.promised_at == request.due_at > clock.now()
    await stage.answer("fail")
    found, decision = await stage.look()
    assert (found.promised_at, found.stage, decision.reverses_id) == (None, "archived", None)
    assert await stage.told() == ["result_fail", "review_upheld"]
    with pytest.raises(NoReviewError):
        await stage.answer("fail")


async def test_a_review_can_turn_the_result_round(stage: Stage) -> None:
    await stage.prepare(2)
    await stage.confirm("fail")
    await stage.ask()
    await stage.answer("pass")
    async with stage.place.database.tenant(stage.place.tenant) as session:
        request = await review_of(session, stage.id)
        assert request is not None and request.verdict == "reversed"
        assert await open_reviews(session) == []
    assert await stage.told() == ["result_fail", "changed_pass"]
