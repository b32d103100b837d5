"""Who stays in the talent pool says so themselves; who is on the blacklist is seen by few; many at once, and who not."""

from datetime import timedelta

import pytest
from huiyin.platform import clock
from huiyin.platform.db.narrowing import narrow
from huiyin.tenants.access.roles.built_in import BUILT_IN
from huiyin.tenants.access.roles.rights import EVERYTHING, Grant, Scope, combine
from huiyin.tenants.access.scope.service import walls
from huiyin.tenants.audit.author import Author
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.hiring.blacklist.errors import AlreadyLiftedError, AlreadyListedError
from huiyin.tenants.hiring.blacklist.feature import BlacklistPermission
from huiyin.tenants.hiring.blacklist.models import BlacklistEntry
from huiyin.tenants.hiring.blacklist.service import lift, listed, put_on, warnings_for
from huiyin.tenants.hiring.candidates.entry import NewCandidate, VacancyFacts, add_candidate
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.candidates.service import Details
from huiyin.tenants.hiring.imports.plan import plan_import
from huiyin.tenants.hiring.imports.service import warn
from huiyin.tenants.hiring.imports.workbook import read_sheets
from huiyin.tenants.hiring.pipeline.bulk import Action, carry_out, plan
from huiyin.tenants.hiring.pipeline.layout import layout
from huiyin.tenants.hiring.talent_pool.models import PoolEntry
from huiyin.tenants.hiring.talent_pool.service import KEPT_FOR, consent, entry_of, invite, members, withdraw
from huiyin.tenants.hiring.vacancies.errors import VacancyClosedError
from huiyin.tenants.hiring.vacancies.queries import vacancy_page
from huiyin.tenants.hiring.vacancies.service import close
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.people.departments.queries import departments
from huiyin.tenants.people.persons.service import Contact
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.sheets import PEOPLE, person, workbook
from tests.support.tenants import Place

ME = "user:test"


async def add(session: AsyncSession, place: Place, number: int, department: str = "研发部") -> Application:
    contact = Contact(f"候选{chr(0x4E00 + number)}", f"+861380001{number:04d}", None)
    vacancy = VacancyFacts("工程师", department, "技术", "上海")
    return await add_candidate(
        session, place.vault, NewCandidate(contact, vacancy, Details(source="官网")), actor=ME
    )


