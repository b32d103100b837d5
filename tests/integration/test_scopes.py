"""What somebody may see is laid on every query of their transaction: a forgotten filter finds nothing."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from huiyin.hr_console.nav import waiting
from huiyin.platform.db import HotQuery, OffPages, UnwalledError
from huiyin.platform.db.narrowing import narrow, narrowed
from huiyin.tenants.access.roles.rights import EVERYTHING, NOTHING, Scope
from huiyin.tenants.access.scope.service import walls
from huiyin.tenants.access.users.queries import rights_of
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.audit.service import attempt
from huiyin.tenants.hiring.candidate_list.export import export
from huiyin.tenants.hiring.candidate_list.queries import CandidateFilter, find
from huiyin.tenants.hiring.candidates.entry import NewCandidate, VacancyFacts, add_candidate
from huiyin.tenants.hiring.candidates.errors import CandidateNotFoundError, OutsideScopeError
from huiyin.tenants.hiring.candidates.feature import CandidatePermission
from huiyin.tenants.hiring.candidates.queries import application, stage_counts
from huiyin.tenants.hiring.candidates.service import Details
from huiyin.tenants.hiring.vacancies.models import Vacancy
from huiyin.tenants.people.departments.queries import departments
from huiyin.tenants.people.departments.service import add
from huiyin.tenants.people.persons.models import Person
from huiyin.tenants.people.persons.service import Contact
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.tenants import Place

ME = "user:test"


@dataclass(frozen=True, slots=True)
class Firm:
    """Two departments, one below the other, and one beside; a candidate in each."""

    applications: dict[str, UUID]


async def _seed(session: AsyncSession, place: Place) -> Firm:
    research = await add(session, name="研发部", parent=None, actor=ME)
    await add(session, name="后端组", parent=research, actor=ME)
    made: dict[str, UUID] = {}
    for number, department in enumerate(("研发部", "后端组", "销售部")):
        contact = Contact(f"候选{'甲乙丙'[number]}", f"+861380000{number:04d}", None)
        vacancy = VacancyFacts("工程师", department, "技术", "上海")
        found = await add_candidate(session, place.vault, NewCandidate(contact, vacancy, Details()), actor=ME)
        made[department] = found.id
    return Firm(made)


async def _scope(session: AsyncSession, role: GivenRole) -> Scope:
    user = await create_user(session, NewUser(f"{role.role}-{role.department_id}@x.cn", "甲"), roles=[role])
    return (await rights_of(session, user.id)).scope(CandidatePermission.READ)


async def _seen(session: AsyncSession) -> set[str]:
    page = await find(session, CandidateFilter(), limit=100)
    assert page.total == len(page.rows) == sum((await stage_counts(session)).values())
    return {found.vacancy.department for found, _decision in page.rows}


async def test_a_subtree_is_all_there_is(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        firm = await _seed(session, place)
        research = next(row for row in await departments(session) if row.name == "研发部")
        scope = await _scope(session, GivenRole("hr", research.id))
        narrow(session, walls(scope))
        session.expunge_all()
        assert await _seen(session) == {"研发部", "后端组"}
        with pytest.raises(CandidateNotFoundError):
            await application(session, firm.applications["销售部"])
        assert (await application(session, firm.applications["后端组"], lock=True)).person.name == "候选乙"
        assert await session.scalar(select(func.count(Person.id))) == 2
        assert "候选丙".encode() not in await export(session, CandidateFilter(), actor=ME)
        with narrowed(session, walls(EVERYTHING)):
            assert await _seen(session) == {"研发部", "后端组", "销售部"}
        with narrowed(session, walls(NOTHING)):
            assert await _seen(session) == set()
            assert (await waiting(session, firm.applications["研发部"]))["todo"] == 0
        assert await _seen(session) == {"研发部", "后端组"}


async def test_a_hiring_manager_sees_their_own_vacancies(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        await _seed(session, place)
        user = await create_user(session, NewUser("m@x.cn", "赵峰"), roles=[GivenRole("hiring_manager")])
        sales = await session.scalar(select(Vacancy).where(Vacancy.department == "销售部"))
        assert sales is not None
        sales.hiring_manager_id = user.id
        await session.flush()
        scope = (await rights_of(session, user.id)).scope(CandidatePermission.READ)
        narrow(session, walls(scope))
        session.expunge_all()
        assert await _seen(session) == {"销售部"}


async def test_nobody_is_added_outside_and_nothing_is_left_of_the_try(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        await _seed(session, place)
        research = next(row for row in await departments(session) if row.name == "研发部")
        scope = await _scope(session, GivenRole("hr", research.id))
        narrow(session, walls(scope))
        for department in ("销售部", "新部门", ""):
            with pytest.raises(OutsideScopeError):
                async with attempt(session):
                    contact = Contact("候选丁", "+8613800009999", None)
                    await add_candidate(
                        session,
                        place.vault,
                        NewCandidate(contact, VacancyFacts("工程师", department), Details()),
                        actor=ME,
                    )
        contact = Contact("候选丁", "+8613800009999", None)
        inside = VacancyFacts("工程师", "后端组", "技术", "上海")
        made = await add_candidate(session, place.vault, NewCandidate(contact, inside, Details()), actor=ME)
        assert made.vacancy.department == "后端组"
        with narrowed(session, ()):
            names = {row.name for row in await departments(session)}
        assert "新部门" not in names


async def test_a_statement_for_no_page_is_refused_on_one(place: Place) -> None:
    """Who reads by hand what nobody looks at does so off the pages, whoever calls it and whatever they may see."""
    planted = HotQuery(
        "select name from persons order by name", reads=("persons",), walls=OffPages("a worker counts them")
    )
    async with place.database.tenant(place.tenant) as session:
        await _seed(session, place)
        await session.flush()
        assert [row["name"] for row in await planted.rows(session)] == ["候选丙", "候选乙", "候选甲"]
        for scope in (EVERYTHING, NOTHING):
            with narrowed(session, walls(scope)), pytest.raises(UnwalledError, match="a worker counts them"):
                await planted.rows(session)
        assert len(await planted.rows(session)) == 3
        narrow(session, ())
        with pytest.raises(UnwalledError):
            await planted.rows(session)
