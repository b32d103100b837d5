"""part_kills: every part of the product dies by `kill -9` in turn while people read pages and are told their results."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import psutil
from huiyin.platform.errors import DomainError
from huiyin.up import Product

from tests.support.parts import PARTS, kill, looked_after
from tests.support.wire import Line, get

from . import serving
from .crowd import Crowd
from .harness import Bench, Figure
from .kills import arrived, lost_and_doubled

_WELL_SECONDS = 10.0
_GIVEN_UP = 120.0
_HOST = "globex.localhost"
_SAYS_READY = {"worker": "worker ready", "steward": "steward ready"}


@dataclass(slots=True)
class Seen:
    """What readers saw, by status or by how it failed; and after how many seconds all was well again, by part."""

    answers: Counter[str] = field(default_factory=Counter)
    well: dict[str, list[float]] = field(default_factory=dict)


def part_kills(bench: Bench) -> list[Figure]:
    """One kill every 20 s for 10 minutes: messages lost and doubled, the longest until all was well again, and what of all
    that readers asked for had no answer in words."""
    seconds, every, readers, rate = bench.of((600.0, 20.0, 16, 3), (14.0, 2.0, 2, 1))
    with serving.product() as product:  # nobody else's: it is killed
        return asyncio.run(_measure(product, seconds, every, readers, rate))


async def _measure(product: Product, seconds: float, every: float, readers: int, rate: int) -> list[Figure]:
    seen, stop = Seen(), asyncio.Event()
    line = Line("127.0.0.1", product.stack.settings().port)
    before = arrived(product)
    async with Crowd.at(product.stack.settings()) as crowd:
        people = await crowd.candidates(int(seconds * rate), mail=True)
        with looked_after(product):
            reading = [asyncio.create_task(_read(line, seen, stop)) for _number in range(readers)]
            telling = asyncio.create_task(_tell(crowd, people, rate))
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                for part in PARTS:
                    began = time.monotonic()
                    await _die(product, line, part, seen)
                    await asyncio.sleep(max(0, began + every - time.monotonic()))
            stop.set()
            await asyncio.gather(*reading, telling)
            crowd.owner = await asyncpg.connect(
                serving.plain(product.stack.settings().database_owner_url),
                server_settings={"search_path": crowd.tenant.schema},
            )
            await crowd.settled(600)
        rows = await crowd.owner.fetch(
            "select id, channel, state from messages where application_id = any($1)", people
        )
        await crowd.owner.close()
    lost, doubled = lost_and_doubled(crowd.tenant.schema, rows, arrived(product) - before)
    total = seen.answers.total()
    unanswered = total - sum(seen.answers[status] for status in ("200", "303", "503"))
    print(f"  readers saw {dict(seen.answers)}")
    for part, times in seen.well.items():
        print(f"  {part}: well after {', '.join(f'{one:.1f}' for one in times)} s")
    return [
        Figure("part_kills_lost", lost, "", "messages told", len(rows)),
        Figure("part_kills_doubled", doubled, "", "messages told", len(rows)),
        Figure("part_kills_well", max(map(max, seen.well.values())), "s", "what is asked", _WELL_SECONDS),
        Figure("part_kills_cut_off", unanswered, "pages", "all that were asked for", total),
    ]


async def _die(product: Product, line: Line, part: str, seen: Seen) -> None:
    """Kill it, and see how long it takes until it is there again and pages are served."""
    log = product.stack.state / f"{part}.log"
    said = _SAYS_READY.get(part, "")
    risen = log.read_text().count(said) if said else 0
    dead = await asyncio.to_thread(kill, PARTS[part](product))
    began = time.monotonic()
    while time.monotonic() - began < _GIVEN_UP:
        await asyncio.sleep(0.05)
        with suppress(psutil.Error, IndexError, AssertionError, OSError):
            again = PARTS[part](product).pid != dead.pid
            spoke = not said or log.read_text().count(said) > risen
            if again and spoke and await serves(line):
                break
    seen.well.setdefault(part, []).append(time.monotonic() - began)


async def serves(line: Line) -> bool:
    """Whether pages are there."""
    answers = [await line.ask(get(f"{_HOST}:{line.port}", path)) for path in ("/readyz", "/")]
    return all(answer is not None and answer.status == 200 for answer in answers)


async def _read(line: Line, seen: Seen, stop: asyncio.Event) -> None:
    """One who opens pages, one after the other."""
    paths = ("/", "/hr/login", "/verify")
    while not stop.is_set():
        for path in paths:
            try:
                answer = await line.ask(get(f"{_HOST}:{line.port}", path))
                seen.answers[str(answer.status) if answer is not None else "hung up"] += 1
            except OSError as problem:
                seen.answers[type(problem).__name__] += 1
            await asyncio.sleep(0.1)


async def _tell(crowd: Crowd, people: Sequence[UUID], rate: int) -> None:
    """Confirm them one after the other, each until the database says that it is done."""
    left = deque(people)
    while left:
        began = time.monotonic()
        one = left.popleft()
        try:
            await crowd.confirm([one])
        except DomainError:  # it was confirmed by a commit whose answer was lost
            continue
        except Exception:  # the database is away
            left.appendleft(one)
        await asyncio.sleep(max(0, began + 1 / rate - time.monotonic()))
