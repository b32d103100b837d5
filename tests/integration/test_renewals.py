"""What a contract of an employee is made of: the last one's terms, the law's count of terms, one at a time, its department."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from huiyin.platform import clock
from huiyin.platform.db.narrowing import narrowed
from huiyin.road.contracts import id_number
from huiyin.road.people import AGREED
from huiyin.tenants.access.roles.rights import Scope
from huiyin.tenants.access.scope.service import walls
from huiyin.tenants.audit.author import Author
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.contract_templates.queries import newest_versions
from huiyin.tenants.contracts.labour_contracts.errors import (
    BeyondDepartmentsError,
    ContractBlockedError,
    ContractUnderWayError,
    ContractUnfinishedError,
    IdentityMissingError,
    NotEmployedError,
)
from huiyin.tenants.contracts.labour_contracts.facts import History
from huiyin.tenants.contracts.labour_contracts.history import history_of
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.labour_contracts.queries import contract as load
from huiyin.tenants.contracts.labour_contracts.renewal import Suggestion, renew, suggest_renewal
from huiyin.tenants.contracts.labour_contracts.service import Draft
from huiyin.tenants.contracts.labour_contracts.states import advance
from huiyin.tenants.hiring.candidates.errors import IdentityInContractError
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.candidates.queries import application
from huiyin.tenants.hiring.candidates.service import Details, apply_for, fill_onboarding
from huiyin.tenants.hiring.candidates.states import enter
from huiyin.tenants.hiring.contracting.service import department_of_job, make_contract
from huiyin.tenants.hiring.pipeline.unreached import unreached
from huiyin.tenants.hiring.vacancies.service import find_or_add
from huiyin.tenants.hiring.vacancies.service import place as move
from huiyin.tenants.messaging.messages.calls import note_call, unreached_count
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.messaging.messages.occasion import Occasion
from huiyin.tenants.messaging.messages.service import notify, send_code
from huiyin.tenants.people.departments.service import add
from huiyin.tenants.people.employees.entry import NewEmployee, add_employee
from huiyin.tenants.people.employees.queries import Employed, employee
from huiyin.tenants.people.employees.service import Employment, End, end_employment, file_employee
from huiyin.tenants.people.employers.queries import legal_entities
from huiyin.tenants.people.persons.service import Contact
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.integration.test_second_click import clicks
from tests.support.tenants import Place

pytestmark = pytest.mark.any_clock

ME = "user:test"
TERMS = AGREED | {
    "probation.wage": "",
    "job.duties": "维护华东大区各产线的设备，完成部门安排的工作任务",
    "job.location": "上海市",
    "social.place": "上海市",
    "pay.base": "12000",
}


async def _hired(session: AsyncSession, place: Place, *, identity: bool = True, number: int = 1) -> Employed:
    """Somebody of the 设备部 who came two years ago."""
    department = await add(session, name=f"设备部{number}", parent=None, actor=ME)
    new = NewEmployee(
        Contact("公孙策", f"+8613760{number:06d}", None),
        (await legal_entities(session))[0],
        "设备工程师",
        department,
        clock.today_in_china() - timedelta(days=730),
    )
    made = await add_employee(session, place.vault, new, actor=ME)
    found = await employee(session, made.id)
    if identity:
        await _identify(session, place, found, number=number)
    return found


async def _identify(session: AsyncSession, place: Place, found: Employed, *, number: int) -> None:
    """They say who they are."""
    await fill_onboarding(
        session, place.vault, found.person,
        id_type="居民身份证", id_number=id_number(number), address="上海市浦东新区世纪大道 100 号 101 室",
    )  # fmt: skip
    await session.flush()


async def _draft(session: AsyncSession, suggested: Suggestion, **other: str) -> Draft:
    code = other.pop("template", suggested.template)
    template = next(one for one in await newest_versions(session) if one.code == code)
    return Draft(template, {**suggested.values, **TERMS, **other}, None)


async def _make(session: AsyncSession, place: Place, found: Employed, **other: str) -> Contract:
    draft = await _draft(session, await suggest_renewal(session, place.vault, found), **other)
    department_id = await department_of_job(session, found.employee)
    return await renew(session, place.vault, found, draft, department_id=department_id, actor=ME)


async def _conclude(session: AsyncSession, contract: Contract, *, days_ago: int = 0) -> None:
    for state in ("checked", "sent", "signing", "pending_company", "sealing", "completed"):
        advance(contract, state)
    contract.completed_at = clock.now() - timedelta(days=days_ago)
    await session.flush()


async def _archive(session: AsyncSession, contract: Contract) -> None:
    advance(contract, "archived")
    await session.flush()


async def _apply(session: AsyncSession, found: Employed, *, stage: str = "offer") -> Application:
    """The employee's application for a job of another department, passed."""
    elsewhere = await add(session, name="销售部", parent=None, actor=ME)
    vacancy = await find_or_add(session, title="设备工程师", department="销售部")
    assert vacancy.department_id == elsewhere.id
    made = await apply_for(session, found.person, vacancy.id, Details(), actor=ME)
    assert made is not None
    enter(session, made, stage)
    await session.flush()
    return await application(session, made.id)


