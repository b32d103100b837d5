"""The bucket away, frozen, or with another key: signing and archiving wait and go on. An object lost, changed by a byte or
covered in the real store: found the same day, named to the company and to the operators, mended where a copy exists."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.embedded.objects import EmbeddedObjects
from huiyin.platform.providers.storage import open_store
from huiyin.platform.providers.storage.port import StoreAwayError
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.steward.context import stewardship
from huiyin.steward.soundness import ArchiveRound
from huiyin.tenants.company.operators.service import make_link
from huiyin.up import Product

from tests.support.company import Candidate, Company
from tests.support.products import fresh_product


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    """One of its own, whose store is broken."""
    with fresh_product("bucket") as started:
        started.start()
        yield started


@pytest.fixture
async def company(product: Product) -> AsyncIterator[Company]:
    async with Company.at(product) as company:
        yield company


def _objects(product: Product) -> EmbeddedObjects:
    assert product.stack._objects is not None
    return product.stack._objects


async def _start(product: Product) -> None:
    objects = _objects(product)
    await asyncio.to_thread(objects.start_again)
    assert await asyncio.to_thread(objects._wait, product.stack.settings())


@asynccontextmanager
async def _unreachable(product: Product) -> AsyncIterator[None]:
    """Nobody listens."""
    await asyncio.to_thread(_objects(product).stop)
    try:
        yield
    finally:
        await _start(product)


@asynccontextmanager
async def _another_key(product: Product) -> AsyncIterator[None]:
    """It answers 403: somebody has changed the key over there."""
    objects, ours = _objects(product), _objects(product)._secret
    await asyncio.to_thread(objects.stop)
    objects._secret = "not-the-one-we-have"
    objects._write_config()
    await asyncio.to_thread(objects.start_again)
    try:
        await asyncio.to_thread(_until_it_refuses, product)
        yield
    finally:
        await asyncio.to_thread(objects.stop)
        objects._secret = ours
        objects._write_config()
        await _start(product)


def _until_it_refuses(product: Product) -> None:
    while True:
        try:
            if httpx.get(_objects(product).endpoint, trust_env=False, timeout=5).status_code == 403:
                return
        except httpx.HTTPError:
            continue


@asynccontextmanager
async def _frozen(product: Product) -> AsyncIterator[None]:
    """It takes connections and says nothing: the process is stopped where it stands."""
    process = _objects(product)._process
    assert process is not None
    os.killpg(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGCONT)


_FAULTS = {"unreachable": _unreachable, "another key": _another_key, "frozen": _frozen}


@asynccontextmanager
async def _held_before_the_archive(company: Company) -> AsyncIterator[None]:
    """Who is archived next waits for a number as an employee."""
    async with company.database() as connection, connection.transaction():
        await connection.execute("insert into number_series values ('employee', 0) on conflict do nothing")
        await connection.execute("select from number_series where kind = 'employee' for update")
        yield


async def _due_again(company: Company) -> None:
    """The time after which it is tried again is over."""
    async with company.database() as connection:
        await connection.execute(
            "update queue.pgqueuer set execute_after = now() where entrypoint like 'contract.%' and status = 'queued'"
        )


async def _state(company: Company, one: Candidate) -> str:
    async with company.database() as connection:
        return str(await connection.fetchval("select state from contracts where id = $1::uuid", one.contract))


async def _said_in_words(company: Company, one: Candidate) -> None:
    """The file is not to be had, which is said; every other page is."""
    answer = await company.hr._client.get(f"/hr/contracts/{one.contract}/pdf", timeout=40)
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
    assert "文件存储暂时没有响应" in answer.text and "请过一会儿再试" in answer.text
    for path in (f"/hr/contracts/{one.contract}", "/hr/contracts", "/hr/"):
        assert (await company.hr._client.get(path)).status_code == 200


@pytest.mark.parametrize("fault", _FAULTS)
async def test_signing_and_archiving_wait_and_go_on(product: Product, company: Company, fault: str) -> None:
    number = list(_FAULTS).index(fault)
    one = company.candidate(830 + number, f"仓{'甲乙丙'[number]}")
    await company.interview([one])
    await company.confirm([one])
    await one.enter()
    await one.make()
    await one.come_to_sign()
    async with _FAULTS[fault](product):
        await one.sign()  # the tap counts, whatever the store says
        await _said_in_words(company, one)
        assert await _state(company, one) == "signing"
    await _due_again(company)
    await one.to_seal()
    async with _held_before_the_archive(company):
        await one.seal()
        await people.wait_for_state(company.hr, one.contract, "completed")
        broken = _FAULTS[fault](product)
        await broken.__aenter__()
    try:
        await _said_in_words(company, one)
        assert await _state(company, one) == "completed"
    finally:
        await broken.__aexit__(None, None, None)
    await _due_again(company)
    await one.finish()
    outcome = await one.outcome()
    assert (outcome["contracts"], outcome["objects"]) == (["archived"], ["contract.pdf", "evidence.zip"])
    assert outcome["employees"] == 1 and outcome["events"]["contract.archived"] == 1
    assert await company.chain() == "valid"


async def test_an_outage_longer_than_all_tries_is_seen_and_ends_by_itself(
    product: Product, company: Company
) -> None:
    one = company.candidate(835, "仓己")
    await company.interview([one])
    await company.confirm([one])
    await one.enter()
    await one.make()
    await one.come_to_sign()
    async with _unreachable(product):
        await one.sign()

        async def seen() -> bool | None:
            async with company.database() as connection:
                await connection.execute(
                    "update queue.pgqueuer set attempts = 8, execute_after = now()"
                    " where entrypoint = 'contract.sign' and status = 'queued' and attempts between 1 and 8"
                )
                query = "select true from contracts where id = $1::uuid and failed_at is not null"
                return await connection.fetchval(query, one.contract)  # type: ignore[no-any-return]

        await people.eventually(seen, "somebody is told")
        page = await company.hr.get(f"/hr/contracts/{one.contract}")
        assert "文件存储" in page.one("data-failure").text
    await _due_again(company)
    await one.to_seal()  # nobody has pressed 重试
    assert not (await company.hr.get(f"/hr/contracts/{one.contract}")).all("data-failure")
    await one.seal()
    await one.finish()


@dataclass(slots=True)
class _Day:
    """Rounds of the steward on one day after the other."""

    product: Product
    days: int = 0

    async def next(self) -> None:
        self.days += 1
        with clock.use(clock.now() + timedelta(days=self.days)):
            async with stewardship(self.product.stack.settings()) as steward:
                await ArchiveRound(steward)()


@dataclass(frozen=True, slots=True)
class _Filed:
    key: str
    sha256: str
    problem: str


async def _filed(company: Company, one: Candidate) -> dict[str, _Filed]:
    async with company.database() as connection:
        rows = await connection.fetch(
            "select kind, object_key, sha256, problem from archived_objects where contract_id = $1::uuid",
            one.contract,
        )
    return {row["kind"]: _Filed(row["object_key"], row["sha256"], row["problem"]) for row in rows}


async def _events(company: Company, one: Candidate) -> list[str]:
    async with company.database() as connection:
        rows = await connection.fetch(
            "select kind, data->>'file' as file from audit_events where kind like 'archive.%'"
            " and contract_id = $1::uuid order by seq",
            one.contract,
        )
    return [f"{row['kind'].removeprefix('archive.')} {row['file']}" for row in rows]


async def _change_a_byte(product: Product, key: str) -> None:
    """Of the object under `key`, on the store's own disk, where others have the same bytes: the file as it was made, and the
    bundle that holds it."""
    data = await open_store(product.stack.settings()).get(key)
    await asyncio.to_thread(_objects(product).stop)  # what it has in memory would be given still
    places = [
        (file, at)
        for file in (product.stack.state / "objects" / "data").glob("*.dat")
        for at in _all_of(file.read_bytes(), data[-400:])
    ]
    for file, at in places:
        _flip(file, at + 100)
        await _start(product)
        if not await _gives(product, key, data):
            return
        await asyncio.to_thread(_objects(product).stop)
        _flip(file, at + 100)
    raise AssertionError(f"{key} lies nowhere")


def _all_of(data: bytes, part: bytes) -> Iterator[int]:
    at = data.find(part)
    while at >= 0:
        yield at
        at = data.find(part, at + 1)


def _flip(file: Path, at: int) -> None:
    with file.open("r+b") as out:
        out.seek(at)
        byte = out.read(1)[0]
        out.seek(at)
        out.write(bytes([byte ^ 1]))


async def _gives(product: Product, key: str, data: bytes) -> bool:
    try:
        return await open_store(product.stack.settings(), hurried=True).get(key) == data
    except StoreAwayError:
        return False


async def _lose(product: Product, key: str) -> None:
    """All versions, by somebody who works at the store's own files, where no lock counts."""
    objects = _objects(product)
    filer = (
        f"http://127.0.0.1:{objects._ports['filer.port']}/buckets/{product.stack.settings().s3_bucket}/{key}"
    )
    async with httpx.AsyncClient(trust_env=False) as http:
        for path in (filer, f"{filer}.versions"):
            await http.delete(path, params={"recursive": "true", "ignoreRecursiveError": "true"})
    assert key not in await open_store(product.stack.settings()).keys(key)


