"""HR of another department looks into every table there is: what is walled shows nothing of a foreign person's."""

from typing import Any
from uuid import uuid4

from huiyin.platform import clock
from huiyin.platform.db import TenantBase
from huiyin.platform.db.narrowing import narrowed
from huiyin.platform.db.scoping import Unscoped
from huiyin.platform.i18n import LazyText
from huiyin.tenants.access.roles.rights import EVERYTHING, NOTHING, Scope
from huiyin.tenants.access.scope.service import declared, walls
from huiyin.tenants.automation.triggers.models import TriggerRun
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.signing.models import PersonCheck
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.decisions.models import Decision, ReviewRequest
from huiyin.tenants.hiring.interviews.models import Scorecard
from huiyin.tenants.hiring.scorecards.models import CardRevision
from huiyin.tenants.hiring.surveys.models import Survey
from huiyin.tenants.hiring.talent_pool.models import PoolEntry
from huiyin.tenants.hiring.vacancies.models import Vacancy
from huiyin.tenants.messaging.messages.models import CallNote
from huiyin.tenants.people.departments.queries import departments
from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapper

from tests.support.victim import Victim

WALLED = sorted(
    (mapper for mapper in TenantBase.registry.mappers if not isinstance(declared(mapper), Unscoped)),
    key=lambda mapper: mapper.local_table.name,
)


async def _plant(session: AsyncSession, victim: Victim) -> None:
    """Rows of the tables in which the victim has none."""
    application = await session.get_one(Application, victim.ids["application_id"])
    of = Decision.application_id == application.id
    decision = (await session.scalars(select(Decision).where(of).limit(1))).one()
    card = (
        await session.scalars(select(Scorecard).where(Scorecard.application_id == application.id))
    ).first()
    assert card is not None
    contract = (
        await session.scalars(select(Contract).where(Contract.application_id == application.id).limit(1))
    ).one()
    now, by = clock.now(), "沈知远"
    session.add_all(
        [
            CallNote(
                person_id=application.person_id, application_id=application.id, occasion="result_pass", outcome="reached",
                called_by=by, called_at=now
            ),
            PoolEntry(
                person_id=application.person_id, application_id=application.id, purpose="x", invited_by=by, invited_at=now
            ),
            ReviewRequest(application_id=application.id, decision_id=decision.id, asked_at=now, due_at=now),
            CardRevision(scorecard_id=card.id, before={}, reason="x", reopened_by=by, reopened_at=now),
            Survey(application_id=application.id, score=1, answered_at=now),
            PersonCheck(
                contract_id=contract.id, person_id=contract.person_id, kind="face", state="abandoned", facts_digest="x", asked_at=now,
                reason=LazyText("")
            ),
            TriggerRun(trigger_id=uuid4(), seq=1, application_id=application.id, at=now),
        ]
    )  # fmt: skip
    await session.flush()
    session.expunge_all()


async def _rows(session: AsyncSession, mapper: Mapper[Any], scope: Scope) -> set[Any]:
    with narrowed(session, walls(scope)):
        found = await session.scalars(select(mapper.class_))
        return {inspect(row).identity for row in found}


async def test_every_walled_table_hides_another_departments_rows(victim: Victim) -> None:
    async with victim.database.tenant(victim.tenant) as session:
        await _plant(session, victim)
        paths = {row.name: row.path for row in await departments(session)}
        home = (await session.get_one(Application, victim.ids["application_id"])).vacancy_id
        vacancies = {row.id: row.department for row in await session.scalars(select(Vacancy))}
        own, far = (Scope(paths=frozenset({paths[name]})) for name in (vacancies[home], "销售部"))
        for mapper in WALLED:
            name = mapper.local_table.name
            everything = await _rows(session, mapper, EVERYTHING)
            mine, theirs = await _rows(session, mapper, own), await _rows(session, mapper, far)
            assert mine, f"{name}: nobody has a row: plant one in this file"
            assert mine <= everything and theirs <= everything, name
            assert not mine & theirs, name
            assert await _rows(session, mapper, NOTHING) == set(), name
        await session.rollback()
