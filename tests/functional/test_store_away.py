"""The object store away, or silent: its files wait, in words, and nothing else does."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from huiyin.app import build_served
from huiyin.demo import PASSWORD
from huiyin.platform.embedded.ports import free_port
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.up import Product

from tests.support.company import Company
from tests.support.openid.wicked import serving
from tests.support.silence import late_server, silent_server

_HANGING = 6
_WORDS = {"zh-CN": "文件存储暂时没有响应", "en": "The file store does not answer"}


@pytest.fixture(scope="module")
async def contract(product: Product) -> str:
    """A contract with a PDF that can be taken away."""
    async with Company.at(product) as company:
        one = company.candidate(700, "汪洋")
        await company.interview([one])
        await company.confirm([one])
        await one.enter()
        await one.make()
        await people.wait_for_state(company.hr, one.contract, "checked")
        return one.contract


@asynccontextmanager
async def _member(settings: Settings, endpoint: str) -> AsyncIterator[Browser]:
    """Somebody signed in at a web server of the test's own, whose object store is at `endpoint`."""
    port = free_port()
    own = replace(settings, port=port, s3_endpoint=endpoint)
    async with serving(build_served(own), port):
        browser = Browser(own.origin("acme"))
        await people.log_in(browser, "hr@acme.test", PASSWORD)
        try:
            yield browser
        finally:
            await browser.close()


def _says_when(answer: httpx.Response, language: str) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) <= 60
    assert _WORDS[language] in answer.text


async def _downloaded(product: Product, contract: str) -> int:
    async with Company.at(product) as company, company.database() as connection:
        query = (
            "select count(*) from audit_events where kind = 'document.downloaded' and contract_id = $1::uuid"
        )
        return int(await connection.fetchval(query, contract))


@pytest.mark.parametrize("language", _WORDS)
async def test_a_store_that_is_away_is_said_at_once(
    settings: Settings, product: Product, contract: str, language: str
) -> None:
    before = await _downloaded(product, contract)
    async with _member(settings, f"http://127.0.0.1:{free_port()}") as hr:
        began = time.monotonic()
        address = f"/hr/contracts/{contract}/pdf"
        _says_when(await hr._client.get(address, headers={"accept-language": language}), language)
        asked = await hr._client.get(address, headers={"accept": "application/json"})
        assert (asked.status_code, asked.json()["type"]) == (503, "urn:huiyin:store_away")
        assert time.monotonic() - began < 10
    assert await _downloaded(product, contract) == before  # nobody took anything away


async def test_a_slow_store_is_waited_for(settings: Settings, contract: str) -> None:
    async with late_server(settings.s3_endpoint, 0.5) as endpoint, _member(settings, endpoint) as hr:
        began = time.monotonic()
        answer = await hr._client.get(f"/hr/contracts/{contract}/pdf", timeout=30)
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
        assert time.monotonic() - began > 1, "of each answer"


async def test_beside_downloads_that_hang_every_other_page_of_the_tenant_answers(
    settings: Settings, contract: str
) -> None:
    async with silent_server() as endpoint, _member(settings, endpoint) as hr:
        address = f"/hr/contracts/{contract}/pdf"
        hanging = [asyncio.create_task(hr._client.get(address)) for _number in range(_HANGING)]
        await asyncio.sleep(0.5)  # until they have asked
        for path in ("/hr/", "/hr/contracts", f"/hr/contracts/{contract}", "/"):
            # A lane has two connections: were they held, a page would wait for one in vain, and say so with 503.
            assert (await hr._client.get(path)).status_code in (200, 303)
        assert not any(task.done() for task in hanging)
        began = time.monotonic()
        for answer in await asyncio.gather(*hanging):
            _says_when(answer, "zh-CN")
        assert time.monotonic() - began < 30


async def test_a_worker_waits_for_the_store_and_nothing_is_lost(product: Product, settings: Settings) -> None:
    """What is made while the store is away is made when it is back."""
    objects = product.stack._objects
    assert objects is not None
    if objects._process is None:
        pytest.skip("the object store belongs to another process, which keeps it warm")
    async with Company.at(product) as company:
        one = company.candidate(701, "汪波")
        await company.interview([one])
        await company.confirm([one])
        await one.enter()
        objects.stop()
        try:
            await one.make()
            page = await company.hr._client.get(f"/hr/contracts/{one.contract}")
            assert page.status_code == 200
        finally:
            await asyncio.to_thread(_again, product)
        async with company.database() as connection:
            await connection.execute(
                "update queue.pgqueuer set execute_after = now() where entrypoint = 'contract.render' and status = 'queued'"
            )
        await people.wait_for_state(company.hr, one.contract, "checked")
        pdf = await company.hr.get(f"/hr/contracts/{one.contract}/pdf")
        assert pdf.content.startswith(b"%PDF")


def _again(product: Product) -> None:
    objects = product.stack._objects
    assert objects is not None
    objects.start_again()
    assert objects._wait(product.stack.settings())
    assert Path(objects._address).read_text() == product.stack.settings().s3_endpoint