async def _operator_reads(product: Product) -> str:
    settings = product.stack.settings()
    async with stewardship(settings) as steward, steward.database.shared() as session:
        token = await make_link(session, "test")
    browser = Browser(settings.origin())
    await (await browser.get(f"/ops/enter/{token}")).form("enter-form").submit()
    page = await browser.get("/ops")
    record = await browser.get("/ops/tenants/acme")
    await browser.close()
    return page.text + record.text


async def _admin_reads(product: Product) -> Page:
    admin = Browser(product.stack.settings().origin("acme"))
    await people.log_in(admin, "admin@acme.test", PASSWORD)
    page = await admin.get("/hr/audit")
    await admin.close()
    return page


def _unsound(page: Page) -> list[str]:
    return [element.attrs["data-unsound"] for element in page.all("data-unsound")]


async def test_a_changed_byte_and_a_lost_object_are_found_named_and_mended(
    product: Product, company: Company
) -> None:
    one = company.candidate(840, "仓丁")
    await company.interview([one])
    await company.confirm([one])
    await one.walk()
    day, before = _Day(product), await _filed(company, one)
    final = (await company.hr.get(f"/hr/contracts/{one.contract}/pdf")).content
    assert all(sha256 in key for key, sha256 in ((row.key, row.sha256) for row in before.values()))

    await _change_a_byte(product, before["contract.pdf"].key)
    answer = await company.hr._client.get(f"/hr/contracts/{one.contract}/pdf", timeout=60)
    assert answer.content == final, "the other copy is as good"
    await day.next()
    assert await _events(company, one) == ["unsound contract.pdf", "mended contract.pdf"]

    await _lose(product, before["contract.pdf"].key)
    await day.next()
    assert await _events(company, one) == ["unsound contract.pdf", "mended contract.pdf"] * 2
    after = await _filed(company, one)
    assert after == before, "under the same name, with the same hash"
    store = open_store(product.stack.settings())
    assert sha256_hex(await store.get(after["contract.pdf"].key)) == after["contract.pdf"].sha256
    assert await store.retained_until(after["contract.pdf"].key) is not None
    assert (await company.hr.get(f"/hr/contracts/{one.contract}/pdf")).content == final

    bundle = await store.get(before["evidence.zip"].key)
    await _lose(product, before["evidence.zip"].key)
    answer = await company.hr._client.get(f"/hr/contracts/{one.contract}/evidence.zip", timeout=60)
    assert answer.status_code == 503 and "现在不能提供" in answer.text
    await day.next()
    assert (await _filed(company, one))["evidence.zip"].problem == "missing"
    number = (await company.hr.get(f"/hr/contracts/{one.contract}")).text
    assert "存档文件丢失" in number
    assert _unsound(await _admin_reads(product)) == ["missing"]
    told = await _operator_reads(product)
    assert "存档中有 1 个文件丢失或损坏" in told and before["evidence.zip"].key in told

    await store.put(before["evidence.zip"].key, bundle)  # from the backup
    await day.next()
    assert (await _filed(company, one))["evidence.zip"].problem == ""
    assert await store.retained_until(before["evidence.zip"].key) is not None, "locked again"
    assert _unsound(await _admin_reads(product)) == []
    assert "存档中有 1 个文件丢失或损坏" not in await _operator_reads(product)
    assert (await company.hr.get(f"/hr/contracts/{one.contract}/evidence.zip")).content == bundle
    assert await company.chain() == "valid"


async def test_a_bundle_without_a_copy_is_named_the_same_day_and_handed_to_nobody(
    product: Product, company: Company
) -> None:
    one = company.candidate(841, "仓戊")
    await company.interview([one])
    await company.confirm([one])
    await one.walk()
    filed = await _filed(company, one)
    await _change_a_byte(product, filed["evidence.zip"].key)
    answer = await company.hr._client.get(f"/hr/contracts/{one.contract}/evidence.zip", timeout=60)
    assert answer.status_code == 503
    stray = f"{filed['evidence.zip'].key.rpartition('/')[0]}/made-up.pdf"
    await open_store(product.stack.settings()).put(stray, b"nobody knows why")
    await _Day(product, days=20).next()
    assert await _events(company, one) == ["unsound evidence.zip"]
    assert (await _filed(company, one))["evidence.zip"].problem == "damaged"
    assert (await _filed(company, one))["contract.pdf"].problem == ""
    page = await _admin_reads(product)
    assert "damaged" in _unsound(page) and "没有记录" in page.text and stray in page.text
    assert filed["evidence.zip"].key in await _operator_reads(product)
