"""signing_kills: web server, worker and database die by `kill -9` while people sign; each contract is looked at afterwards."""

import asyncio
import random
import time
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

import httpx
import psutil
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.verify.pdf import verify_pdf
from huiyin.road.browser import PageError
from huiyin.road.people import Inbox, eventually
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.audit.service import verify_chain
from huiyin.up import Product
from sqlalchemy import select

from tests.support.parts import PARTS, kill, looked_after
from tests.support.signers import Signers
from tests.support.wire import Line

from . import serving
from .deaths import serves
from .harness import Bench, Figure
from .signing_hands import COMPLETE, Hand

_SEED = 20261129
_TOGETHER = 8
_VICTIMS = ("web child", "web parent", "worker", "database")
_GIVEN_UP = 1800.0
_ONCE = (
    "contract.read", "identity.checked", "code.verified", "signature.drawn", "contract.signed", "seal.requested",
    "contract.sealed", "contract.archived",
)  # fmt: skip
"""What the chain says of each contract, in this order, and each of it once."""


def signing_kills(bench: Bench) -> list[Figure]:
    """How many of 300 contracts did not come to their end, were half signed when they were shown as complete, or have a
    history that is not what happened, while something is killed every few seconds."""
    number, rounds, gap = bench.of((300, 1_000, (1.0, 5.0)), (2, 1, (0.2, 1.0)))
    with serving.product() as product:  # nobody else's: it is killed
        return asyncio.run(_measure(product, number, Killer(rounds, gap)))


@dataclass(frozen=True, slots=True)
class Killer:
    """How often each part dies, and how many seconds after all was well again: what does not come up five times within a minute
    is not started again."""

    rounds: int
    gap: tuple[float, float]

    async def kill(self, product: Product, run: "_Run") -> None:
        """One part after the other, in another order every round."""
        line = Line("127.0.0.1", product.stack.settings().port)
        chance = random.Random(_SEED)  # noqa: S311 – the same moments every time
        for _round in range(self.rounds):
            for victim in chance.sample(_VICTIMS, len(_VICTIMS)):
                await eventually(partial(_well, line), "pages", _GIVEN_UP)
                await asyncio.sleep(chance.uniform(*self.gap))
                with suppress(
                    psutil.Error, IndexError, AssertionError
                ):  # it is not there yet after the last time
                    await asyncio.to_thread(kill, PARTS[victim](product))
                    run.kills[victim] += 1


class _Run:
    """What was seen on the way."""

    def __init__(self, root: bytes) -> None:
        self.root = root
        self.kills: Counter[str] = Counter()
        self.disturbed = 0
        self.half: list[UUID] = []

    async def sign(self, hand: Hand) -> None:
        """Whoever is disturbed comes back and goes on where the page says, until it says that all is done."""
        await eventually(partial(self._try, hand), "a contract to be signed and sealed", _GIVEN_UP)
        await hand.me.close()

    async def _try(self, hand: Hand) -> bool | None:
        try:
            page = await hand.go_on()
            if page.path.endswith("/done"):
                await self._require_whole(hand, complete=COMPLETE in page.text)
                return True if await hand.seal() == "archived" else None
        except (httpx.TransportError, PageError):
            self.disturbed += 1
        except Exception as problem:  # the database is away: the drivers say so in many ways
            print(f"  {type(problem).__name__}: {str(problem)[:90]}")
            self.disturbed += 1
        return None

    async def _require_whole(self, hand: Hand, *, complete: bool) -> None:
        """What a page calls complete has both signatures, at that moment."""
        if complete:
            pdf = (await hand.me.get(f"{hand.who.at}/pdf")).content
            report = await asyncio.to_thread(verify_pdf, pdf, self.root)
            if not report.ok or report.valid_signatures != 2:
                self.half.append(hand.who.contract_id)


async def _measure(product: Product, number: int, killer: Killer) -> list[Figure]:
    settings, began = product.stack.settings(), time.monotonic()
    run = _Run(CertificateAuthority.open(Path(settings.ca_dir or "")).root_pem)
    async with Signers.at(settings) as signers:
        made = await signers.make(number)
        inbox, places = Inbox(product.stack.inbox_origin), asyncio.Semaphore(_TOGETHER)

        async def one(home: int) -> None:
            async with places:
                await run.sign(Hand(signers, inbox, made[home], home + 1))

        with looked_after(product):
            killing = asyncio.create_task(killer.kill(product, run))
            await asyncio.gather(
                *map(one, range(number)), return_exceptions=True
            )  # who did not come through is counted
            killing.cancel()
        unfinished = sum([await signers.state(who) != "archived" for who in made])
        wrong = await _wrong(signers)
    print(f"  killed {dict(run.kills)}; {run.disturbed} disturbed; {time.monotonic() - began:.0f} s")
    return [
        Figure("signing_kills_unfinished", unfinished, "", "contracts to sign", number),
        Figure("signing_kills_half", len(set(run.half)), "", "contracts shown as complete", number),
        Figure("signing_kills_wrong", len(wrong), "", "histories in the chain", number),
    ]


async def _well(line: Line) -> bool | None:
    with suppress(OSError):
        return True if await serves(line) else None
    return None


async def _wrong(signers: Signers) -> list[UUID]:
    """Contracts whose history is not one signing, each step once and in its order.

    Raises:
        RuntimeError: the chain itself does not hold.
    """
    said: defaultdict[UUID, list[str]] = defaultdict(list)
    async with signers.session() as session:
        report = await verify_chain(session)
        wanted = select(AuditEvent.contract_id, AuditEvent.kind).where(AuditEvent.contract_id.is_not(None))
        for contract_id, kind in await session.execute(wanted.order_by(AuditEvent.seq)):
            if kind in _ONCE:
                said[contract_id].append(kind)
    if report.problem is not None:
        raise RuntimeError(f"the chain does not hold: {report.problem}")
    return [who.contract_id for who in signers.made if tuple(said[who.contract_id]) != _ONCE]
