"""notice_kills: workers die by `kill -9` at random moments while thousands are told; what the gateways got is counted."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from huiyin.platform.embedded.mail import MailStore
from huiyin.platform.embedded.parent import Child
from huiyin.road.people import eventually
from huiyin.up import Product

from .crowd import Crowd, in_parts
from .harness import Bench, Figure

_SEED = 20261125
_TOGETHER = 10
# Longer than a gateway on a busy machine needs for a request that a dead worker left under way.
_HEARTBEAT_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of it. `again`: messages that a dead worker had in hand and another took up; `repeats`: mails that
    came again with their Message-ID and were not delivered again; `lost`, `doubled`: at the gateways."""

    messages: int
    kills: int
    again: int
    repeats: int
    lost: int
    doubled: int
    seconds: float


def notice_kills(bench: Bench) -> list[Figure]:
    """20,000 messages, 200 kills; the figures are what was lost and what was doubled."""
    messages, kills, heartbeat = bench.of((20_000, 200, _HEARTBEAT_SECONDS), (10, 1, 2))
    with bench.product() as product:
        killing = kill_workers(product, messages=messages, kills=kills, seed=_SEED, heartbeat=heartbeat)
        try:
            tally = asyncio.run(killing)
        finally:
            product.start_worker()  # for whoever the product belongs to
    print(f"  {tally}")
    return [
        Figure("notice_kills_lost", tally.lost, "", "messages told", tally.messages),
        Figure("notice_kills_doubled", tally.doubled, "", "messages told", tally.messages),
    ]


async def kill_workers(
    product: Product, *, messages: int, kills: int, seed: int, heartbeat: int = _HEARTBEAT_SECONDS
) -> Tally:
    """Tell half as many people by text message and by mail with two workers, of whom one after the other is killed.

    The product's own worker is stopped. `heartbeat`: seconds after which another takes up what a dead worker had in hand.
    """
    chance, began = random.Random(seed), time.monotonic()  # noqa: S311 – the same moments every time
    if product.worker is not None:
        product.worker.stop()
    workers = [_start(product, number, heartbeat) for number in range(2)]
    before = arrived(product)
    repeats = MailStore(product.stack.state / "mail").repeats()
    try:
        async with Crowd.at(product.stack.settings()) as crowd:
            people = await crowd.candidates(messages // 2, mail=True)
            share = -(-len(people) // kills)
            async with asyncio.TaskGroup() as telling:
                for some in in_parts(people, share):
                    await asyncio.gather(
                        *(_ready(product, number, worker) for number, worker in enumerate(workers))
                    )
                    telling.create_task(_tell(crowd, some))
                    await asyncio.sleep(chance.uniform(0, len(some) / 50))
                    victim = chance.randrange(2)
                    workers[victim].kill()
                    workers[victim] = _start(product, victim, heartbeat)
            await crowd.settled(600)
            rows = await crowd.owner.fetch(
                "select id, channel, state, attempts from messages where application_id = any($1)", people
            )
            schema = crowd.tenant.schema
    finally:
        for worker in workers:
            worker.stop()
    lost, doubled = lost_and_doubled(schema, rows, arrived(product) - before)
    return Tally(
        messages=len(rows),
        kills=-(-len(people) // share),
        again=sum(row["attempts"] > 1 for row in rows),
        repeats=MailStore(product.stack.state / "mail").repeats() - repeats,
        lost=lost,
        doubled=doubled,
        seconds=round(time.monotonic() - began, 1),
    )


async def _tell(crowd: Crowd, people: Sequence[UUID]) -> None:
    for some in in_parts(people, _TOGETHER):
        await crowd.confirm(some)


def _start(product: Product, number: int, heartbeat: int) -> Child:
    env = product._env() | {"HUIYIN_QUEUE_HEARTBEAT_SECONDS": str(heartbeat)}
    _log(product, number).unlink(missing_ok=True)
    return Child("huiyin", "work", env=env, log=_log(product, number))


def _log(product: Product, number: int) -> Path:
    return product.stack.state / f"mortal-{number}.log"


async def _ready(product: Product, number: int, worker: Child) -> None:
    async def look() -> bool | None:
        if worker.process.poll() is not None:
            raise RuntimeError(f"a worker ended by itself: {_log(product, number).read_text()[-2000:]}")
        return True if "worker ready" in _log(product, number).read_text() else None

    await eventually(look, "a worker", 120)


def lost_and_doubled(schema: str, rows: Sequence[Mapping[str, Any]], came: Counter[str]) -> tuple[int, int]:
    """How many of a tenant's messages the gateways did not get, or will not, and how many they got again."""
    expected = Counter(f"{schema}.{row['id'].hex}" if row["channel"] == "sms" else "mail" for row in rows)
    unsent = sum(row["state"] in ("queued", "failed") for row in rows)
    return (expected - came).total() + unsent, (came - expected).total()


def arrived(product: Product) -> Counter[str]:
    """Text messages by the sender's key, and the number of mails."""
    found: Counter[str] = Counter()
    for file in (product.stack.state / "sms").glob("*.json"):
        found[json.loads(file.read_text())["out_id"]] += 1
    found["mail"] = len(list((product.stack.state / "mail").glob("*.json")))
    return found
