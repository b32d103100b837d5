"""自动通知 while it is written: by keyboard, at both sizes, light and dark, with everything wrong that can be."""

import pytest
from huiyin.platform.settings import Settings
from playwright.sync_api import Browser, expect

from tests.browser.phone import accessible
from tools.walk.people import log_in

LOOKS = {"phone": ((390, 844), "light"), "desktop": ((1440, 900), "dark")}


@pytest.mark.parametrize("look", LOOKS)
def test_one_is_written_by_keyboard_and_said_what_is_wrong(
    browser: Browser, settings: Settings, look: str
) -> None:
    (width, height), scheme = LOOKS[look]
    context = browser.new_context(
        base_url=settings.origin("acme"), locale="zh-CN", reduced_motion="reduce", color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": height},
    )  # fmt: skip
    page = context.new_page()
    log_in(page, "admin@acme.test")
    page.wait_for_url("**/hr/")
    page.goto("/hr/triggers/new")
    accessible(page)
    days = page.locator("[name='value.applied']")
    expect(days).to_be_hidden()  # nothing is asked of it yet
    page.get_by_label("申请时间", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(days).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("三")
    page.get_by_label("发生什么").select_option("interview.missed")
    page.get_by_label("发给", exact=False).first.select_option("candidate")
    page.get_by_label("标题").fill("请另约时间")
    page.get_by_label("内容", exact=False).last.fill("您被淘汰了，")
    page.get_by_role("button", name="姓名", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=text]")).to_have_value("您被淘汰了，{姓名}")
    page.get_by_role("button", name="保存", exact=True).press("Enter")
    expect(page.locator("#applied-error")).to_have_text("请填写 0 到 365 之间的数。")
    expect(page.locator("#text-error")).to_contain_text("请不要用「淘汰」")
    expect(page.locator("#op-applied")).to_be_focused()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    days.fill("3")
    page.locator("[name=text]").fill("{姓名}，{职位}的面试可以另约时间。")
    page.get_by_role("button", name="先试算").press("Enter")
    expect(page.locator("#tried")).to_be_focused()
    accessible(page)
    page.get_by_role("button", name="保存", exact=True).press("Enter")
    page.wait_for_url("**/hr/triggers")
    expect(page.locator("[data-trigger]").last).to_contain_text("候选人未到场，且申请已满 3 天")
    accessible(page)
    context.close()
