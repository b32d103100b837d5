"""The candidates' door of a tenant of a test's own: who asks for codes there, and what they are sent."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from huiyin.platform.ids import new_token
from huiyin.tenants.access.sessions.models import AskedCode
from huiyin.tenants.access.sessions.service import Browser, Opened
from huiyin.tenants.hiring.candidate_sign_in.browsers import CandidateBrowser
from huiyin.tenants.hiring.candidate_sign_in.service import (
    Visitor,
    ask,
    let_in,
    prove,
    send_asked_code,
    visitor,
)
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.people.persons.models import Person
from huiyin.tenants.people.persons.service import Contact, add_person
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from .tenants import Place

HALL = "203.0.113.7"


class _Undone(Exception):
    pass


@dataclass
class Door:
    """One transaction, undone at the end: no worker of a product sees what is asked for here; the test is the worker."""

    session: AsyncSession
    place: Place

    @classmethod
    @asynccontextmanager
    async def at(cls, place: Place) -> AsyncIterator["Door"]:
        with suppress(_Undone):
            async with place.database.tenant(place.tenant) as session:
                yield cls(session, place)
                raise _Undone

    async def person(self, phone: str, email: str | None = None) -> Person:
        made = await add_person(self.session, self.place.vault, Contact("候选人", phone, email))
        await self.session.flush()
        return made

    async def stranger(self, phone: str) -> Visitor:
        """Somebody in a browser that has shown nothing."""
        return await visitor(self.session, self.place.vault, phone, CandidateBrowser(new_token()))

    async def owner(self, phone: str) -> Visitor:
        """Somebody in a browser that signed in with the number before, or came by a message's link."""
        who = await self.stranger(phone)
        return Visitor(who.digest, who.browser.with_numbers([who.digest]))

    async def ask(self, who: Visitor, way: str = "sms") -> None:
        """Ask for a code, and do the job."""
        await ask(self.session, who, way)
        await self.work()

    async def work(self) -> None:
        waiting = select(AskedCode.id).where(AskedCode.code_hash.is_(None), AskedCode.used_at.is_(None))
        for id_ in (await self.session.scalars(waiting)).all():
            await send_asked_code(self.session, self.place.vault, id_)

    async def try_code(self, who: Visitor, code: str, address: str = HALL) -> Opened:
        client = Browser("test", address)
        return await let_in(self.session, await prove(self.session, who, code, client), client)

    async def code(self, person: Person, channel: str = "sms") -> str:
        """The newest one that went to somebody."""
        newest = (
            select(Message.params_encrypted)
            .where(Message.person_id == person.id, Message.event == "code", Message.channel == channel)
            .order_by(Message.id.desc())
        )
        sealed = (await self.session.scalars(newest.limit(1))).one()
        key = await self.place.vault.subject(self.session, person.id)
        return str(json.loads(key.decrypt("message", sealed))["code"])

    async def sent(self) -> int:
        """How many codes went out as text messages, to anybody."""
        texts = select(func.count()).where(Message.event == "code", Message.channel == "sms")
        return await self.session.scalar(texts) or 0


def wrong(code: str) -> str:
    """Another one."""
    return f"{(int(code) + 1) % 10**6:06d}"
