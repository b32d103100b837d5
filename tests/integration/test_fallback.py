"""Two channels in order, whatever comes from workers, gateways and candidates in whatever order."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from huiyin.platform.settings import Settings
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.audit.service import verify_chain
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.messaging.messages.calls import SILENT_AFTER
from huiyin.tenants.messaging.messages.delivery import Mode, Way
from huiyin.tenants.messaging.messages.models import Message
from huiyin.up import Product
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.support.desk import Desk
from tests.support.results import Time
from tests.support.tenants import Place

STEPS = ("handed over", "refused", "arrived", "lost", "opened", "time over")
CHANNELS = ("sms", "email")


@pytest.fixture(autouse=True)
def no_worker(product: Product) -> Iterator[None]:
    """The test is the worker."""
    assert product.worker is not None
    product.worker.stop()
    yield
    product.start_worker()


@pytest.fixture
async def desk(place: Place, settings: Settings) -> AsyncIterator[Desk]:
    made = Desk(place)
    yield made
    await made.clear(settings)


@dataclass
class Told:
    """One candidate who is told something, and every message about it."""

    desk: Desk
    found: Application
    messages: dict[str, Message] = field(default_factory=dict)

    async def look(self) -> None:
        """Read anew; whatever happened, no channel is used twice and the other one has its reason."""
        read = await self.desk.messages(self.found)
        assert max(Counter(one.channel for one in read).values()) == 1
        self.messages = {one.channel: one for one in read}
        first, *others = read
        mode = first.plan["then"]["mode"]
        for other in others:
            assert other.plan["because"] in ("failed", mode) and "then" not in other.plan
            assert first.attempts > 0, "nothing comes next before the first was tried"

    async def step(self, what: str, channel: str) -> None:
        message = self.messages.get(channel)
        if message is None:
            return
        match what:
            case "handed over":
                if await self.desk.take(message):
                    await self.desk.keep(message, delivered=channel == "email")
            case "refused":
                await self.desk.take(message)
                await self.desk.keep(message, failure=True)
            case "arrived" | "lost":
                await self.desk.receipt(message, delivered=what == "arrived")
            case "opened":
                await self.desk.open(message)
            case "time over" if "then" in message.plan and message.submitted_at is not None:
                await self.desk.silent(message)  # there is such a job from the hand-over on
        await self.look()

    async def finish(self, refused: set[str]) -> None:
        """What is queued is handed over in the end, and every time is over."""
        for _round in CHANNELS:
            for channel, message in list(self.messages.items()):
                if message.state == "queued":
                    await self.step("refused" if channel in refused else "handed over", channel)
                await self.step("time over", channel)


async def test_whatever_comes_in_whatever_order(desk: Desk, at: Time) -> None:
    """Every channel once at most, always an end, and somebody to telephone where nothing arrived and only there."""

    async def walk(mode: Mode, first: str, steps: list[tuple[str, str]], refused: set[str]) -> None:
        await desk.wish(results=Way(mode, first, 30))
        told = Told(desk, await desk.candidate())
        await desk.tell(told.found)
        await told.look()
        assert list(told.messages) == [first]
        for what, channel in steps:
            await told.step(what, channel)
        await told.finish(refused)
        ends = [one.state for one in told.messages.values()]
        assert "queued" not in ends, ends
        arrived = [one for one in told.messages.values() if one.delivered_at is not None]
        if not arrived:
            assert set(told.messages) == set(CHANNELS)
        now = at.now
        at.now += SILENT_AFTER + timedelta(seconds=1)
        assert await desk.to_call(told.found) is (not arrived), ends
        at.now = now
        async with desk.place.database.tenant(desk.place.tenant) as session:
            mine = AuditEvent.application_id == told.found.id, AuditEvent.kind == "message.queued"
            queued = [data["channel"] for data in await session.scalars(select(AuditEvent.data).where(*mine))]
        assert sorted(queued) == sorted(told.messages)

    loop = asyncio.get_running_loop()
    every = st.tuples(
        st.sampled_from(("undelivered", "unopened")),
        st.sampled_from(CHANNELS),
        st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(CHANNELS)), max_size=7),
        st.sets(st.sampled_from(CHANNELS)),
    )
    run = given(every)(lambda drawn: asyncio.run_coroutine_threadsafe(walk(*drawn), loop).result())
    await asyncio.to_thread(hypothesis_settings(max_examples=40, deadline=None)(run))
    async with desk.place.database.tenant(desk.place.tenant) as session:
        assert (await verify_chain(session)).problem is None
