"""Correcting an employee typed in by hand: what is changed, what stands in the way, who is out and what follows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from huiyin.platform import clock
from huiyin.platform.db.narrowing import narrowed
from huiyin.tenants.access.roles.rights import Scope
from huiyin.tenants.access.scope.service import walls
from huiyin.tenants.access.sessions.asked_codes import Asker, ask_code, has_open_code
from huiyin.tenants.access.sessions.service import (
    Browser,
    find_session,
    open_session,
)
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.audit.service import verify_chain
from huiyin.tenants.hiring.candidates.service import Details as Applied
from huiyin.tenants.hiring.candidates.service import apply_for, fill_onboarding
from huiyin.tenants.hiring.vacancies.service import find_or_add
from huiyin.tenants.people.departments.service import add
from huiyin.tenants.people.employees.correction import (
    Correction,
    Details,
    correct,
    may_correct_details,
)
from huiyin.tenants.people.employees.entry import NewEmployee, add_employee
from huiyin.tenants.people.employees.errors import (
    BeyondDepartmentsError,
    DetailsFixedError,
    FiledByContractError,
    PhoneTakenError,
    StartAfterEndError,
)
from huiyin.tenants.people.employees.queries import Employed, employee
from huiyin.tenants.people.employees.service import Employment, End, end_employment, file_employee
from huiyin.tenants.people.employers.queries import legal_entities
from huiyin.tenants.people.persons.service import Contact, NewContact, decrypt_identity, find_by_phone
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.tenants import Place

ME = "user:test"
WRONG, RIGHT, OTHER = "+8613760000001", "+8613760000002", "+8613760000003"


async def _typed(session: AsyncSession, place: Place, phone: str = WRONG) -> Employed:
    """Somebody typed in by hand, of no department."""
    began = clock.today_in_china() - timedelta(days=30)
    contact = Contact("公孙策", phone, None)
    new = NewEmployee(contact, (await legal_entities(session))[0], "工程师", None, began)
    return await employee(session, (await add_employee(session, place.vault, new, actor=ME)).id)


def _details(found: Employed) -> Details:
    """As they are."""
    file = found.employee
    return Details(NewContact(found.person.name, None, None), file.job_title, file.starts_on)


async def _correct(session: AsyncSession, place: Place, found: Employed, details: Details) -> None:
    await correct(session, place.vault, found, Correction(None, details), actor=ME)


async def test_what_is_put_right_and_what_the_chain_keeps(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await _typed(session, place)
        before = found.employee.starts_on
        await _correct(session, place, found, _details(found))  # the same again
        day = before - timedelta(days=1)
        right = Details(NewContact("公孙胜", RIGHT, "gs@firm.test"), "高级工程师", day)
        await _correct(session, place, found, right)
    async with place.database.tenant(place.tenant) as session:
        found = await employee(session, found.employee.id)
        identity = await decrypt_identity(session, place.vault, found.person)
        assert (identity.name, identity.phone, identity.email) == ("公孙胜", RIGHT, "gs@firm.test")
        assert (found.employee.job_title, found.employee.starts_on) == ("高级工程师", day)
        assert await find_by_phone(session, place.vault, WRONG) is None
        same = await find_by_phone(session, place.vault, RIGHT)
        assert same is not None and same.id == found.person.id
        events = select(AuditEvent.data).where(AuditEvent.kind == "employee.corrected")
        (data,) = await session.scalars(events)
        assert data == {
            "employee": str(found.employee.id),
            "fields": ["name", "phone", "email", "job_title"],
            "starts_on": {"from": before.isoformat(), "to": day.isoformat()},
        }
        assert (await verify_chain(session)).problem is None


async def test_who_holds_the_wrong_number_is_out_with_their_code(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found, other = await _typed(session, place), await _typed(session, place, OTHER)
        tokens = [
            (await open_session(session, "candidate", one.person.id, Browser(""))).token
            for one in (found, other)
        ]
        mine = Asker("sign", found.person.id.bytes, "browser", known=True)
        await ask_code(session, mine)
        named = replace(_details(found), contact=NewContact("公孙胜", None, None))
        await _correct(session, place, found, named)  # the number stays, and who signed in with it
        assert await find_session(session, "candidate", tokens[0]) == found.person.id
        assert await has_open_code(session, mine)
        moved = replace(named, contact=NewContact("公孙胜", RIGHT, None))
        await _correct(session, place, found, moved)
        there = [await find_session(session, "candidate", token) for token in tokens]
        assert there == [None, other.person.id]
        assert not await has_open_code(session, mine)


async def test_what_stands_in_the_way(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await _typed(session, place)
        taken = replace(_details(found), contact=NewContact("公孙策", OTHER, None))
        await _typed(session, place, OTHER)
        with pytest.raises(PhoneTakenError):
            await _correct(session, place, found, taken)
        today = clock.today_in_china()
        await end_employment(session, found.employee, End(today, "resigned"), actor=ME)
        with pytest.raises(StartAfterEndError):
            await _correct(
                session, place, found, replace(_details(found), starts_on=today + timedelta(days=1))
            )
        assert await may_correct_details(session, found)


async def test_details_are_fixed_once_something_rests_on_them(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        applied, told, twice = [await _typed(session, place, f"+861376000001{n}") for n in range(3)]
        vacancy = await find_or_add(session, title="工程师")
        await apply_for(session, applied.person, vacancy.id, Applied(), actor=ME)
        await fill_onboarding(
            session, place.vault, told.person,
            id_type="护照", id_number="E12345678", address="上海市浦东新区世纪大道 100 号",
        )  # fmt: skip
        await end_employment(
            session, twice.employee, End(clock.today_in_china() - timedelta(days=1), "agreed"), actor=ME
        )
        again = Employment(twice.person.id, twice.employer.id, clock.today_in_china())
        assert await file_employee(session, again) is not None
        await session.flush()
        for found in (applied, told, twice):
            assert not await may_correct_details(session, found)
            with pytest.raises(DetailsFixedError):
                await _correct(session, place, found, replace(_details(found), job_title="经理"))
            department = await add(session, name=f"部门 {found.employee.number}", parent=None, actor=ME)
            await correct(session, place.vault, found, Correction(department, None), actor=ME)
            assert found.employee.department_id == department.id


async def test_a_department_is_set_by_who_reaches_both(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await _typed(session, place)
        mine, theirs = [await add(session, name=name, parent=None, actor=ME) for name in ("甲", "乙")]
        await correct(session, place.vault, found, Correction(mine, None), actor=ME)
        await session.flush()
    async with place.database.tenant(place.tenant) as session:
        with narrowed(session, walls(Scope(paths=frozenset({mine.path})))):
            found = await employee(session, found.employee.id)
            with pytest.raises(BeyondDepartmentsError):
                await correct(session, place.vault, found, Correction(theirs, None), actor=ME)
        await session.rollback()
    async with place.database.tenant(place.tenant) as session:
        events = select(AuditEvent.data).where(AuditEvent.kind == "employee.corrected")
        (data,) = await session.scalars(events)
        assert data["department"] == {"from": "", "to": str(mine.id)}


async def test_a_file_that_a_contract_began_is_the_contracts(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await _typed(session, place)
        found.employee.contract_id = found.employee.id  # any: it is not written
        with session.no_autoflush, pytest.raises(FiledByContractError):
            await _correct(session, place, found, _details(found))
        session.expire(found.employee)
