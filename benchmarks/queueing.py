"""queue_fair: how long a one-time code of one tenant takes while another tenant's crowd waits in the queue."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from huiyin.platform import clock
from huiyin.road.people import eventually
from huiyin.tenants.hiring.candidates.queries import application
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.messaging.messages.service import send_code
from huiyin.up import Product
from sqlalchemy import select, text

from .crowd import Crowd
from .harness import Bench, Figure, part, spread

_LEFT = "select count(*) from queue.pgqueuer where tenant = $1 and entrypoint = 'message.send' and status in ('queued', 'picked')"
# Text messages that somebody gets: real ones, each copied from one that went out.
_COPY = text("""
insert into messages (id, key, occasion, channel, recipient_hint, link_code, person_id, application_id, event, subject,
                      params_encrypted, state, queued_at, plan)
select uuidv7(), key || '.' || number, occasion || '.' || number, channel, recipient_hint, link_code || number, person_id,
       application_id, event, subject, params_encrypted, 'queued', queued_at, '{}'
from messages, generate_series(1, cast(:number as int)) as number where id = :one
""")
_QUEUE = text("""
select queue.enqueue('message.send', jsonb_build_object('message', id, 'at', null), null, cast(id as text))
from messages where state = 'queued'
""")


@dataclass(frozen=True, slots=True)
class Load:
    """So many messages of one tenant, so many codes of another, so many a second. `lasts`: codes that come when the crowd
    is gone say nothing."""

    crowd: int
    codes: int
    a_second: float
    lasts: bool = True


def queue_fair(bench: Bench) -> list[Figure]:
    """p99 in ms of a code from the request to the hand-over, beside 50,000 text messages of another tenant on the same
    worker. The reference is the same without them."""
    load = bench.of(Load(50_000, 200, 4), Load(100, 4, 20, lasts=False))
    with bench.product() as product:
        return asyncio.run(_measure(product, load))


async def _measure(product: Product, load: Load) -> list[Figure]:
    settings = product.stack.settings()
    async with Crowd.at(settings) as noisy, Crowd.at(settings) as quiet:
        (who,) = await quiet.candidates(1, mail=False)
        await _codes(quiet, who, Load(0, 5, load.a_second))  # plans, caches, connections
        alone = await _codes(quiet, who, load)
        print(f"  alone: {spread(alone)}")
        await _wait_in_line(noisy, load.crowd)
        began, before = clock.now(), await _left(noisy)
        beside = await _codes(quiet, who, load)
        took, left = (clock.now() - began).total_seconds(), await _left(noisy)
        print(f"  beside the crowd: {spread(beside)}")
        print(f"    of {before} messages {left} still waited; {(before - left) / took:.0f} went out a second")
        if load.lasts and not left:
            raise RuntimeError("the crowd was gone before the last code")
        if not load.lasts:
            await noisy.settled()
    return [
        Figure("queue_fair", part(beside, 0.99), "ms", "the same without the crowd, p99", part(alone, 0.99))
    ]


async def _wait_in_line(noisy: Crowd, number: int) -> None:
    people = await noisy.candidates(1, mail=False)
    await noisy.confirm(people)
    await noisy.settled()
    async with noisy.database.tenant(noisy.tenant) as session:
        one = await session.scalar(select(Message.id).where(Message.application_id == people[0]))
        await session.execute(_COPY, {"number": number, "one": one})
        await session.execute(_QUEUE)
    # Planned anew, as for any tenant whose messages have been many for a minute: the plans were made when there was one.
    await noisy.owner.execute("analyze messages")


async def _left(crowd: Crowd) -> int:
    return int(await crowd.owner.fetchval(_LEFT, crowd.tenant.schema))


async def _codes(quiet: Crowd, application_id: UUID, load: Load) -> list[float]:
    """Ask for codes one after the other, whether the one before has gone out or not; how long each took, in ms."""
    since = clock.now()
    for _number in range(load.codes):
        async with quiet.database.tenant(quiet.tenant) as session:
            found = await application(session, application_id)
            await send_code(session, quiet.vault, found.person, code="123456", use="登录")
        await asyncio.sleep(1 / load.a_second)

    async def all_sent() -> Sequence[tuple[datetime, datetime]] | None:
        statement = "select queued_at, submitted_at from messages where event = 'code' and queued_at >= $1"
        rows = await quiet.owner.fetch(statement, since)
        return rows if len(rows) == load.codes and all(row["submitted_at"] for row in rows) else None

    rows = await eventually(all_sent, "every code", patience=600)
    return [1000 * (submitted - queued).total_seconds() for queued, submitted in rows]
