"""Signing up through the real forms: mail, password, a place of one's own."""

import asyncio
import re
import time
from collections.abc import AsyncIterator

import pytest
from huiyin.platform.settings import Settings
from huiyin.road.browser import Browser, Page
from huiyin.road.people import Inbox, eventually
from huiyin.up import Product

from tests.support.companies import new_uscc

PASSWORD = "竹林深处有人家 2026"


@pytest.fixture
async def base(settings: Settings) -> AsyncIterator[Browser]:
    """A browser at the base domain."""
    browser = Browser(settings.origin())
    yield browser
    await browser.close()


def application(email: str, **changed: str) -> dict[str, str]:
    """What somebody types."""
    typed = {
        "company": "杭州启明信息技术有限公司",
        "uscc": new_uscc(),
        "name": "欧阳䶮",
        "email": email,
        "phone": "",
    }
    return typed | changed


async def link(inbox: Inbox, email: str, having: int = 0) -> str:
    """The path of the newest mailed link."""

    async def look() -> str | None:
        mails = [mail for mail in await inbox.messages() if email in mail["to"]]
        found = re.search(r"https?://\S+(/signup/\S+)", mails[0]["text"]) if len(mails) > having else None
        return found[1] if found else None

    path: str = await eventually(look, f"a mail to {email}")
    return path


async def apply(base: Browser, typed: dict[str, str], expect: int = 200) -> Page:
    page = await base.get("/signup")
    return await page.form("signup-form").fill(typed).submit(expect=expect)


async def opened(base: Browser, page: Page) -> Page:
    """Wait on the page that says how far it is, as htmx does."""

    async def look() -> Page | None:
        seen = await base.get(re.sub(r"^https?://[^/]+", "", page.url))
        return seen if seen.path == "/hr/login" else None

    found: Page = await eventually(look, "the log-in of the new tenant")
    return found


async def test_from_the_form_to_the_first_steps(base: Browser, inbox: Inbox, settings: Settings) -> None:
    typed = application("founder@qiming.test", slug="qiming-hr")
    page = await apply(base, typed)
    assert "founder@qiming.test" in page.text
    stranger = Browser(settings.origin("qiming-hr"))
    await stranger.get("/", expect=404)  # nothing is made before the link is followed
    path = await link(inbox, "founder@qiming.test")
    page = await base.get(path)
    weak = page.form("password-form").fill({"password": "qiming-hr 1", "separate": "yes"})
    assert "常见密码" in (await weak.submit(expect=422)).text
    page = await base.get(path)
    unticked = await page.form("password-form").fill({"password": PASSWORD}).submit(expect=422)
    assert "请阅读并勾选" in unticked.text
    began = time.perf_counter()
    page = await page.form("password-form").fill({"password": PASSWORD, "separate": "yes"}).submit()
    page = await opened(base, page)
    spent = time.perf_counter() - began
    print(f"\nfrom the password to the log-in of the new tenant: {spent * 1000:.0f} ms")
    assert spent < 5
    assert page.url.startswith(settings.origin("qiming-hr"))
    page = await page.form("/hr/login").fill({"login": "founder@qiming.test", "password": PASSWORD}).submit()
    assert page.path == "/hr/company/welcome" and "补全用人单位信息" in page.text
    again = await base.get(path)  # a second click arrives too
    assert again.path == "/hr/login"
    await stranger.close()


async def test_nothing_typed_is_lost_and_everything_wrong_is_said(base: Browser) -> None:
    wrong = {
        "company": "",
        "uscc": "91330106MA2KXY8B2S",
        "name": "",
        "email": "nobody",
        "phone": "12",
        "slug": "Admin",
    }
    page = await apply(base, wrong, expect=422)
    for said in ("请填写这一项", "不含 I、O、S", "保留的名称"):
        assert said in page.text
    assert page.form("signup-form").value("slug") == "Admin"
    doubtful = application("x@doubt.test", uscc="91330106MA2KXY8B22")
    page = await apply(base, doubtful, expect=422)
    assert "校验位不符" in page.text
    sure = page.form("signup-form").fill({"uscc_sure": "yes"})
    assert "x@doubt.test" in (await sure.submit()).text


async def test_nobody_learns_who_is_here(base: Browser, inbox: Inbox, settings: Settings) -> None:
    same = new_uscc()
    first = await apply(base, application("known@same.test", uscc=same, slug="same-one"))
    second = await apply(base, application("known@same.test", uscc=same, slug="same-two"))
    stranger = await apply(base, application("other@same.test", slug="same-three"))
    assert first.text == second.text == stranger.text.replace("other@same.test", "known@same.test")
    taken = await apply(base, application("x@taken.test", slug="acme"), expect=422)
    assert "已被使用" in taken.text  # an address can be seen by anybody who opens it
    trap = await apply(base, application("robot@same.test") | {"website": "http://spam.example"})
    assert "robot@same.test" in trap.text
    await link(inbox, "other@same.test")
    assert not [mail for mail in await inbox.messages() if "robot@same.test" in mail["to"]]
    for made_up in ("nonsense", "A" * 60, "…"):
        assert "已失效" in (await base.get(f"/signup/{made_up}", expect=410)).text


async def test_an_address_is_mailed_five_times_a_day_at_most(base: Browser) -> None:
    pages = [await _try(base, application("many@mail.test", slug=f"many-{n}")) for n in range(6)]
    assert [page.status for page in pages] == [200] * 5 + [422]
    assert "操作过于频繁" in pages[-1].text


async def _try(base: Browser, typed: dict[str, str]) -> Page:
    page = await base.get("/signup")
    try:
        return await page.form("signup-form").fill(typed).submit()
    except AssertionError:
        return await page.form("signup-form").fill(typed).submit(expect=422)


async def test_two_want_the_same_address_and_one_chooses_another(base: Browser, inbox: Inbox) -> None:
    for email in ("one@race.test", "two@race.test"):
        await apply(base, application(email, slug="race-hr"))
    pages = [await base.get(await link(inbox, email)) for email in ("one@race.test", "two@race.test")]
    given = {"password": PASSWORD, "separate": "yes"}
    forms = [page.form("password-form").fill(given) for page in pages]
    answers = await asyncio.gather(*(form.submit(expect=None) for form in forms))

    async def settled() -> list[Page] | None:
        """Who is too late reads it at once, or when the other one's is made."""
        seen = [
            answer if answer.status == 422 else await base.get(re.sub(r"^https?://[^/]+", "", page.url))
            for page, answer in zip(pages, answers, strict=True)
        ]
        return seen if all(not page.path.endswith("/opening") for page in seen) else None

    seen = await eventually(settled, "both to be answered")
    assert sorted(page.path == "/hr/login" for page in seen) == [False, True]
    loser = next(page for page in seen if page.path != "/hr/login")
    assert "换一个" in loser.text
    page = await loser.form("password-form").fill(given | {"slug": "race-two"}).submit()
    assert "race-two" in (await opened(base, page)).url


async def test_a_killed_steward_goes_on_where_it_was(base: Browser, inbox: Inbox, product: Product) -> None:
    assert product.steward is not None
    await apply(base, application("late@killed.test", slug="killed-hr"))
    path = await link(inbox, "late@killed.test")
    product.steward.kill()
    page = (
        await (await base.get(path))
        .form("password-form")
        .fill({"password": PASSWORD, "separate": "yes"})
        .submit()
    )
    assert "正在开通" in page.text
    product.start_steward()
    assert "killed-hr" in (await opened(base, page)).url
