"""The plan of a year comes: what was promised without it moves later, never earlier, and nobody is told twice.

The library knows the plan of 2026. Here it is taken as unknown until the second half of each test: 春节 is on 17 February,
by the law 16 to 19 are off, by the plan 15 to 23, and Saturdays 14 and 28 are worked.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import asyncpg
import pytest
from huiyin.jobs.context import Context, Services
from huiyin.jobs.hiring.promises import look
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.platform.settings import Settings
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.promises import plans
from huiyin.tenants.hiring.promises.errors import PromiseMovedError
from huiyin.tenants.hiring.promises.models import Promise
from huiyin.tenants.hiring.promises.plans import follow_plans
from huiyin.tenants.hiring.promises.postponement import Postponement, movable, move
from huiyin.tenants.hiring.promises.queries import postponed, promises_of
from huiyin.tenants.hiring.promises.rule import PromiseRule, promise_rule, save_rule
from huiyin.tenants.hiring.promises.service import make
from huiyin.tenants.messaging.messages.models import Message
from huiyin.up import Product
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.databases import own_database
from tests.support.hiring import ME, Hiring
from tests.support.tenants import Place


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=BEIJING)


THURSDAY = at(2, 12)
MORNING = at(2, 13, 9)


@dataclass(slots=True)
class Waiting:
    """Candidates of a fresh tenant who were promised an answer before the plan was known."""

    place: Place

    async def rule(self, session: AsyncSession) -> PromiseRule:
        """As promises were made before the plan."""
        rule = await promise_rule(session)
        return replace(rule, calendar=rule.calendar.before_plan(2026))

    async def promised(self, *days: int, since: datetime = THURSDAY) -> list[Application]:
        """A candidate for each number of days."""
        with clock.use(since):
            async with self.place.database.tenant(self.place.tenant) as session:
                hiring, rule = Hiring(session, self.place), await self.rule(session)
                made = [await hiring.candidate() for _number in days]
                for found, number in zip(made, days, strict=True):
                    await make(session, found, rule.times(since, number), days=number, actor="system")
                return made

    async def plan_comes(self, moment: datetime = MORNING) -> None:
        """The morning after the release that knows it."""
        with clock.use(moment):
            async with self.place.database.tenant(self.place.tenant) as session:
                await follow_plans(session, self.place.vault)

    async def rows(self, found: Application) -> list[tuple[datetime, bool, int | None]]:
        """The candidate's promises, the last one first: when due, whether it stands, the year without a plan."""
        async with self.place.database.tenant(self.place.tenant) as session:
            now = (await Hiring(session, self.place).again(found)).promised_at
            rows = [
                (one.due_at, one.open, one.unplanned_year) for one in await promises_of(session, found.id)
            ]
            assert now == rows[0][0]
            return rows

    async def told(self, found: Application) -> list[dict[str, str]]:
        """What each text message about another time was filled with."""
        async with self.place.database.tenant(self.place.tenant) as session:
            statement = select(Message.params_encrypted).where(
                Message.application_id == found.id, Message.event == "promise_moved", Message.channel == "sms"
            )
            key = await self.place.vault.subject(session, found.person_id)
            return [json.loads(key.decrypt("message", kept)) for kept in await session.scalars(statement)]


@pytest.fixture(scope="module")
async def settings(stores: Product) -> AsyncIterator[Settings]:
    """A database of these tests' own: no worker takes what was to be done on days that are over."""
    async with own_database(stores.stack.settings()) as ours:
        yield ours


@pytest.fixture
async def waiting(place: Place) -> Waiting:
    return Waiting(place)


async def test_it_moves_later_and_the_candidate_is_told_once(waiting: Waiting) -> None:
    (found,) = await waiting.promised(3)  # 13, 20 and 23 by the law; 13, 14 and 24 by the plan
    assert await waiting.rows(found) == [(at(2, 23, 18), True, 2026)]
    for _time in range(2):  # a job may run twice
        await waiting.plan_comes()
    assert await waiting.rows(found) == [(at(2, 24, 18), True, None), (at(2, 23, 18), False, 2026)]
    assert [(one["before"], one["date"]) for one in await waiting.told(found)] == [
        ("2月23日18点", "2月24日18点")
    ]
    place = waiting.place
    async with place.database.tenant(place.tenant) as session:
        assert await postponed(session, found.id)
        with clock.use(MORNING), pytest.raises(PromiseMovedError):
            await movable(session, found)
        statement = select(AuditEvent).where(
            AuditEvent.application_id == found.id, AuditEvent.kind == "promise.moved"
        )
        (event,) = (await session.scalars(statement)).all()
        assert event.actor == "system" and datetime.fromisoformat(event.data["before"]) == at(2, 23, 18)
        now, before = await promises_of(session, found.id)
        assert (now.moved_from_id, now.warn_at, before.moved_at) == (before.id, at(2, 24, 9), MORNING)


