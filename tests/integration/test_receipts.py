"""Receipts early, late, repeated, out of order or of somebody else's message: a message only ever moves on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from huiyin.platform import clock
from huiyin.platform.i18n import LazyText
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.audit.service import verify_chain
from huiyin.tenants.hiring.pipeline.unreached import unreached
from huiyin.tenants.messaging.messages.calls import SILENT_AFTER
from huiyin.tenants.messaging.messages.dispatch import Outcome, keep_outcomes
from huiyin.tenants.messaging.messages.models import Message, Receipt
from huiyin.tenants.messaging.messages.receipts import Report, apply_receipts, receive, record_opened
from huiyin.up import Product
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.support.hiring import Hiring
from tests.support.tenants import Place

NOW = datetime(2036, 2, 28, 15, 59, tzinfo=UTC)


@dataclass
class Told:
    """One text message, and everything that may come to it."""

    place: Place
    message: UUID = field(default_factory=new_id)
    other: UUID = field(default_factory=new_id)

    async def prepare(self) -> "Told":
        """Two candidates are told; nothing is handed over yet."""
        async with self.place.database.tenant(self.place.tenant) as session:
            hiring = Hiring(session, self.place)
            for name in ("message", "other"):
                found = await hiring.candidate(number=new_id().int % 10**6)
                await hiring.card(found)
                await hiring.confirm(found)
                mine = select(Message.id).where(Message.application_id == found.id, Message.channel == "sms")
                setattr(self, name, (await session.scalars(mine)).one())
        return self

    async def taken(self) -> None:
        """The gateway took it, and we write that down."""
        async with self.place.database.tenant(self.place.tenant) as session:
            await keep_outcomes(session, [Outcome(self.message, f"biz-{self.message.hex}")])

    async def refused(self) -> None:
        """We wrote down that it was refused: a second worker, late."""
        async with self.place.database.tenant(self.place.tenant) as session:
            await keep_outcomes(session, [Outcome(self.message, failure=LazyText("x"))])

    async def report(self, *, delivered: bool, number: str = "") -> bool:
        """A push comes in and is handled, as often as its job is tried; whether it was handled."""
        number = number or f"biz-{self.message.hex}"
        one = Report(number, self.message, delivered, "DELIVERED" if delivered else "MK:0005")
        async with self.place.database.tenant(self.place.tenant) as session:
            await receive(session, "aliyun", [one, one])
            kept = await session.scalars(select(Receipt.id).where(Receipt.message_id == self.message))
            return await apply_receipts(session, kept.all())

    async def opened(self) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            link = await session.scalar(select(Message.link_code).where(Message.id == self.message))
            assert link is not None
            await record_opened(session, link)

    async def look(self) -> Message:
        async with self.place.database.tenant(self.place.tenant) as session:
            return await session.get_one(Message, self.message)

    async def said(self) -> list[str]:
        """What the chain says of it."""
        async with self.place.database.tenant(self.place.tenant) as session:
            kinds = select(AuditEvent.kind).where(AuditEvent.data["message"].as_string() == str(self.message))
            kinds = kinds.order_by(AuditEvent.seq)
            return [kind.removeprefix("message.") for kind in await session.scalars(kinds)]


@pytest.fixture(autouse=True)
async def nobody_works(product: Product, settings: Settings, place: Place) -> AsyncIterator[None]:
    """What the worker would do is done here, in the order of the test; what it was to do is gone at the end."""
    assert product.worker is not None
    product.worker.stop()
    yield
    queue = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    mine = "delete from queue.pgqueuer where convert_from(payload, 'UTF8')::jsonb->>'tenant' = $1"
    await queue.execute(mine, place.tenant.schema)
    await queue.close()
    product.start_worker()


@pytest.fixture
async def told(place: Place) -> Told:
    with clock.use(NOW):
        return await Told(place).prepare()


STEPS: dict[str, Callable[[Told], Awaitable[object]]] = {
    "taken": Told.taken,
    "delivered": lambda told: told.report(delivered=True),
    "not delivered": lambda told: told.report(delivered=False),
    "delivered, another number": lambda told: told.report(delivered=True, number=f"x-{told.message.hex}"),
    "not delivered, another number": lambda told: told.report(
        delivered=False, number=f"y-{told.message.hex}"
    ),
    "opened": Told.opened,
    "refused": Told.refused,
}
_FURTHER = {"queued": 0, "submitted": 1, "failed": 2, "delivered": 3, "opened": 4}


async def test_whatever_comes_in_whatever_order(place: Place) -> None:
    """Never back, never undelivered again, nothing written twice into the chain, and the same again changes nothing."""

    async def walk(steps: list[str]) -> None:
        with clock.use(NOW):
            told = await Told(place).prepare()
            before = await told.look()
            for step in steps:
                await STEPS[step](told)
                after = await told.look()
                assert _FURTHER[after.state] >= _FURTHER[before.state], (steps, before.state, after.state)
                if before.delivered_at is not None:
                    assert after.delivered_at == before.delivered_at and after.state != "failed", steps
                before = after
            said = await told.said()
            assert len(said) == len(set(said)), (steps, said)
            assert ("delivered" in said) == (before.delivered_at is not None), (steps, said)
            ends = []
            for _time in range(2):  # what came too early is handled now; after that nothing changes any more
                for step in steps:
                    await STEPS[step](told)
                ends.append(((await told.look()).state, await told.said()))
            assert ends[0] == ends[1], steps
            other = await Told(place, told.other).look()
            assert other.state == "queued"

    loop = asyncio.get_running_loop()
    every = st.lists(st.sampled_from(sorted(STEPS)), min_size=2, max_size=6)
    run = given(every)(lambda steps: asyncio.run_coroutine_threadsafe(walk(steps), loop).result())
    await asyncio.to_thread(hypothesis_settings(max_examples=40, deadline=None)(run))
    async with place.database.tenant(place.tenant) as session:
        assert (await verify_chain(session)).problem is None


async def test_a_receipt_that_overtakes_us_waits_and_is_not_lost(told: Told) -> None:
    with clock.use(NOW):
        assert await told.report(delivered=True) is False  # its job is tried again a moment later
        assert (await told.look()).state == "queued"
        await told.taken()
        assert await told.report(delivered=True) is True  # the same one, kept once
        assert (await told.look()).state == "delivered"
        assert await told.said() == ["queued", "submitted", "delivered"]


async def test_a_receipt_days_late_takes_somebody_off_the_list(told: Told) -> None:
    """Nothing heard for a day: somebody is to telephone. Not a second earlier, and no more once it has arrived."""
    with clock.use(NOW):
        await told.taken()
        async with told.place.database.tenant(told.place.tenant) as session:
            mail = select(Message).where(
                Message.application_id == (await session.get_one(Message, told.message)).application_id,
                Message.channel == "email",
            )
            await keep_outcomes(
                session, [Outcome((await session.scalars(mail)).one().id, failure=LazyText("x"))]
            )

    async def waiting(at: datetime) -> int:
        with clock.use(at):
            async with told.place.database.tenant(told.place.tenant) as session:
                return (await unreached(session))[1]

    assert await waiting(NOW + SILENT_AFTER) == 0
    assert await waiting(NOW + SILENT_AFTER + timedelta(microseconds=1)) == 1
    with clock.use(NOW + timedelta(days=3)):
        await told.report(delivered=True)
    assert await waiting(NOW + timedelta(days=3, seconds=1)) == 0


async def test_nobody_believes_a_receipt_of_a_message_that_is_not_here(told: Told) -> None:
    stranger = Report("biz-1", new_id(), delivered=True, code="DELIVERED")
    async with told.place.database.tenant(told.place.tenant) as session:
        assert await receive(session, "aliyun", [stranger]) == 0
        assert (await session.scalars(select(Receipt))).all() == []
