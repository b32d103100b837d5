"""The clock of a running product jumps, by an hour and by 45 days, ahead and back: nothing is lost, doubled, deleted or broken.

All of it lives at another moment from one start to the next: processes, database, what is embedded with them.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from huiyin.platform import clock
from huiyin.road.browser import Browser
from huiyin.up import Product

from tests.support.company import Candidate, Company
from tests.support.products import fresh_product

# One after the other; each second one takes back what the one before did.
_JUMPS = (timedelta(hours=1), timedelta(hours=-1), timedelta(days=45), timedelta(days=-45))


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """What is started inside lives so much later."""
    before = os.environ.get(clock.OFFSET_VARIABLE, "")
    os.environ[clock.OFFSET_VARIABLE] = str(float(before or 0) + by.total_seconds())
    clock.offset.cache_clear()
    try:
        yield
    finally:
        os.environ[clock.OFFSET_VARIABLE] = before
        clock.offset.cache_clear()


async def _leave_waiting(product: Product, number: int) -> str:
    """Results confirmed while no worker runs; the file of the one who is to be told."""
    async with Company.at(product) as company:
        one = company.candidate(number, f"钟{number}")
        await company.interview([one])
        assert product.worker is not None
        product.worker.stop()
        await company.confirm([one])
        return one.file


async def _is_well(product: Product, number: int, file: str, *, back: bool) -> None:
    """Who was to be told is told once; the chain holds, and says where its times run back; a contract can be made, and one
    who comes only now walks the whole road."""
    async with Company.at(product) as company:
        waited = Candidate(company, Browser(company.settings.origin("acme"), home=9), number, f"钟{number}")
        waited.file = file
        await company.settled()
        assert {channel for _event, channel, _state in (await waited.outcome())["messages"]} == {
            "sms",
            "email",
        }
        new = company.candidate(number + 1, f"新{number}")
        await company.interview([new])
        await company.confirm([new])
        await new.walk()
        found = (await company.hr.get("/hr/audit")).one("data-chain").attrs["data-chain"]
        assert found == ("doubtful" if back else "valid")


async def test_a_clock_that_jumps_costs_nothing_that_was_said() -> None:
    ahead, went_back = timedelta(), False
    with fresh_product("jumps") as product:
        await asyncio.to_thread(product.start)
        try:
            for number, jump in enumerate(_JUMPS, start=60):
                with moved(ahead):
                    file = await _leave_waiting(product, 10 * number)
                    await asyncio.to_thread(product.stop)
                ahead, went_back = ahead + jump, went_back or jump < timedelta()
                with moved(ahead):
                    product = Product(product.stack.state, port=0, inbox_port=0, quiet=True, durable=False)
                    await asyncio.to_thread(product.start)
                    await _is_well(product, 10 * number, file, back=went_back)
        finally:
            product.stop()
