"""sign_in_timing: whether the time of an answer tells a candidate's number from anybody's; a coin's AUC is 0.5.

Numbers that are candidates' and numbers that are nobody's, in turn by lot, each in a browser of its own. First a code is
asked for, then, when everything is sent, a wrong one is tried. What limits strangers is set back between, or they would not
come so far.
"""

import asyncio
import random
import re
import time
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from huiyin.road.people import eventually
from huiyin.tenants.access.sessions.models import AskedCode, Throttle
from huiyin.tenants.messaging.messages.delivery import MOST_CODES, delivery, save_delivery
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.people.persons.service import Contact, add_person
from huiyin.up import Product
from sqlalchemy import delete, func, select, update

from tests.support.tenants import Place, fresh_tenant

from .harness import Bench, Figure

_SET_BACK_EVERY = 40  # tries: before an address or a tenant is stopped
_LEAST, _MOST = 0.47, 0.53
_COOKIE = re.compile(rb"set-cookie: ([^;]+)", re.IGNORECASE)
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


def sign_in_timing(bench: Bench) -> list[Figure]:
    """The AUC of asking and of trying, over all runs.

    Raises:
        ValueError: at full size, one of them is not 0.47–0.53.
    """
    numbers, runs = bench.of(2000, 6), bench.of(3, 1)
    with bench.product() as product:
        asking, trying = asyncio.run(_measure(product, numbers, runs))
    found = {"ask": auc(*asking), "try": auc(*trying)}
    if numbers > 100 and not all(_LEAST <= one <= _MOST for one in found.values()):
        raise ValueError(f"whose a number is can be told from the time: AUC {found}")
    return [Figure(f"sign_in_timing_{name}", one, "AUC", "a coin", 0.5) for name, one in found.items()]


Times = tuple[list[float], list[float]]


def auc(known: Sequence[float], unknown: Sequence[float]) -> float:
    """How often the answer about a candidate's number took longer than the one about nobody's; ties count half."""
    ordered = sorted(unknown)
    sums = sum(bisect_left(ordered, one) + bisect_right(ordered, one) for one in known)
    return sums / (2 * len(known) * len(ordered))


async def _measure(product: Product, numbers: int, runs: int) -> tuple[Times, Times]:
    asking: Times = ([], [])
    trying: Times = ([], [])
    settings = product.stack.settings()
    async with fresh_tenant(settings) as place:
        async with place.database.tenant(place.tenant) as session:
            wide = replace(await delivery(session), codes_per_hour=MOST_CODES, codes_per_day=MOST_CODES)
            await save_delivery(session, wide, actor="system")
            for number in range(numbers):
                await add_person(session, place.vault, Contact("候选人", _phone(number, known=True)))
        async with _Line(settings.port, urlsplit(settings.origin(place.tenant.slug)).netloc) as line:
            for run in range(runs):
                await _run(place, line, numbers, (asking, trying), run)
    return asking, trying


async def _run(place: Place, line: "_Line", numbers: int, times: tuple[Times, Times], run: int) -> None:
    lots = [(number, known) for number in range(numbers) for known in (True, False)]
    random.Random(run).shuffle(lots)  # noqa: S311
    cookies: dict[tuple[int, bool], dict[str, str]] = {}
    async with place.database.tenant(place.tenant) as session:
        await session.execute(delete(AskedCode))
    for lot in lots:
        mine = cookies[lot] = (await line.ask("GET", "/", {}, 200))[1]
        seconds, new = await line.ask("POST", "/code", mine, 303, phone=_phone(*lot))
        mine |= new
        times[0][not lot[1]].append(seconds)
    await eventually(lambda: _sent(place, numbers * (run + 1)), "every code to be sent")
    for place_, lot in enumerate(lots):
        if place_ % _SET_BACK_EVERY == 0:
            async with place.database.tenant(place.tenant) as session:
                await session.execute(update(AskedCode).values(wrong_tries=0))
                await session.execute(delete(Throttle))
        seconds, _new = await line.ask("POST", "/signin", cookies[lot], 422, code="x")
        times[1][not lot[1]].append(seconds)


async def _sent(place: Place, wanted: int) -> bool | None:
    """Whether the worker has done all that was asked of it."""
    async with place.database.tenant(place.tenant) as session:
        waiting = select(func.count()).where(AskedCode.code_hash.is_(None))
        sent = select(func.count()).where(
            Message.event == "code", Message.state.not_in(("queued", "submitted"))
        )
        done = await session.scalar(waiting) == 0 and (await session.scalar(sent) or 0) >= wanted
    return True if done else None


def _phone(number: int, known: bool) -> str:
    return f"+86{13600000000 + 2 * number + known}"


class _Line:
    """One connection that is kept, and how long each answer takes: nothing is parsed while the clock runs."""

    def __init__(self, port: int, host: str) -> None:
        self._port, self._host = port, host

    async def __aenter__(self) -> "_Line":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**20)
        return self

    async def __aexit__(self, *_problem: object) -> None:
        self._writer.close()

    async def ask(
        self, method: str, path: str, cookies: Mapping[str, str], expect: int, **form: str
    ) -> tuple[float, dict[str, str]]:
        """Seconds, and the cookies that came.

        Raises:
            ValueError: the status is another than expected.
        """
        body = urlencode(form).encode()
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self._host}",
            "Sec-Fetch-Site: same-origin",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}",
            *(["Content-Type: application/x-www-form-urlencoded"] if form else []),
            f"Content-Length: {len(body)}",
        ]
        request = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        began = time.perf_counter()
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        seconds = time.perf_counter() - began
        length, status = _LENGTH.search(head), int(head.split(b" ", 2)[1])
        said = await self._reader.readexactly(int(length[1]) if length else 0)
        if status != expect:
            raise ValueError(f"{method} {path}: {status} {said.decode()[-600:]}")
        new = dict(one.decode().split("=", 1) for one in _COOKIE.findall(head))
        return seconds, {name: value for name, value in new.items() if value}