async def test_it_never_moves_earlier_and_reminders_go_by_the_plan(waiting: Waiting) -> None:
    place, friday = waiting.place, at(2, 27)
    async with place.database.tenant(place.tenant) as session:
        rule = await promise_rule(session)
        await save_rule(session, replace(rule, warn_hours=12), survey=True, actor=ME)
    (found,) = await waiting.promised(1, since=friday)  # by the plan the Saturday is worked
    await waiting.plan_comes(at(2, 27, 12))
    assert await waiting.rows(found) == [(at(3, 2, 18), True, None)]
    assert await waiting.told(found) == []
    async with place.database.tenant(place.tenant) as session:
        (kept,) = await promises_of(session, found.id)
        assert kept.warn_at == at(2, 28, 15) and not await postponed(session, found.id)


async def test_what_was_moved_once_stays(waiting: Waiting) -> None:
    """The candidate read that this day would not change; by the plan nobody works on it."""
    place = waiting.place
    (found,) = await waiting.promised(1)
    with clock.use(MORNING):
        async with place.database.tenant(place.tenant) as session:
            found, rule = await Hiring(session, place).again(found), await waiting.rule(session)
            await move(session, place.vault, found, rule, Postponement(date(2026, 2, 20), "出差"), actor=ME)
    assert (await waiting.rows(found))[0] == (at(2, 20, 18), True, 2026)
    await waiting.plan_comes(at(2, 13, 12))
    assert (await waiting.rows(found))[0] == (at(2, 20, 18), True, None)
    assert len(await waiting.told(found)) == 1
    async with place.database.tenant(place.tenant) as session:
        assert (await promises_of(session, found.id))[0].warn_at == at(
            2, 14, 9
        )  # the last nine hours worked before


async def test_the_hour_of_the_promise_stays_when_the_rule_has_changed(waiting: Waiting) -> None:
    (found,) = await waiting.promised(3)
    place = waiting.place
    async with place.database.tenant(place.tenant) as session:
        rule = await promise_rule(session)
        await save_rule(session, replace(rule, days=1, hour=12), survey=True, actor=ME)
    await waiting.plan_comes()
    assert (await waiting.rows(found))[0] == (at(2, 24, 18), True, None)


async def test_who_is_answered_or_late_is_left_alone(waiting: Waiting) -> None:
    answered, late = await waiting.promised(3, 1)
    place = waiting.place
    with clock.use(MORNING):
        async with place.database.tenant(place.tenant) as session:
            hiring = Hiring(session, place)
            answered = await hiring.again(answered)
            await hiring.card(answered)
            await hiring.confirm(answered)
    await waiting.plan_comes(at(2, 14, 12))
    assert await waiting.told(answered) == await waiting.told(late) == []
    assert await waiting.rows(late) == [(at(2, 13, 18), True, None)]  # it is broken by the job that watches


async def test_a_crowd_is_moved_in_parts(
    waiting: Waiting, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "_AT_ONCE", 2)
    crowd = await waiting.promised(3, 3, 3)
    moved = []
    for _part in range(2):
        await waiting.plan_comes()
        moved.append(sum([len(await waiting.rows(found)) == 2 for found in crowd]))
    assert moved == [2, 3]
    # The job that each promise asked for, at 9 in the morning, is the one for what was left too: nobody has begun it.
    assert (await watched(settings, waiting.place)).count(MORNING) == 1


async def test_the_watching_job_moves_it(waiting: Waiting, settings: Settings) -> None:
    (found,) = await waiting.promised(3)
    assert MORNING in await watched(settings, waiting.place)  # each morning until the plan is there
    place = waiting.place
    services = Services(settings, place.database, place.vault, *(7 * (None,)))  # type: ignore[arg-type]
    with clock.use(MORNING):
        await look(Context(place.tenant, services), {})
    assert (await waiting.rows(found))[0] == (at(2, 24, 18), True, None)


async def test_it_is_asked_for_again_each_morning_while_the_plan_is_missing(
    place: Place, settings: Settings
) -> None:
    monday = datetime(2037, 9, 28, 10, tzinfo=BEIJING)
    with clock.use(monday):
        async with place.database.tenant(place.tenant) as session:
            hiring = Hiring(session, place)
            await hiring.card(await hiring.candidate())
            await session.flush()
            promise = (await session.scalars(select(Promise))).one()
            assert promise.unplanned_year == 2037
    services = Services(settings, place.database, place.vault, *(7 * (None,)))  # type: ignore[arg-type]
    for day in (29, 30):
        morning = monday.replace(day=day, hour=9)
        assert morning in await watched(settings, place)
        with clock.use(morning):
            await look(Context(place.tenant, services), {})
    async with place.database.tenant(place.tenant) as session:
        assert (await session.scalars(select(Promise))).one().open


async def watched(settings: Settings, place: Place) -> list[datetime]:
    """When the tenant's promises will be looked at."""
    connection = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    try:
        rows = await connection.fetch(
            "select execute_after from queue.pgqueuer where entrypoint = 'promise.watch'"
            " and convert_from(payload, 'UTF8')::jsonb->>'tenant' = $1 order by 1",
            place.tenant.schema,
        )
        return [row["execute_after"] for row in rows]
    finally:
        await connection.close()