async def test_nobody_is_in_the_pool_before_they_said_so_nor_after_it_ended(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await add(session, place, 1)
        entry = await invite(session, place.vault, found, actor=ME)
        assert entry is not None and not entry.member(clock.now())
        assert await invite(session, place.vault, found, actor=ME) is None
        assert (await session.scalars(select(Message.event))).all() == ["pool_invited"]
        assert [one.id for one in await members(session, asked=True)] == [entry.id]
        assert not await members(session, asked=False)
        consent(session, entry, actor="candidate:x")
        first = entry.expires_at
        consent(session, entry, actor="candidate:x")
        assert entry.expires_at == first and entry.member(clock.now())
        assert entry.consented_at is not None and first == entry.consented_at + KEPT_FOR
        assert [one.id for one in await members(session, asked=False)] == [entry.id]
        entry.expires_at = clock.now() - timedelta(seconds=1)
        await session.flush()
        assert await entry_of(session, found.person_id) is None and not await members(session, asked=False)
        again = await invite(session, place.vault, found, actor=ME)
        assert again is not None and again.id != entry.id, "the old consent stays as a record"
        withdraw(session, again, actor="candidate:x")
        assert await entry_of(session, found.person_id) is None
    async with place.database.tenant(place.tenant) as session:
        kinds = (await session.scalars(select(AuditEvent.kind).where(AuditEvent.kind.like("pool.%")))).all()
        assert kinds == ["pool.invited", "pool.consented", "pool.invited", "pool.withdrawn"]
        said = (await session.scalars(select(AuditEvent).where(AuditEvent.kind == "pool.consented"))).one()
        assert said.data["purpose"] and said.actor.startswith("candidate:")


async def test_the_blacklist_is_encrypted_ends_and_is_lifted_with_a_reason(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await add(session, place, 1)
        reason = "学位证书经核实为伪造"
        entry = await put_on(
            session, place.vault, found, category="false_papers", reason=reason, by=Author(ME, "周敏")
        )
        assert reason.encode() not in entry.reason_encrypted
        with pytest.raises(AlreadyListedError):
            await put_on(session, place.vault, found, category="other", reason=reason, by=Author(ME, "周敏"))
        warned = await warnings_for(session, place.vault, [found.person_id])
        assert (warned[found.person_id].reason, warned[found.person_id].entry.added_by) == (reason, "周敏")
        sheets = read_sheets(
            workbook({"候选人": [PEOPLE, person(found.person.name, "13800010001")]}), "a.xlsx"
        )
        read = plan_import(sheets, {}, lambda _phone: None)
        assert read.people[0].findings == ()
        told = await warn(session, place.vault, read)
        assert reason in told.people[0].findings[-1].message and told.people[0].verdict == "person"
        await lift(session, place.vault, entry, reason="重新核实，证书属实", actor=ME, by="周敏")
        with pytest.raises(AlreadyLiftedError):
            await lift(session, place.vault, entry, reason="再来一次", actor=ME, by="周敏")
        assert not await warnings_for(session, place.vault, [found.person_id])
        assert [one.lift_reason for one in await listed(session, place.vault)] == ["重新核实，证书属实"]
        second = await put_on(
            session, place.vault, found, category="other", reason=reason, by=Author(ME, "周")
        )
        second.expires_at = clock.now() - timedelta(seconds=1)
        await session.flush()
        assert not await warnings_for(session, place.vault, [found.person_id])
    async with place.database.tenant(place.tenant) as session:
        events = (await session.scalars(select(AuditEvent).where(AuditEvent.kind.like("blacklist.%")))).all()
        assert [event.kind for event in events] == ["blacklist.added", "blacklist.lifted", "blacklist.added"]
        assert all(reason not in str(event.data) for event in events)


def test_the_blacklist_is_for_the_whole_tenant_and_for_few() -> None:
    hr = BUILT_IN["hr"].permissions
    whole = combine(None, [Grant("HR", hr)])  # type: ignore[arg-type]
    part = combine(None, [Grant("HR", hr, path="a/")])  # type: ignore[arg-type]
    assert whole.scope(BlacklistPermission.MANAGE) == EVERYTHING
    assert not part.may(BlacklistPermission.MANAGE)
    for role in ("hiring_manager", "interviewer", "seal_keeper", "auditor"):
        assert BlacklistPermission.MANAGE not in BUILT_IN[role].permissions


async def test_pool_and_blacklist_stand_inside_the_walls(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        for number, department in enumerate(("研发部", "销售部")):
            found = await add(session, place, number, department)
            await invite(session, place.vault, found, actor=ME)
            await put_on(
                session, place.vault, found, category="other", reason="事实如此", by=Author(ME, "周敏")
            )
        research = next(row for row in await departments(session) if row.name == "研发部")
        narrow(session, walls(Scope(paths=frozenset({research.path}))))
        session.expunge_all()
        for table in (PoolEntry, BlacklistEntry):
            assert len((await session.scalars(select(table))).all()) == 1


async def test_many_at_once_with_who_is_left_out_and_why(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        people = [await add(session, place, number) for number in range(4)]
        people[3].stage = "offer"
        await session.flush()
        stages, ids = await layout(session), [one.id for one in people]
        wanted = Action("move", stages.firsts["sign"])
        assert not (await plan(session, ids, wanted, stages)).ready
        archive = Action("move", stages.firsts["archived"], "us.pay")
        looked = await plan(session, ids, archive, stages)
        assert (len(looked.ready), looked.told) == (4, 4)
        seen = {one.application.id: stages.place_of(one.application).id for one in looked.ready}
        people[0].stage = "interview"
        await session.flush()
        planned = await plan(session, ids, archive, stages, seen=seen, lock=True)
        assert [str(why) for _one, why in planned.left] == ["刚刚被移到了「待面试」。"]
        assert await carry_out(session, place.vault, planned, archive, stages, actor=ME) == 3
        await session.flush()
        assert len((await session.scalars(select(Message.id))).all()) == 3
        again = await plan(session, ids, archive, stages)
        assert {str(why) for _one, why in again.left} == {"已经在这个阶段。"}
        source = Action("source", source="校友推荐")
        done = await plan(session, ids, source, stages, lock=True)
        assert await carry_out(session, place.vault, done, source, stages, actor=ME) == 4
        assert not (await plan(session, ids, source, stages)).ready
        pool = await plan(session, [*ids, ids[0]], Action("pool"), stages, lock=True)
        assert await carry_out(session, place.vault, pool, Action("pool"), stages, actor=ME) == 4
        await session.flush()
        assert not (await plan(session, ids, Action("pool"), stages)).ready


async def test_a_closed_vacancy_takes_nobody_and_the_list_counts(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await add(session, place, 1)
        (await add(session, place, 2)).stage = "onboard"
        await session.flush()
        rows, total = await vacancy_page(session, closed=False)
        assert (rows[0].open, rows[0].hired, total) == (2, 1, 1)
        assert rows[0].vacancy.pay_structure == "固定薪资 + 项目奖金"
        close(session, found.vacancy, actor=ME)
        await session.flush()
        with pytest.raises(VacancyClosedError):
            await add(session, place, 3)
        assert (await vacancy_page(session, closed=True))[1] == 1
