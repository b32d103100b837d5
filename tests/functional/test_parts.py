"""Each part dies by `kill -9` in turn: the others go on, it is started again, and nothing is lost or doubled."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from functools import partial

import httpx
import psutil
import pytest
from huiyin.demo import PASSWORD
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.people import eventually
from huiyin.up import Product

from tests.support.company import Candidate, Company
from tests.support.parts import PARTS, kill, looked_after
from tests.support.products import fresh_product

_WELL_SECONDS = 90.0  # a few on a machine that does nothing else
_PATHS = ("/hr/", "/", "/hr/login", "/signup", "/verify", "/nothing")
_AWAY = {"zh-CN": "暂时连不上数据库", "en": "The database cannot be reached"}


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    """A product of this file's own."""
    with fresh_product("parts") as started:
        started.start()
        yield started


async def _runs_again(product: Product, part: str, dead: int) -> None:
    async def look() -> bool | None:
        try:
            return True if PARTS[part](product).pid != dead else None
        except (psutil.Error, IndexError, AssertionError):
            return None

    await eventually(look, f"another {part}", _WELL_SECONDS)


async def _is_well(product: Product, hr: Browser) -> None:
    async def look() -> bool | None:
        try:
            pages = [await hr._client.get(path) for path in ("/readyz", "/hr/", "/")]
        except httpx.TransportError:
            return None
        return True if all(page.status_code < 400 for page in pages) else None

    await eventually(look, "pages", _WELL_SECONDS)


async def _arrived(one: Candidate) -> list[tuple[str, str, str]] | None:
    """The messages, once all are delivered: a gateway says so again to whoever was away."""
    messages: list[tuple[str, str, str]] = (await one.outcome())["messages"]
    return messages if {state for _event, _channel, state in messages} == {"delivered"} else None


@pytest.mark.parametrize("part", PARTS)
async def test_a_part_that_is_killed_costs_only_itself(product: Product, part: str) -> None:
    number = 800 + 10 * list(PARTS).index(part)
    async with Company.at(product) as company:
        before, after = both = [company.candidate(number, "卜前"), company.candidate(number + 1, "卜后")]
        await company.interview(both)
        with looked_after(product) as said:
            await company.confirm([before])
            below = PARTS["web parent"](product).children(recursive=True) if part == "web parent" else []
            dead = await asyncio.to_thread(kill, PARTS[part](product))
            await _runs_again(product, part, dead.pid)
            await _is_well(product, company.hr)
            await company.make_claims_old()
            await company.confirm([after])
            await company.settled()
            _gone, left = psutil.wait_procs(below, 15)
            assert not left  # children of a dead parent end, too
        assert bool(said) == (part != "web child"), said  # the web server raises its children itself
        for one in both:
            messages = await eventually(partial(_arrived, one), "every message to arrive")
            assert {channel for _event, channel, _state in messages} == {"sms", "email"}
        assert await company.chain() == "valid"


async def test_a_store_that_was_killed_has_what_it_had(product: Product) -> None:
    """And a contract is made, signed, sealed and archived with what was started again."""
    async with Company.at(product) as company:
        one = company.candidate(890, "卜存")
        await company.interview([one])
        await company.confirm([one])
        await one.enter()
        await one.make()
        await one.come_to_sign()
        with looked_after(product):
            dead = await asyncio.to_thread(kill, PARTS["store"](product))
            await _runs_again(product, "store", dead.pid)
            await one.sign()
            await one.seal()
            await one.finish()
        outcome = await one.outcome()
        assert outcome["objects"] == ["contract.pdf", "evidence.zip"]
        assert await company.chain() == "valid"


async def _health(product: Product) -> dict[str, int]:
    port = product.stack._port  # its settings need the database
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=10) as http:
        return {path: (await http.get(path)).status_code for path in ("/livez", "/readyz", "/healthz")}


async def _away_in_words(browser: Browser, path: str) -> int:
    """The status: what needs no database, such as the way to the log-in, goes on; nothing crashes."""
    for language, words in _AWAY.items():
        answer = await browser._client.get(path, headers={"accept-language": language})
        assert answer.status_code in (200, 303, 404, 503), (browser.origin, path, answer.status_code)
        if answer.status_code == 503:
            assert words in answer.text, (browser.origin, path)
            assert int(answer.headers["retry-after"]) <= 60
    return answer.status_code


async def test_a_database_that_is_away_is_said_in_words_and_forgotten_when_it_is_back(
    product: Product,
) -> None:
    """Nobody looks after it meanwhile: it stays away until the end of the test."""
    settings = product.stack.settings()
    browsers = [Browser(settings.origin(label)) for label in ("acme", "acme", "", "nobody")]
    hr, *_strangers = browsers
    await people.log_in(hr, "hr@acme.test", PASSWORD)
    assert await _health(product) == {"/livez": 200, "/readyz": 200, "/healthz": 200}
    await asyncio.to_thread(product.stack.postgres.stop)
    try:
        # Asked twice: what the directory remembers for a second leads further in than what it does not.
        for browser in (*browsers, *browsers):
            said = [await _away_in_words(browser, path) for path in _PATHS]
            assert 503 in said or browser.origin == settings.origin(), (browser.origin, said)
        assert await _away_in_words(hr, "/hr/") == 503
        form = await hr._client.post(
            "/hr/login", data={"login": "x", "password": "y"}, headers={"origin": hr.origin}
        )
        assert form.status_code == 503
        problem = await hr._client.get("/hr/", headers={"accept": "application/json"})
        assert (problem.status_code, problem.json()["type"]) == (503, "urn:huiyin:away")

        async def look() -> bool | None:  # an answer is given for a second
            seen = await _health(product)
            assert seen.pop("/livez") == 200
            return True if set(seen.values()) == {503} else None

        await eventually(look, "the answer that it is not ready", 5)
    finally:
        await asyncio.to_thread(product.stack.postgres.start)
    await _is_well(product, hr)
    assert (await hr.get("/hr/")).path == "/hr/"  # still signed in
    for browser in browsers:
        await browser.close()


async def test_a_database_that_hangs_is_not_ready_and_the_process_lives(product: Product) -> None:
    postmaster = PARTS["database"](product)
    everybody = [postmaster, *postmaster.children()]
    for process in everybody:
        process.suspend()
    try:
        began = time.monotonic()

        async def look() -> bool | None:
            seen = await _health(product)
            assert seen["/livez"] == 200
            return True if seen["/readyz"] == 503 else None

        await eventually(look, "the answer that it is not ready", 5)
        assert time.monotonic() - began < 5
    finally:
        for process in everybody:
            process.resume()

    async def back() -> bool | None:
        return True if (await _health(product))["/readyz"] == 200 else None

    await eventually(back, "the database", _WELL_SECONDS)


async def test_what_was_started_ends_with_who_started_it(product: Product) -> None:
    """The guard of the database killed: the database ends in order, and is started again."""
    with looked_after(product) as said:
        guard = product.stack.postgres._guard
        assert guard is not None
        dead = PARTS["database"](product)
        os.kill(guard.pid, signal.SIGKILL)
        await asyncio.to_thread(dead.wait, 10)
        await _runs_again(product, "database", dead.pid)
        hr = Browser(product.stack.settings().origin("acme"))
        await _is_well(product, hr)
        await hr.close()
    assert "the database has ended, starting it again" in said
