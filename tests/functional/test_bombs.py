"""Files that explode, through the real pages: answered in words, nothing kept, and nobody else notices."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

import httpx
import pytest
from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import eventually
from huiyin.up import Product

from tests.support import bombs
from tests.support.bombs import Bomb
from tests.support.company import Company
from tests.support.memory import reading_processes, web_memory
from tests.support.sheets import PEOPLE, person, workbook
from tests.support.word_bombs import HOSTILE

# Seconds in which each of five is answered: the longest that one waits for its turn, then its own deadline.
_SHEETS, _LOGOS, _CHECKS = 120, 80, 70
_SLOWEST = 5.0  # seconds that another tenant's page may take beside them, on a machine that others use too

Send = Callable[[str, bytes], Awaitable[Page]]


@pytest.fixture(scope="module")
async def company(product: Product) -> AsyncIterator[Company]:
    async with Company.at(product) as opened:
        yield opened


@pytest.fixture(scope="module")
async def admin(settings: Settings) -> AsyncIterator[Browser]:
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, "admin@acme.test", PASSWORD)
    yield browser
    await browser.close()


@pytest.fixture(scope="module")
async def neighbour(settings: Settings) -> AsyncIterator[Browser]:
    """HR of another tenant, at work."""
    browser = Browser(settings.origin("globex"))
    await people.log_in(browser, "hr@globex.test", PASSWORD)
    yield browser
    await browser.close()


def fives(kind: Mapping[str, object]) -> list[tuple[str, ...]]:
    """The bombs of a kind five at a time; what is left over is tried where it is taken apart."""
    names = list(kind)
    return [tuple(names[start : start + 5]) for start in range(0, len(names) - 4, 5)]


@asynccontextmanager
async def watched(neighbour: Browser) -> AsyncIterator[None]:
    """Meanwhile another tenant's pages are asked for, one after the other, and each is there soon."""
    slowest, asked, stop = 0.0, 0, asyncio.Event()

    async def work() -> None:
        nonlocal slowest, asked
        while not stop.is_set():
            for path in ("/hr/candidates", "/hr/imports", "/verify", "/"):
                began = time.monotonic()
                await neighbour.get(path)
                slowest, asked = max(slowest, time.monotonic() - began), asked + 1

    working = asyncio.create_task(work())
    try:
        yield
    finally:
        stop.set()
        await working
    assert asked >= 4
    assert slowest < _SLOWEST


async def answers(
    neighbour: Browser, files: Iterable[tuple[str, bytes]], send: Send, within: float
) -> list[Page]:
    """What these files are answered, all handed in at once, each in its time; the neighbour works meanwhile."""

    async def one(filename: str, data: bytes) -> Page:
        async with asyncio.timeout(within):
            return await send(filename, data)

    async with watched(neighbour):
        return await asyncio.gather(*(one(*file) for file in files))


def made(kind: dict[str, Bomb], names: Iterable[str]) -> list[tuple[str, bytes]]:
    """The files, made before anybody looks at a clock."""
    return [(kind[name].filename, kind[name].make()) for name in names]


def errors(page: Page) -> str:
    """What stands beside the fields."""
    return " ".join(item.text.strip() for item in page.all("class") if "err" in item.attrs["class"])


async def imports(company: Company) -> int:
    async with company.database() as rows:
        found: int = await rows.fetchval("select count(*) from import_batches")
        return found


@pytest.mark.parametrize("names", fives(bombs.SHEETS), ids="+".join)
async def test_sheets(company: Company, neighbour: Browser, names: tuple[str, ...]) -> None:
    before = await imports(company)

    async def send(filename: str, data: bytes) -> Page:
        page = await company.hr.get("/hr/imports")
        return await page.form("import-form").attach("sheet", filename, data).submit(expect=None)

    for page in await answers(neighbour, made(bombs.SHEETS, names), send, _SHEETS):
        assert page.status == 422
        assert errors(page), page.text[:300]
    assert await imports(company) == before
    good = workbook({"人": [PEOPLE, person("孙炸", "13655550001")]})
    assert "导入 1 人" in (await people.look_at_sheet(company.hr, "good.xlsx", good)).text


@pytest.mark.parametrize("names", fives(bombs.LOGOS), ids="+".join)
async def test_logos(admin: Browser, neighbour: Browser, names: tuple[str, ...]) -> None:
    shown = await admin.get("/hr/brand")
    before = shown.form("brand-form").value("name")

    async def send(filename: str, data: bytes) -> Page:
        form = (await admin.get("/hr/brand")).form("brand-form")
        form.fill({"name": "炸不掉的名字", "accent": "#7c2d12"})
        return await form.attach("logo", filename, data).submit(expect=None)

    for page in await answers(neighbour, made(bombs.LOGOS, names), send, _LOGOS):
        assert page.status == 422
        assert "PNG" in errors(page)
        form = page.form("brand-form")
        assert (form.value("name"), form.value("accent")) == (
            "炸不掉的名字",
            "#7c2d12",
        )  # nothing typed is lost
    assert (await admin.get("/hr/brand")).form("brand-form").value("name") == before


@pytest.mark.parametrize("names", fives(HOSTILE), ids="+".join)
async def test_word_files(company: Company, neighbour: Browser, names: tuple[str, ...]) -> None:
    async def send(filename: str, data: bytes) -> Page:
        form = (await company.hr.get("/hr/contract-templates/word")).form("word-form")
        form.fill({"name": "炸不掉的模板", "kind": "open"})
        return await form.attach("document", filename, data).submit(expect=None)

    files = [(f"{name}.docx", HOSTILE[name].make()) for name in names]
    for page in await answers(neighbour, files, send, _SHEETS):
        assert page.status == 422
        assert errors(page).endswith("。"), page.text[:300]
        form = page.form("word-form")
        assert (form.value("name"), form.value("kind")) == ("炸不掉的模板", "open")  # nothing typed is lost
    assert "炸不掉的模板" not in (await company.hr.get("/hr/contract-templates")).text


