"""Contracts that wait for a signature, made straight through the services: of an applicant, and of an employee."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import time, timedelta
from itertools import count
from uuid import UUID

from huiyin.platform import clock
from huiyin.portal.matters import matter
from huiyin.road.contracts import id_number
from huiyin.road.people import AGREED
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.contract_templates.queries import newest_versions
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.labour_contracts.queries import contract as load
from huiyin.tenants.contracts.labour_contracts.queries import contracts_to_look_after
from huiyin.tenants.contracts.labour_contracts.renewal import renew, suggest_renewal
from huiyin.tenants.contracts.labour_contracts.service import Draft, record_rendered, send
from huiyin.tenants.contracts.minimum_wages.service import verify_presets
from huiyin.tenants.contracts.signing.concerns import Remark, raise_concern
from huiyin.tenants.contracts.signing.deadlines import come_back, look_after
from huiyin.tenants.contracts.signing.models import Concern
from huiyin.tenants.contracts.signing.queries import concerns_of
from huiyin.tenants.contracts.signing.reading import Answer, Report, finish_reading, open_contract
from huiyin.tenants.hiring.candidates.service import fill_onboarding
from huiyin.tenants.hiring.candidates.states import enter
from huiyin.tenants.hiring.contracting.service import make_contract, suggest
from huiyin.tenants.messaging.messages.delivery import Delivery, save_delivery
from huiyin.tenants.messaging.messages.hours import Hours
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.people.employees.entry import NewEmployee, add_employee
from huiyin.tenants.people.employees.queries import employee
from huiyin.tenants.people.employers.queries import legal_entities
from huiyin.tenants.people.persons.models import Person
from huiyin.tenants.people.persons.service import Contact
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .hiring import ME, Hiring
from .tenants import Place

_NUMBERS = count(1)
_TERMS = AGREED | {
    "job.department": "设备部",
    "job.duties": "维护华东大区各产线的设备，完成部门安排的工作任务",
    "job.location": "上海市",
    "social.place": "上海市",
    "pay.base": "12000",
    "probation.end": "",
    "probation.wage": "",
}


@dataclass
class Waiting:
    """A tenant with contracts that wait for their signatures; the test is the worker."""

    place: Place
    number: int = field(default_factory=lambda: next(_NUMBERS))

    @asynccontextmanager
    async def locked(self, contract_id: UUID) -> AsyncIterator[tuple[AsyncSession, Contract]]:
        """A transaction with one contract locked in it."""
        async with self.place.database.tenant(self.place.tenant) as session:
            yield session, await load(session, contract_id, lock=True)

    async def quiet(self, start: time, end: time) -> None:
        """Nobody is disturbed between these hours."""
        async with self.place.database.tenant(self.place.tenant) as session:
            await save_delivery(session, Delivery(Hours(clock.BEIJING, start, end)), actor=ME)

    async def of_applicant(self, *, sent: bool = True) -> UUID:
        """The contract of somebody who passed."""
        number = next(_NUMBERS)
        async with self.place.database.tenant(self.place.tenant) as session:
            applied = await Hiring(session, self.place, made=number).candidate(number=number)
            await _identify(session, self.place, applied.person, number)
            enter(session, applied, "offer")
            employer = (await legal_entities(session))[0]
            draft = await _draft(session, suggest(applied, today=clock.today_in_china()))
            made = await make_contract(session, self.place.vault, applied, employer, draft, actor=ME)
        return await self._send(made.id, sent=sent)

    async def of_employee(self) -> UUID:
        """A renewal, which came of no application."""
        number = next(_NUMBERS)
        async with self.place.database.tenant(self.place.tenant) as session:
            employer = (await legal_entities(session))[0]
            first_day = clock.today_in_china() - timedelta(days=400)
            contact = Contact("公孙策", f"+8613760{number:06d}", "g@example.com")
            file = await add_employee(
                session,
                self.place.vault,
                NewEmployee(contact, employer, "设备工程师", None, first_day),
                actor=ME,
            )
            found = await employee(session, file.id)
            await _identify(session, self.place, found.person, number)
            suggested = await suggest_renewal(session, self.place.vault, found)
            draft = await _draft(session, dict(suggested.values))
            made = await renew(session, self.place.vault, found, draft, department_id=None, actor=ME)
        return await self._send(made.id, sent=True)

    async def _send(self, contract_id: UUID, *, sent: bool) -> UUID:
        async with self.locked(contract_id) as (session, found):
            await record_rendered(
                session, found, key="draft.pdf", sha256="0" * 64, parties="1" * 64, alg="ES256"
            )
            if sent:
                await send(session, self.place.vault, found, actor=ME)
        return contract_id

    async def look(self, contract_id: UUID) -> Contract:
        """The contract as it stands."""
        async with self.place.database.tenant(self.place.tenant) as session:
            return await load(session, contract_id)

    async def say(self, contract_id: UUID, kind: str, about: str = "", words: str = "为什么？") -> Concern:
        """The candidate says something of it."""
        async with self.locked(contract_id) as (session, found):
            return await raise_concern(session, self.place.vault, found, Remark(kind, about, words))

    async def said(self, contract_id: UUID) -> list[Concern]:
        """Everything that was said of it, the last first."""
        async with self.place.database.tenant(self.place.tenant) as session:
            return list(await concerns_of(session, contract_id))

    async def watch(self) -> None:
        """What the job does."""
        async with self.place.database.tenant(self.place.tenant) as session:
            ids = await contracts_to_look_after(session, clock.now(), limit=100)
        for contract_id in ids:
            async with self.locked(contract_id) as (session, found):
                await look_after(session, self.place.vault, found)
        async with self.place.database.tenant(self.place.tenant) as session:
            await come_back(session)

    async def told(self, contract_id: UUID) -> list[str]:
        """Of what their person was told by text message, in its order."""
        async with self.place.database.tenant(self.place.tenant) as session:
            mine = (Message.channel == "sms") & Message.key.contains(str(contract_id))
            found = (await session.scalars(select(Message).where(mine).order_by(Message.id))).all()
        assert all(matter(one).startswith(f"/contracts/{contract_id}") for one in found)
        return [one.event for one in found]

    async def events(self, contract_id: UUID) -> list[str]:
        """What the chain says of it, in its order."""
        async with self.place.database.tenant(self.place.tenant) as session:
            kinds = select(AuditEvent.kind).where(AuditEvent.contract_id == contract_id)
            return list(await session.scalars(kinds.order_by(AuditEvent.seq)))


async def read_it(session: AsyncSession, contract: Contract) -> None:
    """The candidate has looked at every page for long enough, and agrees."""
    signing = await open_contract(session, contract)
    signing.read_seconds, signing.text_read = 60, True
    await finish_reading(session, contract, Answer(agreed=True, report=Report()))


async def _identify(session: AsyncSession, place: Place, person: Person, number: int) -> None:
    await fill_onboarding(
        session, place.vault, person,
        id_type="居民身份证", id_number=id_number(number), address="上海市浦东新区世纪大道 100 号 101 室",
    )  # fmt: skip
    await session.flush()


async def _draft(session: AsyncSession, values: dict[str, str]) -> Draft:
    await verify_presets(session, "测试数据")  # whatever the year of the test
    template = next(one for one in await newest_versions(session) if one.code == "fixed_tech")
    return Draft(template, {**values, **_TERMS}, None)
