"""How messages go out, in a real browser: set by keyboard alone, one that waits let go by thumb."""

from datetime import timedelta

from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from playwright.sync_api import Browser, Page, expect

from tests.browser.phone import PHONE, accessible
from tests.browser.test_results import tab_to
from tests.support.sending import sending
from tools.walk.people import aside, decide, interviewed, log_in

WAITING, PHONE_OF_WAITING = "玛依努尔·阿卜杜拉", "13800050391"


def enter(browser: Browser, settings: Settings, login: str, **options: object) -> Page:
    context = browser.new_context(**{"base_url": settings.origin("acme"), "locale": "zh-CN"} | options)  # type: ignore[arg-type]
    page = context.new_page()
    log_in(page, login)
    page.wait_for_url("**/hr/")
    return page


async def arrived(settings: Settings, application: str) -> None:
    """Wait until somebody else's window says so."""
    hr = Headless(settings.origin("acme"))
    await people.log_in(hr, "hr@acme.test", PASSWORD)

    async def look() -> bool | None:
        return True if "已送达" in (await hr.get(f"/hr/candidates/{application}")).text else None

    await people.eventually(look, "the text message")
    await hr.close()


def test_the_settings_by_keyboard_alone(browser: Browser, settings: Settings) -> None:
    page = enter(browser, settings, "admin@acme.test", viewport={"width": 1280, "height": 800})
    page.goto("/hr/delivery")
    first = page.locator("[name='contracts.first']")
    expect(first).to_be_hidden()  # nothing comes first where both go at once
    page.focus("[name='contracts.mode']")
    page.keyboard.press("ArrowDown")
    expect(first).to_be_visible()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("半小时")
    tab_to(page, "保存")
    page.keyboard.press("Enter")
    minutes = page.locator("[name='contracts.minutes']")
    expect(minutes).to_be_focused()  # with what was typed, and what is wrong with it
    expect(minutes).to_have_value("半小时")
    expect(page.locator("#contracts-minutes-error")).to_contain_text("1 到 1440")
    accessible(page)
    page.keyboard.press("Control+A")
    page.keyboard.type("45")
    tab_to(page, "保存")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    expect(minutes).to_have_value("45")
    page.focus("[name='contracts.mode']")
    page.keyboard.press("ArrowUp")
    tab_to(page, "保存")
    page.keyboard.press("Enter")
    expect(first).to_be_hidden()
    page.context.close()


def test_one_that_waits_is_let_go_by_thumb(browser: Browser, settings: Settings) -> None:
    now = clock.now().astimezone(BEIJING)
    night = {"start": f"{now - timedelta(hours=1):%H:%M}", "end": f"{now + timedelta(hours=3):%H:%M}"}

    async def at_night() -> str:
        async with sending(settings, quiet="1", **night):
            await interviewed(settings, (WAITING, PHONE_OF_WAITING, 9))
            return await decide(settings, WAITING, "pass")

    application = aside(at_night())
    page = enter(browser, settings, "hr@acme.test", **PHONE, color_scheme="dark")
    page.goto(f"/hr/candidates/{application}")
    link = page.get_by_role("link", name="马上发送")
    box = link.bounding_box()
    assert box is not None and box["height"] >= 43.5
    link.tap()
    page.wait_for_url("**/send-now")
    accessible(page)
    page.fill("[name=reason]", "明早八点就来")
    page.get_by_role("button", name="马上发送").tap()
    page.wait_for_url(f"**/hr/candidates/{application}")
    aside(arrived(settings, application))
    page.reload()
    expect(link).to_have_count(0)
    accessible(page)
    page.context.close()
