"""One person who is here twice: found, made one, and two again, with every value under the right person's key."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from huiyin.platform import clock
from huiyin.platform.db.narrowing import narrowed
from huiyin.tenants.access.roles.rights import Scope
from huiyin.tenants.access.scope.service import walls
from huiyin.tenants.access.sessions.service import Browser, find_session, open_session
from huiyin.tenants.audit.queries import timeline
from huiyin.tenants.audit.service import attempt, verify_chain
from huiyin.tenants.hiring.candidates.entry import NewCandidate, VacancyFacts, add_candidate
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.candidates.service import Details, fill_onboarding
from huiyin.tenants.hiring.duplicates.errors import (
    AlreadyMergedError,
    BeyondReachError,
    SameVacancyError,
    TooLateError,
    TwoIdentitiesError,
)
from huiyin.tenants.hiring.duplicates.queries import mergers, pairs
from huiyin.tenants.hiring.duplicates.service import both, merge, say_distinct, undo
from huiyin.tenants.people.departments.models import Department
from huiyin.tenants.people.departments.queries import departments
from huiyin.tenants.people.departments.service import find_or_add
from huiyin.tenants.people.employees.entry import NewEmployee, add_employee
from huiyin.tenants.people.employees.service import End, end_employment
from huiyin.tenants.people.employers.queries import legal_entities
from huiyin.tenants.people.persons.models import Person
from huiyin.tenants.people.persons.service import Contact, decrypt_identity, find_by_phone
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.crowd import crowd
from tests.support.tenants import Place

ME = "user:test"
OLD, NEW = "+8613800010001", "+8613900020002"


async def add(
    session: AsyncSession,
    place: Place,
    name: str,
    phone: str,
    post: str,
    email: str | None = None,
    department: str = "",
) -> Application:
    vacancy = VacancyFacts(post, department, "技术", "上海")
    return await add_candidate(
        session, place.vault, NewCandidate(Contact(name, phone, email), vacancy, Details()), actor=ME
    )


async def test_they_are_found_by_mail_name_and_identity_but_not_by_a_common_name(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        await add(session, place, "李想", OLD, "工程师", "Li@example.com")
        await add(session, place, "李 想", NEW, "经理", "li@EXAMPLE.com")
        await add(session, place, "王芳", "+8613800030001", "工程师")
        await add(session, place, "王芳", "+8613800040004", "工程师")
        await add(session, place, "王芳", "+8613800050002", "店长")
        one = await add(session, place, "赵一", "+8613800060001", "工程师")
        two = await add(session, place, "赵壹", "+8613800070002", "店长")
        for application in (one, two):
            await fill_onboarding(
                session,
                place.vault,
                application.person,
                id_type="居民身份证",
                id_number="310199198812311223",
                address="上海市",
            )
        found = {(pair.first.name, pair.second.name, pair.why) for pair in await pairs(session, place.vault)}
        assert found == {("赵一", "赵壹", "identity"), ("李想", "李 想", "email"), ("王芳", "王芳", "name")}
        mail = next(pair for pair in await pairs(session, place.vault) if pair.why == "email")
        await say_distinct(session, await both(session, mail.first.id, mail.second.id), actor=ME)
        await session.flush()
        assert "email" not in {pair.why for pair in await pairs(session, place.vault)}


async def test_addresses_from_before_are_compared_too_and_thousands_stay_quick(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        for phone, post in ((OLD, "工程师"), (NEW, "经理")):
            application = await add(session, place, f"人{post}", phone, post, "a@example.com")
            application.person.email_digest = None
    await crowd(place, 3_000)
    async with place.database.tenant(place.tenant) as session:
        assert [pair.why for pair in await pairs(session, place.vault)] == ["email"]


async def test_one_person_afterwards_and_two_again(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        kept = await add(session, place, "李想", OLD, "工程师")
        other = await add(session, place, "李想想", NEW, "经理", "li@example.com")
        twin = await add_candidate(
            session,
            place.vault,
            NewCandidate(Contact("李想想", NEW, None), VacancyFacts("工程师", "", "技术", "上海"), Details()),
            known_person=True,
            actor=ME,
        )
        gone = other.person_id
        phone = await open_session(session, "candidate", gone, Browser("x"))
        two = await both(session, kept.person_id, gone)
        made = await merge(session, place.vault, two, taking=("phone",), actor=ME)
    async with place.database.tenant(place.tenant) as session:
        person = await session.get(Person, kept.person_id)
        assert person is not None
        identity = await decrypt_identity(session, place.vault, person)
        assert (identity.name, identity.phone, identity.email) == ("李想", NEW, "li@example.com")
        for number in (OLD, NEW):
            found = await find_by_phone(session, place.vault, number)
            assert found is not None and found.id == kept.person_id
        assert await find_session(session, "candidate", phone.token) is None
        stages = {one.id: (one.person_id, one.stage) for one in await session.scalars(select(Application))}
        assert stages[other.id] == (kept.person_id, "new")
        assert stages[twin.id] == (gone, "archived"), "both applied there: the kept one's stays"
        assert [event.kind for event in await timeline(session, other.id)] == [
            "persons.merged", "application.created",
        ]  # fmt: skip
        again = await mergers(session)
        assert [one.id for one in again] == [made.id]
        await undo(session, place.vault, again[0], actor=ME)
        with pytest.raises(TooLateError):
            await undo(session, place.vault, again[0], actor=ME)
    async with place.database.tenant(place.tenant) as session:
        for id_, (name, number, email) in {
            kept.person_id: ("李想", OLD, ""),
            gone: ("李想想", NEW, "li@example.com"),
        }.items():
            back = await session.get(Person, id_)
            assert back is not None
            identity = await decrypt_identity(session, place.vault, back)
            assert (identity.name, identity.phone, identity.email) == (name, number, email)
            found = await find_by_phone(session, place.vault, number)
            assert found is not None and found.id == id_
        stages = {one.id: (one.person_id, one.stage) for one in await session.scalars(select(Application))}
        assert stages[other.id] == (gone, "new") and stages[twin.id] == (gone, "new")
        assert (await verify_chain(session)).valid


async def test_what_cannot_be_one_is_refused_and_nothing_is_changed(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        one = await add(session, place, "李想", OLD, "工程师", department="研发部")
        two = await add(session, place, "李想", NEW, "工程师", department="研发部")
        two.stage = "offer"
        pair = await both(session, one.person_id, two.person_id)
        with pytest.raises(SameVacancyError):
            async with attempt(session):
                await merge(session, place.vault, pair, actor=ME)
        two.stage = "new"
        for application, number in ((one, "310199198812311223"), (two, "310199199001011002")):
            await fill_onboarding(
                session,
                place.vault,
                application.person,
                id_type="居民身份证",
                id_number=number,
                address="上海市",
            )
        with pytest.raises(TwoIdentitiesError):
            async with attempt(session):
                await merge(session, place.vault, pair, actor=ME)
        three = await add(session, place, "李想", "+8613700010001", "工程师", department="销售部")
        beside = await add_candidate(
            session,
            place.vault,
            NewCandidate(
                Contact("李想", "+8613700010001", None),
                VacancyFacts("经理", "研发部", "技术", "上海"),
                Details(),
            ),
            known_person=True,
            actor=ME,
        )
        research = next(row for row in await departments(session) if row.name == "研发部")
        with narrowed(session, walls(Scope(paths=frozenset({research.path})))):
            half_seen = await both(session, one.person_id, three.person_id)
            with pytest.raises(BeyondReachError):
                await merge(session, place.vault, half_seen, actor=ME)
        gone = three.person_id
        made = await merge(session, place.vault, await both(session, one.person_id, gone), actor=ME)
        assert beside.person_id == one.person_id
        with pytest.raises(AlreadyMergedError):
            await both(session, two.person_id, gone)
        made.merged_at = clock.now() - timedelta(days=31)
        with pytest.raises(TooLateError):
            await undo(session, place.vault, made, actor=ME)


async def _employ(
    session: AsyncSession, place: Place, department: Department, starts_on: date, left: date | None = None
) -> UUID:
    """Whom somebody of the department added by hand, under `OLD`; `left`: their last day."""
    employer = (await legal_entities(session))[0]
    new = NewEmployee(Contact("李想", OLD, None), employer, "设备工程师", department, starts_on)
    made = await add_employee(session, place.vault, new, actor=ME)
    if left is not None:
        await end_employment(session, made, End(left, "resigned"), actor=ME)
        await session.flush()
    return made.person_id


@pytest.mark.parametrize("hidden", ["older", "newest"])
async def test_who_sees_a_part_of_an_employees_files_takes_no_name_or_number_of_theirs(
    place: Place, hidden: str
) -> None:
    async with place.database.tenant(place.tenant) as session:
        own, far = [await find_or_add(session, name, actor=ME) for name in ("研发部", "销售部")]
        first, second = (far, own) if hidden == "older" else (own, far)
        kept = await _employ(session, place, first, date(2024, 3, 1), date(2025, 2, 28))
        assert await _employ(session, place, second, date(2025, 3, 1)) == kept
        other = await add(session, place, "李想", NEW, "工程师", department="研发部")
        two = await both(session, kept, other.person_id)
        with narrowed(session, walls(Scope(paths=frozenset({own.path})))), pytest.raises(BeyondReachError):
            await merge(session, place.vault, two, taking=("phone",), actor=ME)
        with narrowed(session, walls(Scope(paths=frozenset({own.path, far.path})))):
            made = await merge(session, place.vault, two, taking=("phone",), actor=ME)
        with narrowed(session, walls(Scope(paths=frozenset({own.path})))), pytest.raises(BeyondReachError):
            await undo(session, place.vault, made, actor=ME)
