"""confirmations: many who stand before the last tap sign within a minute."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import httpx
from huiyin.platform import clock
from huiyin.road import people
from huiyin.road.browser import Page
from huiyin.road.people import Inbox
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.labour_contracts.queries import contract as load
from huiyin.tenants.people.seals.queries import seals_for, uses_of
from huiyin.tenants.people.seals.service import SealRule, change_seal
from huiyin.up import Product
from sqlalchemy import func, select

from tests.support.signers import Signers

from .harness import Bench, Figure, part, spread
from .signing_hands import Hand

_PAGE_MS, _COMPLETED_SECONDS = 2_000.0, 300.0
_PAUSE = 0.5
_AT_ONCE = 8
_GIVEN_UP = _COMPLETED_SECONDS


@dataclass
class _Confirmed:
    """One who signed: how long each page took in ms, how often the last one asked, and when the tap was answered."""

    pages: list[float]
    asked: int
    at: datetime


def confirmations(bench: Bench) -> list[Figure]:
    """500 confirmations within 60 s: the slowest page, how many failed, and after how long the last contract was complete. Who
    has confirmed keeps the page open, as it asks them to; the company seals at once what is signed."""
    number, seconds = bench.of((500, 60.0), (3, 1.0))
    with bench.product() as product:
        return asyncio.run(_measure(product, number, seconds))


async def _measure(product: Product, number: int, seconds: float) -> list[Figure]:
    async with Signers.at(product.stack.settings()) as signers:
        await _seal_at_once(signers)
        hands = await _before_the_last_tap(signers, Inbox(product.stack.inbox_origin), number)
        began = time.perf_counter()
        found = await asyncio.gather(
            *(_confirm(hand, pad, began + at * seconds / number) for at, (hand, pad) in enumerate(hands)),
            return_exceptions=True,
        )
        taken = time.perf_counter() - began
        done = [one for one in found if isinstance(one, _Confirmed)]
        for problem in {repr(one)[:200] for one in found if isinstance(one, BaseException)}:
            print(f"  failed: {problem}")
        with suppress(TimeoutError):
            await asyncio.wait_for(_all_complete(signers), seconds + _GIVEN_UP)
        signed, completed = await _lags(signers, hands, found)
        for hand, _pad in hands:
            await hand.me.close()
    pages = [wait for one in done for wait in one.pages]
    print(f"  pages: {spread(pages)}; the last page asked {max(one.asked for one in done)} times at most")
    print(f"  signed after: {spread(signed)}; complete after: {spread(completed)}; all in {taken:.0f} s")
    return [
        Figure("confirmations_page", max(pages), "ms", "what is asked of each page", _PAGE_MS),
        Figure("confirmations_page_p99", part(pages, 0.99), "ms", "what is asked of each page", _PAGE_MS),
        Figure("confirmations_failed", number - len(completed), "", "who confirmed", number),
        Figure("confirmations_last", max(completed) / 1000, "s", "what is asked", _COMPLETED_SECONDS),
    ]


async def _before_the_last_tap(signers: Signers, inbox: Inbox, number: int) -> list[tuple[Hand, Page]]:
    """Everybody has read, proved who they are, and looks at the pad."""
    places = asyncio.Semaphore(_AT_ONCE)
    made = await signers.make(number)

    async def one(home: int) -> tuple[Hand, Page]:
        async with places:
            await signers.bring_to(made[home], "sign")
            hand = Hand(signers, inbox, made[home], home + 1)
            pad = await hand.me.get(hand.who.at)
            await (
                hand.me.close()
            )  # the others take minutes: by then the server has given up an idle connection
            hand.open()
            return hand, Page(hand.me, pad.response)

    return await asyncio.gather(*map(one, range(number)))


async def _confirm(hand: Hand, pad: Page, due: float) -> _Confirmed:
    """The last tap, and the page after it until it says that the signature is made."""
    await asyncio.sleep(max(0, due - time.perf_counter()))
    began = time.perf_counter()
    page = await _sent(partial(people.draw, pad))
    pages, asked, at = [(time.perf_counter() - began) * 1000], 0, clock.now()
    while wait := _asks_again(page):
        await asyncio.sleep(wait)
        began = time.perf_counter()
        page = await _sent(partial(hand.me.get, page.path))
        pages.append((time.perf_counter() - began) * 1000)
        asked += 1
    return _Confirmed(pages, asked, at)


async def _sent(request: Callable[[], Awaitable[Page]]) -> Page:
    """As a browser sends it: once more, where the server was just closing the connection that was kept open."""
    try:
        return await request()
    except httpx.RemoteProtocolError:
        return await request()


def _asks_again(page: Page) -> float:
    """After how many seconds the page asks for itself again; 0: it does not."""
    [state] = page.all("data-signed")
    return float(state.attrs.get("hx-trigger", "0s").removeprefix("every ").removesuffix("s"))


async def _seal_at_once(signers: Signers) -> None:
    """The company's rule: what its employee has signed is sealed by itself."""
    async with signers.session() as session:
        for seal in (await seals_for(session)).values():
            rule = SealRule("automatic", frozenset(await uses_of(session, seal.id)), frozenset())
            await change_seal(session, seal, rule, actor="user:test")


async def _all_complete(signers: Signers) -> None:
    """Wait until both have signed every contract that somebody has confirmed."""
    left = select(func.count()).where(Contract.state.in_(("signing", "pending_company", "sealing")))
    while True:
        async with signers.session() as session:
            if not await session.scalar(left):
                return
        await asyncio.sleep(_PAUSE)


async def _lags(
    signers: Signers, hands: Sequence[tuple[Hand, Page]], found: Sequence[_Confirmed | BaseException]
) -> tuple[list[float], list[float]]:
    """From the tap to the signature, and to both, in ms."""
    signed, completed = [], []
    async with signers.session() as session:
        for (hand, _pad), one in zip(hands, found, strict=True):
            contract = await load(session, hand.who.contract_id)
            if isinstance(one, _Confirmed) and contract.signed_at and contract.completed_at:
                signed.append((contract.signed_at - one.at).total_seconds() * 1000)
                completed.append((contract.completed_at - one.at).total_seconds() * 1000)
    return signed, completed
