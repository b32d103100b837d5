"""No room on the disk: for the logs, the object store and the database. What was said to be done stays done, and with room
again all goes on."""

import asyncio
import os
import resource
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager

import psutil
import pytest
from huiyin.road.people import eventually
from huiyin.up import Product

from tests.support.company import Company
from tests.support.products import fresh_product

_LOGS = ("web.log", "worker.log", "steward.log")
_SAID = ("暂时连不上数据库", "系统繁忙")


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    """A product of this file's own, whose processes write their logs to a device that is always full."""
    with fresh_product("full") as started:
        started.prepare()
        for name in _LOGS:
            (started.stack.state / name).symlink_to("/dev/full")
        started.start_processes()
        yield started


@pytest.fixture
async def company(product: Product) -> AsyncIterator[Company]:
    """Those who work with it."""
    async with Company.at(product) as company:
        yield company


def _limit(most: int, processes: Iterable[psutil.Process]) -> None:
    """Set by a process of the account that runs them: our own, which may be the superuser's, need not be able to."""
    for process in processes:
        child = os.fork()
        if not child:
            try:
                os.setresgid(*process.gids())
                os.setresuid(*process.uids())
                _soft, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard if most < 0 else most, hard))
                os._exit(0)
            except (ProcessLookupError, psutil.NoSuchProcess):  # it has ended meanwhile
                os._exit(0)
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == 0


@contextmanager
def no_room(pid: int) -> Iterator[None]:
    """No file that this process, or one it starts, writes grows beyond its first bytes: EFBIG, where a disk says ENOSPC."""
    everybody = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    _limit(1, everybody)
    try:
        yield
    finally:
        _limit(-1, (one for one in everybody if one.is_running()))


async def test_logs_that_cannot_be_written_cost_only_themselves(product: Product, company: Company) -> None:
    """A download from a store that is not there says so in the log, and in words to the reader."""
    one = company.candidate(700, "满志")
    await company.interview([one])
    await company.confirm([one])
    await one.walk()
    objects = product.stack._objects
    assert objects is not None
    objects.stop()
    bundle = f"/hr/contracts/{one.contract}/evidence.zip"
    answer = await company.hr._client.get(bundle)
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
    await asyncio.to_thread(objects.start_again)

    async def look() -> bool | None:
        return True if (await company.hr._client.get(bundle)).status_code == 200 else None

    await eventually(look, "the file")
    assert await company.chain() == "valid"


async def test_a_contract_waits_for_room_in_the_store(product: Product, company: Company) -> None:
    objects = product.stack._objects
    assert objects is not None and objects._process is not None
    one = company.candidate(710, "满仓")
    await company.interview([one])
    await company.confirm([one])
    await one.enter()
    with no_room(objects._process.pid):
        await one.make()

        async def tried() -> bool | None:
            async with company.database() as connection:
                query = "select max(attempts) from queue.pgqueuer where entrypoint = 'contract.render'"
                return True if (await connection.fetchval(query) or 0) > 0 else None

        await eventually(tried, "a try that finds no room")
        page = await company.hr.get(f"/hr/contracts/{one.contract}")
        assert page.one("data-state").attrs["data-state"] != "checked"
        assert (await company.hr.get("/hr/")).status == 200
    if not objects.runs():
        await asyncio.to_thread(objects.start_again)
    await one.come_to_sign()
    await one.sign()
    await one.seal()
    await one.finish()
    outcome = await one.outcome()
    assert (outcome["contracts"], outcome["objects"]) == (["archived"], ["contract.pdf", "evidence.zip"])
    assert await company.chain() == "valid"


async def test_a_database_without_room_keeps_what_it_said_was_kept(
    product: Product, company: Company
) -> None:
    """Nobody can be told a result that is not kept; what was confirmed before is told once, afterwards too."""
    before, during = both = [company.candidate(720, "满前"), company.candidate(721, "满后")]
    await company.interview(both)
    guard = product.stack.postgres._guard
    assert guard is not None
    assert product.worker is not None
    product.worker.stop()
    await company.confirm([before])
    form = (await company.hr.get(during.file)).form("decision-form")
    with no_room(guard.pid):
        answer = await form.submit(("outcome", "pass"), expect=None)
        assert answer.status == 503 and any(words in answer.text for words in _SAID)
        for _look in range(20):  # reading may go on, or the database has ended
            assert (await company.hr._client.get("/hr/")).status_code in (200, 303, 503)
    if not product.stack.postgres.runs():
        await asyncio.to_thread(product.stack.postgres.start)

    async def back() -> bool | None:
        answer = await company.hr._client.get("/hr/")
        return True if answer.status_code == 200 else None

    await eventually(back, "the database")
    product.start_worker()
    await company.make_claims_old()
    await company.settled()

    async def arrived() -> bool | None:
        states = {state for _event, _channel, state in (await before.outcome())["messages"]}
        return True if states == {"delivered"} else None

    await eventually(arrived, "every message to arrive")
    assert (await during.outcome())["messages"] == []
    await company.confirm([during])
    await company.settled()
    assert {channel for _event, channel, _state in (await during.outcome())["messages"]} == {"sms", "email"}
    assert await company.chain() == "valid"
