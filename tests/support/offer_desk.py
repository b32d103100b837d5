"""A tenant with somebody who has passed: offers are made, sent and answered there, and a contract of them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from uuid import UUID

from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road.contracts import id_number
from huiyin.road.people import AGREED
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.contract_templates.queries import newest_versions
from huiyin.tenants.contracts.labour_contracts.origin import Origin
from huiyin.tenants.contracts.labour_contracts.service import Draft
from huiyin.tenants.contracts.law.periods import last_day
from huiyin.tenants.contracts.offers.answers import accept
from huiyin.tenants.contracts.offers.models import Offer
from huiyin.tenants.contracts.offers.queries import offer as load
from huiyin.tenants.contracts.offers.queries import words_of
from huiyin.tenants.contracts.offers.rule import until
from huiyin.tenants.contracts.offers.service import (
    OfferDraft,
    submit,
)
from huiyin.tenants.contracts.offers.states import state_now
from huiyin.tenants.contracts.offers.terms import OfferTerms
from huiyin.tenants.hiring.candidates.queries import application
from huiyin.tenants.hiring.candidates.service import fill_onboarding
from huiyin.tenants.hiring.candidates.states import enter
from huiyin.tenants.hiring.contracting.offers import contract_values, send_offer, write_offer
from huiyin.tenants.hiring.contracting.service import make_contract, suggest
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.people.employers.queries import legal_entities
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.hiring import ME, Hiring
from tests.support.tenants import Place, fresh_tenant

_NUMBERS = count(1)
HER = "candidate:her"


@dataclass
class OfferDesk:
    """A tenant with somebody who has passed; the test is everybody else."""

    place: Place
    application_id: UUID
    person_id: UUID
    offers: list[UUID] = field(default_factory=list)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        async with self.place.database.tenant(self.place.tenant) as session:
            yield session

    @asynccontextmanager
    async def locked(self, offer_id: UUID) -> AsyncIterator[tuple[AsyncSession, Offer]]:
        """A transaction with one offer locked in it."""
        async with self.session() as session:
            yield session, await load(session, offer_id, lock=True)

    async def draft(self, session: AsyncSession, days: int = 5, **other: str) -> OfferDraft:
        """What is offered, to be answered in so many days."""
        start = clock.today_in_china() + timedelta(days=14)
        values = {
            "job.title": "工程师",
            "job.department": "研发部",
            "job.location": "上海",
            "contract.start": start.isoformat(),
            "contract.end": last_day(start, 36).isoformat(),
            "probation.end": last_day(start, 3).isoformat(),
            "pay.base": "12000",
            "probation.wage": "12000",
            "bonus.project_scope": AGREED["bonus.project_scope"],
            "bonus.base_desc": AGREED["bonus.base_desc"],
            "bonus.cycle": AGREED["bonus.cycle"],
            "bonus.pay_days": AGREED["bonus.pay_days"],
        }
        typed = values | {name.replace("__", "."): value for name, value in other.items()}
        reply_by = until(session, clock.today_in_china() + timedelta(days=days))
        return OfferDraft((await legal_entities(session))[0], OfferTerms(typed, "欢迎！"), reply_by)

    async def write(self, days: int = 5, **other: str) -> UUID:
        """Another version."""
        async with self.session() as session:
            applied = await application(session, self.application_id, lock=True)
            draft = await self.draft(session, days, **other)
            made = await write_offer(session, self.place.vault, applied, draft, actor=ME)
            return made.id

    async def submit(self, offer_id: UUID) -> None:
        async with self.locked(offer_id) as (session, found):
            await submit(session, found, actor=ME)

    async def send(self, offer_id: UUID) -> None:
        async with self.locked(offer_id) as (session, found):
            await send_offer(session, self.place.vault, found, actor=ME)

    async def sent(self, **other: str) -> UUID:
        """A version that the candidate has."""
        made = await self.write(**other)
        await self.submit(made)
        await self.send(made)
        return made

    async def accept(self, offer_id: UUID, seen: str | None = None) -> None:
        async with self.locked(offer_id) as (session, found):
            await accept(session, found, seen=seen or found.terms_sha256, actor=HER)

    async def look(self, offer_id: UUID) -> Offer:
        async with self.session() as session:
            return await load(session, offer_id)

    async def state(self, offer_id: UUID) -> str:
        return state_now(await self.look(offer_id))

    async def events(self) -> list[str]:
        """What the chain says of offers, the first first."""
        async with self.session() as session:
            kinds = await session.scalars(
                select(AuditEvent.kind).where(AuditEvent.kind.like("offer.%")).order_by(AuditEvent.seq)
            )
            return [kind.removeprefix("offer.") for kind in kinds]

    async def told(self) -> list[str]:
        """The occasions of which the candidate was told."""
        async with self.session() as session:
            found = await session.scalars(
                select(Message.event)
                .where(Message.event.like("offer_%"), Message.channel == "sms")
                .order_by(Message.id)
            )
            return list(found)

    async def contract(
        self, reason: str = "", answers: Mapping[str, str] | None = None, **other: str
    ) -> UUID:
        """HR makes the contract: filled from the offer, then changed."""
        async with self.session() as session:
            applied = await application(session, self.application_id, lock=True)
            template = next(one for one in await newest_versions(session) if one.code == "fixed_tech")
            values = AGREED | {
                name: text for name, text in suggest(applied, today=clock.today_in_china()).items() if text
            }
            if self.offers:
                found = await load(session, self.offers[-1])
                said = await words_of(session, self.place.vault, found)
                values |= contract_values(found, said.terms)
            typed = values | {name.replace("__", "."): value for name, value in other.items()}
            draft = Draft(template, typed, None, origin=Origin(reason=reason), answers=answers or {})
            employer = (await legal_entities(session))[0]
            made = await make_contract(session, self.place.vault, applied, employer, draft, actor=ME)
            return made.id


@asynccontextmanager
async def offer_desk(settings: Settings) -> AsyncIterator[OfferDesk]:
    """A fresh tenant with one."""
    async with fresh_tenant(settings) as place:
        number = next(_NUMBERS)
        async with place.database.tenant(place.tenant) as session:
            applied = await Hiring(session, place).candidate("欧阳娜娜", number=number)
            await fill_onboarding(
                session, place.vault, applied.person,
                id_type="居民身份证", id_number=id_number(number), address="上海市浦东新区世纪大道 100 号 101 室",
            )  # fmt: skip
            enter(session, applied, "offer")
            desk = OfferDesk(place, applied.id, applied.person_id)
        yield desk