async def _contract_of(
    session: AsyncSession, place: Place, found: Employed, applied: Application
) -> Contract:
    draft = await _draft(session, await suggest_renewal(session, place.vault, found))
    return await make_contract(session, place.vault, applied, found.employer, draft, actor=ME)


async def test_terms_go_on_and_after_two_of_them_there_is_no_end(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await _hired(session, place)
        first = await suggest_renewal(session, place.vault, found)
        today = clock.today_in_china()
        assert (first.renewed, first.template) == (None, "fixed_tech")
        assert first.values["contract.start"] == today.isoformat()
        assert first.values["contract.employment_start"] == found.employee.starts_on.isoformat()
        assert (first.values["job.title"], first.values["job.department"]) == ("设备工程师", "设备部1")
        term = {
            "contract.start": "2024-02-29",
            "contract.end": "2026-02-27",
            "contract.employment_start": "2024-02-29",
        }
        one = await _make(session, place, found, **term)
        assert one.department_id == found.employee.department_id and one.application_id is None
        await _conclude(session, one)

        second = await suggest_renewal(session, place.vault, found)
        assert second.renewed is not None and second.renewed.id == one.id
        assert (second.values["contract.start"], second.values["contract.end"]) == (
            "2026-02-28",
            "2028-02-27",
        )
        assert second.values["job.duties"] == TERMS["job.duties"]
        assert second.values["probation.end"] == second.values["probation.wage"] == ""
        two = await _make(session, place, found)
        # The month in which a renewal is to be signed is that after its own term began, not the employment.
        late = [json.dumps(one["message"]) for one in two.findings if one["rule"] == "LC10-1"]
        assert len(late) == 1 and "2026-03-27" in late[0]
        await _conclude(session, two)

        third = await suggest_renewal(session, place.vault, found)
        assert (third.template, third.values["contract.end"]) == ("open_ended", "")
        assert third.values["contract.open_basis"] == "连续订立二次固定期限"
        with pytest.raises(ContractBlockedError) as blocked:
            await _make(session, place, found, template="fixed_tech", **{"contract.end": "2030-02-27"})
        errors = [(one.rule, one.field) for one in blocked.value.findings if one.level == "error"]
        assert errors == [("LC14-1", "template")]
        draft = await _draft(session, third, template="fixed_tech", **{"contract.end": "2030-02-27"})
        asked = Draft(draft.template, draft.values, None, fixed_on_request=True)
        made = await renew(
            session, place.vault, found, asked, department_id=found.employee.department_id, actor=ME
        )
        await session.flush()
    async with place.database.tenant(place.tenant) as session:
        created = select(AuditEvent.data).where(
            AuditEvent.kind == "contract.created", AuditEvent.contract_id == made.id
        )
        assert (await session.scalars(created)).one()["fixed_on_request"] == 1


async def test_what_stands_in_the_way(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        nobody = await _hired(session, place, identity=False)
        with pytest.raises(IdentityMissingError):
            await _make(session, place, nobody)
        found = await _hired(session, place, number=2)
        yesterday = clock.today_in_china() - timedelta(days=1)
        await end_employment(session, found.employee, End(yesterday, "resigned"), actor=ME)
        await session.flush()
        with pytest.raises(NotEmployedError):
            await _make(session, place, await employee(session, found.employee.id))


async def test_who_comes_back_begins_to_count_anew(place: Place) -> None:
    """Terms are consecutive within one employment: two signed before somebody left say nothing about the next."""
    async with place.database.tenant(place.tenant) as session:
        found, today = await _hired(session, place), clock.today_in_china()
        term = {
            "contract.start": str(today - timedelta(days=730)),
            "contract.end": str(today - timedelta(days=31)),
        }
        for _time in range(2):
            contract = await _make(session, place, found, **term)
            await _conclude(session, contract, days_ago=40)
            await _archive(session, contract)
        assert (await history_of(session, found.person.id, found.employer.id)).two_fixed_terms
        await end_employment(session, found.employee, End(today - timedelta(days=30), "expired"), actor=ME)
        assert await history_of(session, found.person.id, found.employer.id) == History(employed=True)
        again = Employment(
            found.person.id, found.employer.id, today, job_title="设备工程师", department_id=_of(found)
        )
        file = await file_employee(session, again)
        assert file is not None
        await session.flush()
        back = await employee(session, file.id)
        assert await history_of(session, found.person.id, found.employer.id) == History(employed=True)
        suggested = await suggest_renewal(session, place.vault, back)
        assert (suggested.renewed, suggested.template) == (None, "fixed_tech")
        await _conclude(session, await _make(session, place, back))
        history = await history_of(session, found.person.id, found.employer.id)
        assert history == History(employed=True, renews=True, fixed_terms=1)


async def test_an_end_still_to_come_hides_no_terms_and_lets_none_be_renewed(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await _hired(session, place)
        for _time in range(2):
            contract = await _make(session, place, found)
            await _conclude(session, contract)
            await _archive(session, contract)
        leaving = End(clock.today_in_china() + timedelta(days=20), "agreed")
        await end_employment(session, found.employee, leaving, actor=ME)
        assert (await history_of(session, found.person.id, found.employer.id)).two_fixed_terms
        with pytest.raises(NotEmployedError):
            await _make(session, place, await employee(session, found.employee.id))


async def test_an_employment_does_not_end_before_its_contract_is_in_the_archive(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await _hired(session, place)
        leaving = End(clock.today_in_china() + timedelta(days=20), "agreed")
        contract = await _make(session, place, found)
        with pytest.raises(ContractUnfinishedError):
            await end_employment(session, found.employee, leaving, actor=ME)
        await _conclude(session, contract)  # sealed; the archive files the employee
        with pytest.raises(ContractUnfinishedError):
            await end_employment(session, found.employee, leaving, actor=ME)
        assert found.employee.ended_on is None
        await _archive(session, contract)
        await end_employment(session, found.employee, leaving, actor=ME)


async def test_who_somebody_is_stays_as_their_contract_says_until_it_is_in_the_archive(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await _hired(session, place)
        before = found.person.id_number_digest
        contract = await _make(session, place, found)
        for _step in range(2):
            with pytest.raises(IdentityInContractError):
                await _identify(session, place, found, number=2)
            assert found.person.id_number_digest == before
            if contract.state == "draft":
                await _conclude(session, contract)
        await _archive(session, contract)
        await _identify(session, place, found, number=2)
        assert found.person.id_number_digest != before


async def test_one_contract_at_a_time_whatever_it_came_of(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await _hired(session, place)
        applied = await _apply(session, found)
        renewal = await _make(session, place, found)
        with pytest.raises(ContractUnderWayError):
            await _contract_of(session, place, found, applied)
        advance(renewal, "withdrawn")
        await session.flush()
        await _contract_of(session, place, found, applied)
        with pytest.raises(ContractUnderWayError):
            await _make(session, place, found)


async def test_a_renewal_is_where_the_job_is_now(place: Place) -> None:
    """The vacancy that somebody was hired for has moved: the contract goes with it, and never out of its maker's sight."""
    async with place.database.tenant(place.tenant) as session:
        known = await _hired(session, place)
        applied = await _apply(session, known)
        first = await _contract_of(session, place, known, applied)
        await _conclude(session, first)
        await _archive(session, first)
        file = known.employee
        file.contract_id, file.department_id = first.id, first.department_id
        moved_to = await add(session, name="质量部", parent=None, actor=ME)
        await move(session, applied.vacancy, department=moved_to, hiring_manager_id=None, actor=ME)
        await session.flush()
    async with place.database.tenant(place.tenant) as session:
        with narrowed(session, walls(Scope(paths=frozenset({f"{moved_to.id.hex}/"})))):
            found = await employee(session, file.id)
            made = await _make(session, place, found)
            assert (await load(session, made.id)).department_id == moved_to.id
            advance(made, "withdrawn")
            draft = await _draft(session, await suggest_renewal(session, place.vault, found))
            with pytest.raises(BeyondDepartmentsError):
                await renew(session, place.vault, found, draft, department_id=first.department_id, actor=ME)
    async with place.database.tenant(place.tenant) as session:
        assert await session.scalar(select(func.count(Contract.id))) == 2
        created = select(func.count(AuditEvent.seq)).where(AuditEvent.kind == "contract.created")
        assert await session.scalar(created) == 2


async def test_four_clicks_make_one_contract(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        id_ = (await _hired(session, place)).employee.id

    async def click(session: AsyncSession) -> None:
        await _make(session, place, await employee(session, id_))

    said = await clicks(place, click)
    assert sorted(type(one).__name__ for one in said) == [ContractUnderWayError.__name__] * 3 + ["NoneType"]
    async with place.database.tenant(place.tenant) as session:
        assert await session.scalar(select(func.count(Contract.id))) == 1


async def test_a_call_about_no_application_is_one_departments(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await _hired(session, place)
        other = await add(session, name="销售部", parent=None, actor=ME)
        values = {"post": "工程师", "step": "请签署"}
        await notify(session, place.vault, found.person, Occasion("contract_ready", "x", None), values)
        await send_code(session, place.vault, found.person, code="123456", use="签署确认")
        for message in await session.scalars(select(Message)):
            message.state = "failed"
        await session.flush()
        mine, theirs = (Scope(paths=frozenset({f"{id_.hex}/"})) for id_ in (_of(found), other.id))
        with narrowed(session, walls(theirs)):
            assert await unreached(session) == ([], 0)
        with narrowed(session, walls(mine)):
            (row,), count = await unreached(session)
            assert (count, row.application, row.occasion) == (1, None, "contract_ready:x")
            assert row.employee is not None and row.employee.id == found.employee.id
            for outcome, left in (("not_reached", 1), ("reached", 0)):
                await note_call(session, row.messages[0], outcome, "", by=Author(ME, "周敏"))
                await session.flush()
                assert await unreached_count(session) == left


def _of(found: Employed) -> UUID:
    assert found.employee.department_id is not None
    return found.employee.department_id
