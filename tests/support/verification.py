"""A company on its way to being proven: papers, operators, the bank."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.people.company_verification.details import Details
from huiyin.tenants.people.company_verification.models import CompanyVerification
from huiyin.tenants.people.company_verification.queries import is_proven, standing_of, verification
from huiyin.tenants.people.company_verification.scan import checked_scan
from huiyin.tenants.people.company_verification.service import (
    approve,
    begin,
    fill_in,
    keep_document,
    seen_as,
    submit,
)
from huiyin.tenants.people.company_verification.transfer import record_sent
from huiyin.tenants.people.employers.models import LegalEntity
from huiyin.tenants.people.employers.queries import legal_entities
from huiyin.tenants.people.employers.service import EmployerFacts, change_employer
from PIL import Image
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .tenants import Place

ME, OPERATOR = "user:test", "operator:test"
AGENT = Details("招商银行杭州西湖支行", "571900000010001", "agent", "周敏")
FEN = 37


def picture(kind: str = "PNG", size: tuple[int, int] = (800, 600), colour: str = "white") -> bytes:
    """A paper that somebody has photographed."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, kind)
    return made.getvalue()


@dataclass
class Applicant:
    """The employer of a fresh tenant, and who applies for it."""

    place: Place

    @asynccontextmanager
    async def employer(self) -> AsyncIterator[tuple[AsyncSession, LegalEntity]]:
        async with self.place.database.tenant(self.place.tenant) as session:
            yield session, (await legal_entities(session))[0]

    @asynccontextmanager
    async def locked(self, state: str = "open") -> AsyncIterator[tuple[AsyncSession, CompanyVerification]]:
        """What is under way, or the proof."""
        async with self.employer() as (session, employer):
            standing = await standing_of(session, employer.id)
            found = standing.open if state == "open" else standing.proof
            assert found is not None
            yield session, await verification(session, found.id, lock=True)

    async def prepare(self, details: Details = AGENT) -> UUID:
        vault = self.place.vault
        async with self.employer() as (session, employer):
            found = await begin(session, vault, employer, actor=ME)
            await fill_in(session, vault, found, details)
            for kind in ("licence", "authorisation"):
                await keep_document(session, vault, found, kind, checked_scan(picture()), f"{kind}.png")
            return found.id

    async def submit(self) -> None:
        async with self.employer() as (session, employer):
            found = await begin(session, self.place.vault, employer, actor=ME)
            await submit(session, self.place.vault, found, employer, actor=ME)

    async def approve(self) -> None:
        async with self.locked() as (session, found):
            await approve(session, found, seen=seen_as(found), actor=OPERATOR)

    async def send(self, fen: int = FEN) -> None:
        async with self.locked() as (session, found):
            await record_sent(session, self.place.vault, found, fen, actor=OPERATOR)

    async def until_sent(self) -> None:
        await self.prepare()
        await self.submit()
        await self.approve()
        await self.send()

    async def change(self, **facts: str) -> None:
        """The employer is called differently."""
        async with self.employer() as (session, employer):
            names = ("name", "uscc", "address", "legal_representative", "contact_name", "contact_phone")
            given = {name: getattr(employer, name) for name in names} | facts
            await change_employer(session, employer, EmployerFacts(**given), actor=ME)

    async def state(self) -> str:
        async with self.employer() as (session, employer):
            return (await standing_of(session, employer.id)).state

    async def proven(self) -> bool:
        async with self.employer() as (session, employer):
            return await is_proven(session, employer.id)

    async def events(self) -> list[AuditEvent]:
        async with self.place.database.tenant(self.place.tenant) as session:
            mine = AuditEvent.kind.startswith("company_verification.")
            return list(await session.scalars(select(AuditEvent).where(mine).order_by(AuditEvent.seq)))

    async def kinds(self) -> list[str]:
        return [one.kind.partition(".")[2] for one in await self.events()]
