"""People with a contract to sign, by the hundred, in a tenant of their own: made by the services, its file by the worker."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Literal
from uuid import UUID

from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road.contracts import id_number
from huiyin.road.people import eventually
from huiyin.tenants.access.sessions.asked_codes import ask_code, issue_code
from huiyin.tenants.access.sessions.models import AskedCode
from huiyin.tenants.access.sessions.service import Browser, close_sessions, open_session
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.contract_templates.queries import newest_versions
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.labour_contracts.queries import contract as load
from huiyin.tenants.contracts.labour_contracts.service import Draft, send, withdraw
from huiyin.tenants.contracts.signing.deadlines import send_again, sending_of
from huiyin.tenants.contracts.signing.identity import identify
from huiyin.tenants.contracts.signing.rule import save_signing_rule, signing_rule
from huiyin.tenants.contracts.signing.service import asker, binding, verify
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.candidates.queries import application
from huiyin.tenants.hiring.candidates.service import fill_onboarding
from huiyin.tenants.hiring.candidates.states import enter
from huiyin.tenants.hiring.contracting.service import make_contract, suggest
from huiyin.tenants.people.employers.queries import legal_entities
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from .contract_to_sign import ADDRESS, terms
from .hiring import Hiring
from .signing import read_it
from .tenants import Place, fresh_tenant

Step = Literal["read", "verify", "sign"]
STEPS: tuple[Step, ...] = ("read", "verify", "sign")
HR = "user:test"
_NUMBERS = count(1)
_PHONES = 500_000  # they are told apart over all tenants: they share one gateway


@dataclass
class Signer:
    """Somebody who signs; `phone` as it is typed, `token` of the session in their browser."""

    name: str
    phone: str
    number: str
    application_id: UUID
    person_id: UUID
    contract_id: UUID
    token: str

    @property
    def at(self) -> str:
        """The contract's address in the portal."""
        return f"/contracts/{self.contract_id}"


@dataclass
class Signers:
    """A tenant whose candidates sign. Nobody is asked to read for any time."""

    place: Place
    origin: str
    made: list[Signer] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def at(cls, settings: Settings) -> AsyncIterator["Signers"]:
        """Make the tenant; its connections are closed at the end of the block."""
        async with fresh_tenant(settings) as place:
            async with place.database.tenant(place.tenant) as session:
                rule = replace(await signing_rule(session), least_seconds=0)
                await save_signing_rule(session, rule, actor=HR)
            yield cls(place, settings.origin(place.tenant.slug))

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A transaction in the tenant."""
        async with self.place.database.tenant(self.place.tenant) as session:
            yield session

    @asynccontextmanager
    async def locked(self, who: Signer) -> AsyncIterator[tuple[AsyncSession, Contract]]:
        """A transaction with one contract locked in it."""
        async with self.session() as session:
            yield session, await load(session, who.contract_id, lock=True)

    async def make(self, number: int, names: Sequence[str] = ("阿卜杜热合曼·买买提艾力",)) -> list[Signer]:
        """So many people, each sent a contract whose file the worker has set."""
        made = [await self._person(names[at % len(names)]) for at in range(number)]
        for who in made:
            await self.when(who, "checked")
        for who in made:
            async with self.locked(who) as (session, contract):
                await send(session, self.place.vault, contract, actor=HR)
        self.made += made
        return made

    async def _person(self, name: str) -> Signer:
        number = next(_NUMBERS)
        async with self.session() as session:
            applied = await Hiring(session, self.place, made=number).candidate(name, number=_PHONES + number)
            await fill_onboarding(
                session, self.place.vault, applied.person,
                id_type="居民身份证", id_number=id_number(number), address=ADDRESS,
            )  # fmt: skip
            enter(session, applied, "offer")
            opened = await open_session(session, "candidate", applied.person_id, Browser("test"))
            contract_id = await self._contract(session, applied)
            phone = f"13900{_PHONES + number:06d}"
            return Signer(
                name, phone, id_number(number), applied.id, applied.person_id, contract_id, opened.token
            )

    async def _contract(self, session: AsyncSession, applied: Application) -> UUID:
        employer = (await legal_entities(session))[0]
        template = next(one for one in await newest_versions(session) if one.code == "fixed_tech")
        values = {**suggest(applied, today=clock.today_in_china()), **terms()}
        draft = Draft(template, values, None)
        made = await make_contract(session, self.place.vault, applied, employer, draft, actor=HR)
        return made.id

    async def when(self, who: Signer, state: str, patience: float = 300) -> None:
        """Wait until the contract is so far."""

        async def look() -> bool | None:
            return True if await self.state(who) == state else None

        await eventually(look, f"a contract to be {state}", patience)

    async def state(self, who: Signer) -> str:
        """How far the contract is."""
        async with self.session() as session:
            return (await load(session, who.contract_id)).state

    async def bring_to(self, who: Signer, step: Step) -> None:
        """What comes before a step is done, with a code that nobody had to type."""
        if step == "read":
            return
        async with self.locked(who) as (session, contract):
            await read_it(session, contract)
            if step == "sign":
                await identify(session, self.place.vault, contract, who.name, who.number)
                asking = asker(contract, who.token)
                issued = await issue_code(session, await ask_code(session, asking), binding(contract))
                assert issued is not None
                await verify(session, contract, issued[1], who.token)

    async def another_browser(self, who: Signer) -> str:
        """The token of a second device of the same person."""
        async with self.session() as session:
            return (await open_session(session, "candidate", who.person_id, Browser("other"))).token

    async def sign_out(self, who: Signer) -> None:
        """Two hours have gone by: nobody is signed in any more."""
        async with self.session() as session:
            await close_sessions(session, "candidate", who.person_id)

    async def age_codes(self, by: timedelta) -> None:
        """Every code was asked for, and ends, so much earlier."""
        earlier = {one: one - by for one in (AskedCode.created_at, AskedCode.expires_at)}
        async with self.session() as session:
            await session.execute(update(AskedCode).values(earlier))

    async def withdraw(self, who: Signer) -> None:
        """The company takes it back."""
        async with self.locked(who) as (session, contract):
            await withdraw(session, self.place.vault, contract, actor=HR)

    async def let_expire(self, who: Signer) -> None:
        """Its last moment was a minute ago."""
        async with self.locked(who) as (_session, contract):
            contract.sign_until = clock.now() - timedelta(minutes=1)

    async def send_again(self, who: Signer) -> None:
        """The company sends it once more."""
        async with self.locked(who) as (session, contract):
            seen = sending_of(contract)
            assert await send_again(session, self.place.vault, contract, seen=seen, actor=HR)

    async def replace(self, who: Signer) -> Signer:
        """The company takes it back and sends another one."""
        await self.withdraw(who)
        async with self.session() as session:
            contract_id = await self._contract(session, await application(session, who.application_id))
        new = replace(who, contract_id=contract_id)
        await self.when(new, "checked")
        async with self.locked(new) as (session, contract):
            await send(session, self.place.vault, contract, actor=HR)
        return new

    async def count(self, who: Signer, kind: str) -> int:
        """How often the chain says this of the contract."""
        wanted = select(func.count()).where(
            AuditEvent.contract_id == who.contract_id, AuditEvent.kind == kind
        )
        async with self.session() as session:
            return await session.scalar(wanted) or 0
