"""Employments and the numbers people read: one at a time, ended, corrected, come back; no number twice."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest
from huiyin.platform import clock
from huiyin.platform.db import next_number
from huiyin.platform.settings import Settings
from huiyin.tenants.access.sessions.service import Browser, open_session
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.audit.service import verify_chain
from huiyin.tenants.hiring.progress.queries import progress_of
from huiyin.tenants.people.employees.errors import (
    AlreadyEndedError,
    CorrectionUnexplainedError,
    EmployedAgainError,
    EndBeforeStartError,
    NotEndedError,
)
from huiyin.tenants.people.employees.models import Employee
from huiyin.tenants.people.employees.queries import employee_counts, employees, other_employments, works_here
from huiyin.tenants.people.employees.service import (
    Employment,
    End,
    correct_end,
    end_employment,
    file_employee,
)
from huiyin.tenants.people.employers.queries import legal_entities
from huiyin.tenants.people.persons.service import Contact, add_person
from huiyin_migrations.runner import plain_dsn
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.tenants import Place

ME = "user:test"
BEGAN, LEFT = date(2024, 3, 1), date(2025, 2, 28)
EXPIRED = End(LEFT, "expired")


async def _person(session: AsyncSession, place: Place, number: int = 1) -> UUID:
    return (await add_person(session, place.vault, Contact("员工", f"+86137{number:08d}", None))).id


async def _file(session: AsyncSession, person_id: UUID, starts_on: date = BEGAN) -> Employee:
    employer = (await legal_entities(session))[0]
    await file_employee(session, Employment(person_id, employer.id, starts_on))
    newest = select(Employee).where(Employee.person_id == person_id).order_by(Employee.id.desc()).limit(1)
    return (await session.scalars(newest)).one()


async def _events(session: AsyncSession, kind: str) -> list[dict[str, object]]:
    rows = await session.scalars(
        select(AuditEvent.data).where(AuditEvent.kind == kind).order_by(AuditEvent.seq)
    )
    return list(rows)


@pytest.mark.any_clock
async def test_an_employment_ends_once_and_its_end_is_corrected(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        made = await _file(session, await _person(session, place))
        with pytest.raises(NotEndedError):
            await correct_end(session, made, EXPIRED, why="x", actor=ME)
        with pytest.raises(EndBeforeStartError):
            await end_employment(session, made, End(date(2024, 2, 29), "expired"), actor=ME)
        with pytest.raises(ValueError, match="no reason"):
            await end_employment(session, made, End(LEFT, "tired"), actor=ME)
        for _second_click in range(2):
            await end_employment(session, made, EXPIRED, actor=ME)
        with pytest.raises(AlreadyEndedError):
            await end_employment(session, made, End(LEFT, "retired"), actor=ME)
        with pytest.raises(CorrectionUnexplainedError):
            await correct_end(session, made, End(LEFT, "retired"), why="", actor=ME)
        for _second_click in range(2):
            await correct_end(session, made, End(LEFT, "retired"), why="看错了", actor=ME)
        await correct_end(session, made, None, why="没有离职", actor=ME)
        assert (made.ended_on, made.end_reason) == (None, "")
    async with place.database.tenant(place.tenant) as session:
        assert [event["reason"] for event in await _events(session, "employee.ended")] == ["expired"]
        corrected = await _events(session, "employee.end_corrected")
        assert [(one["from"], one["to"], one["why"]) for one in corrected] == [
            (EXPIRED.to_json(), End(LEFT, "retired").to_json(), "看错了"),
            (End(LEFT, "retired").to_json(), None, "没有离职"),
        ]
        assert (await verify_chain(session)).problem is None


@pytest.mark.any_clock
async def test_who_comes_back_has_a_new_file_and_one_at_a_time(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        person_id = await _person(session, place)
        first = await _file(session, person_id)
        assert (await _file(session, person_id, date(2024, 6, 1))).id == first.id  # it lasts: nothing new
        await end_employment(session, first, EXPIRED, actor=ME)
        second = await _file(session, person_id, date(2025, 6, 1))
        assert second.number != first.number
        for end in (None, End(date(2025, 6, 1), "expired")):
            with pytest.raises(EmployedAgainError):
                await correct_end(session, first, end, why="x", actor=ME)
        await correct_end(session, first, End(date(2025, 5, 31), "expired"), why="x", actor=ME)
        assert [one.employee.id for one in await other_employments(session, second)] == [first.id]
        left, here = [
            [one.employee.id for one in await employees(session, ended=ended)] for ended in (True, False)
        ]
        assert (left, here) == ([first.id], [second.id])
        assert await employee_counts(session) == {True: 1, False: 1}


@pytest.mark.any_clock
async def test_who_leaves_works_here_until_the_last_day_is_over(place: Place) -> None:
    """One answer to who works here, on the candidate's page and before the onboarding form."""
    async with place.database.tenant(place.tenant) as session:
        person_id, today = await _person(session, place), clock.today(place.tenant.zoneinfo)
        made = await _file(session, person_id)
        token = (await open_session(session, "candidate", person_id, Browser(""))).token
        for last_day, working in ((None, True), (today, True), (today - timedelta(days=1), False)):
            made.ended_on = last_day
            await session.flush()
            progress = await progress_of(session, token)
            assert progress is not None
            assert (progress.works_here, await works_here(session, person_id)) == (working, working)


# --- numbers ---------------------------------------------------------------------------------------------------------


async def test_a_number_is_not_given_again_after_its_row_is_deleted(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        files = [await _file(session, await _person(session, place, number)) for number in range(3)]
        assert [one.number for one in files] == ["E00001", "E00002", "E00003"]
        await session.delete(files[-1])
    async with place.database.tenant(place.tenant) as session:
        assert (await _file(session, await _person(session, place, 9))).number == "E00004"


async def test_two_at_once_wait_for_each_other_and_differ(place: Place, settings: Settings) -> None:
    asked, go = asyncio.Event(), asyncio.Event()

    async def first() -> int:
        async with place.database.tenant(place.tenant) as session:
            given = await next_number(session, "contract")
            asked.set()
            await go.wait()
        return given

    async def second() -> int:
        await asked.wait()
        async with place.database.tenant(place.tenant) as session:
            return await next_number(session, "contract")

    async with asyncio.timeout(60), asyncio.TaskGroup() as both:
        one, two = both.create_task(first()), both.create_task(second())
        await _somebody_waits(settings)
        assert not two.done()
        go.set()
    assert (one.result(), two.result()) == (1, 2)


async def _somebody_waits(settings: Settings) -> None:
    """Until a statement about the series waits for another transaction."""
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%number_series%'"
    owner = await asyncpg.connect(plain_dsn(settings.database_owner_url))
    try:
        while not await owner.fetchval(waiting):  # each look is a round trip, in which the others go on
            pass
    finally:
        await owner.close()


async def test_a_number_that_was_not_used_is_given_again(place: Place) -> None:
    """The series is taken with the work: what is rolled back leaves no gap."""
    with pytest.raises(RuntimeError):
        async with place.database.tenant(place.tenant) as session:
            assert await next_number(session, "contract") == 1
            raise RuntimeError
    async with place.database.tenant(place.tenant) as session:
        assert await next_number(session, "contract") == 1