async def test_a_sound_logo_is_kept_and_shown(admin: Browser) -> None:
    form = (await admin.get("/hr/brand")).form("brand-form")
    await form.attach("logo", "ours.png", bombs.png(64, 64, depth=8, colour=2)).submit()

    async def shown() -> str | None:
        pictures = (await admin.get("/hr/brand")).elements("img")
        found = (item.attrs["src"] for item in pictures if "brand-logo" in item.attrs.get("class", ""))
        return next(found, None)

    source = await eventually(shown, "the logo to be shown")  # it takes effect within seconds
    assert (await admin.get(source)).content.startswith(b"\x89PNG")
    await (await admin.get("/hr/brand")).form("brand-form").fill({"no_logo": "yes"}).submit()


async def test_a_logo_too_large_is_told_how_large_one_may_be(admin: Browser) -> None:
    form = (await admin.get("/hr/brand")).form("brand-form")
    page = await form.attach("logo", "large.png", bytes(300_000)).submit(expect=422)
    assert "200 KB" in errors(page)


@pytest.mark.parametrize("names", fives(bombs.PDFS), ids="+".join)
async def test_the_public_check(settings: Settings, neighbour: Browser, names: tuple[str, ...]) -> None:
    async def send(filename: str, data: bytes) -> Page:
        browser = Browser(settings.origin("acme"), home=30)
        try:
            page = await browser.get("/verify")
            return await page.form("check-form").attach("file", filename, data).submit(expect=None)
        finally:
            await browser.close()

    for page in await answers(neighbour, made(bombs.PDFS, names), send, _CHECKS):
        assert page.status in (200, 422)
        # Why no check was made; or what one says that came through: nothing of it, or that this is not what was signed.
        said = ("无法读取", "这份文件与签署时不一样")
        assert errors(page) or any(words in page.text for words in said), page.text[:300]


@pytest.fixture(scope="module")
async def paper(company: Company) -> str:
    """The page of a contract that is signed on paper."""
    one = company.candidate(731, "孙纸")
    await company.interview([one])
    await company.confirm([one])
    await one.enter()
    await one.make()
    await people.wait_for_state(company.hr, one.contract, "checked")
    page = await company.hr.get(f"/hr/contracts/{one.contract}")
    return (await page.form("paper-form").submit()).path


async def test_scans(company: Company, neighbour: Browser, paper: str) -> None:
    today = clock.today_in_china().isoformat()

    async def send(filename: str, data: bytes) -> Page:
        form = (await company.hr.get(paper)).form("scan-form").attach("files", filename, data)
        return await form.fill({"employee_signed_on": today, "sealed_on": today}).submit(expect=None)

    for page in await answers(neighbour, made(bombs.SCANS, bombs.SCANS), send, _SHEETS):
        assert page.status in (422, 503)
        assert errors(page), page.text[:300]
        assert page.form("scan-form").value("sealed_on") == today  # nothing typed is lost
    assert not (await company.hr.get(paper)).all("data-scan")


async def test_bundles_are_no_pdf(settings: Settings) -> None:
    browser = Browser(settings.origin("acme"), home=40)
    for bomb in bombs.BUNDLES.values():
        page = await browser.get("/verify")
        page = await page.form("check-form").attach("file", bomb.filename, bomb.make()).submit(expect=422)
        assert "这是存证包" in errors(page), "and none is taken apart here"
    await browser.close()


async def test_who_leaves_meanwhile_leaves_nothing_behind(company: Company, product: Product) -> None:
    """A browser that is closed while its file is read: the process ends by itself, and the next file has its turn."""
    page = await company.hr.get("/hr/imports")
    form = page.form("import-form").attach("sheet", "deep.xlsx", bombs.deep_markup())
    with pytest.raises((TimeoutError, httpx.HTTPError)):
        async with asyncio.timeout(0.3):
            await form.submit(expect=None)
    good = workbook({"人": [PEOPLE, person("孙炸", "13655550001")]})
    assert "导入 1 人" in (await people.look_at_sheet(company.hr, "good.xlsx", good)).text

    async def nobody_reads() -> bool | None:
        assert product.web is not None
        return None if reading_processes(product.web.process.pid) else True

    await eventually(nobody_reads, "the process that was reading to be gone", 90)


async def test_the_web_process_has_its_memory_back(
    company: Company, admin: Browser, product: Product
) -> None:
    """Once it has seen such files, seeing them again costs it nothing: what they make of memory goes with a process."""
    assert product.web is not None
    process = product.web.process.pid

    sheets = made(bombs.SHEETS, ("repeated_text", "unpacked", "lying_size", "blank_lines", "far_row"))
    logos = made(bombs.LOGOS, ("pixels", "inflated"))

    async def all_of_them() -> int:
        for filename, data in sheets:
            page = await company.hr.get("/hr/imports")
            await page.form("import-form").attach("sheet", filename, data).submit(expect=422)
        for filename, data in logos:
            form = (await admin.get("/hr/brand")).form("brand-form")
            await form.attach("logo", filename, data).submit(expect=422)
        return web_memory(process)

    first = await all_of_them()
    await all_of_them()

    async def back() -> bool | None:
        return True if web_memory(process) <= 1.1 * first else None

    await eventually(back, "the memory of the web process to be back", 60)
