"""Message templates in a real browser: written by keyboard and by thumb, checked while one types, nothing lost."""

import pytest
from huiyin.platform.settings import Settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.phone import PHONE, accessible
from tests.browser.test_results import tab_to
from tools.walk.people import log_in

_SMALL = """() => [...document.querySelectorAll('main a.btn, main a.into, main button, main summary, main textarea, main select')]
  .filter(element => element.checkVisibility() && !element.closest('.visually-hidden') && !element.matches('.visually-hidden') &&
    element.getBoundingClientRect().height < 43.5).map(element => element.outerHTML.slice(0, 120))"""


def enter(browser: Browser, settings: Settings, **options: object) -> Page:
    context = browser.new_context(**{"base_url": settings.origin("acme"), "locale": "zh-CN"} | options)  # type: ignore[arg-type]
    page = context.new_page()
    log_in(page, "admin@acme.test")
    page.wait_for_url("**/hr/")
    return page


def begin(page: Page, title: str) -> None:
    """A message of the tenant's own, with nothing in it yet."""
    page.goto("/hr/message-templates")
    page.fill("#title", title)
    page.get_by_role("button", name="添加", exact=True).click()
    page.wait_for_url("**/hr/message-templates/own-*/email")


def test_an_email_is_written_by_keyboard_alone(browser: Browser, settings: Settings) -> None:
    page = enter(browser, settings, viewport={"width": 1280, "height": 800})
    begin(page, "键盘写的信")
    expect(page.locator("#verdict")).to_contain_text("还没有写完")
    expect(page.locator(".findings .beside")).to_have_count(0)  # nobody is blamed for what is not typed yet
    page.focus("#subject")
    page.keyboard.type("{公司}：{职位}报到提醒")
    page.keyboard.press("Tab")
    page.keyboard.type("{姓名}，您好：")
    page.keyboard.press("Tab")
    page.keyboard.type("请带{身份证}。")
    expect(page.locator("#body-error")).to_contain_text("没有「身份证」这个变量")
    expect(page.locator("#subject-error .beside")).to_have_count(0)
    expect(page.locator("#look .letter")).to_contain_text("云栖星河科技有限公司：前端工程师报到提醒")
    page.keyboard.press("Tab")
    page.keyboard.type("查看")
    tab_to(page, "发布")
    page.keyboard.press("Enter")
    expect(page.locator("#body")).to_be_focused()
    expect(page.locator("#body")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#subject")).to_have_value("{公司}：{职位}报到提醒")  # nothing typed is lost
    accessible(page)
    page.keyboard.press("Control+A")
    page.keyboard.type("请带身份证，联系")
    for _press in range(3):  # back over what stands between: the name goes in where the typing was
        page.keyboard.press("Shift+Tab")
    expect(page.locator("[data-insert='{联系人}']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#body")).to_have_value("请带身份证，联系{联系人}")
    expect(page.locator("#body")).to_be_focused()
    expect(page.locator("#verdict")).to_contain_text("可以发布")
    expect(page.locator("#body")).not_to_have_attribute("aria-invalid", "true")
    tab_to(page, "发布")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("第 1 版已发布")
    expect(page.locator("#versions")).to_contain_text("使用中")
    accessible(page)
    page.context.close()


def test_a_text_message_is_written_by_thumb(browser: Browser, settings: Settings) -> None:
    page = enter(browser, settings, **PHONE)
    begin(page, "拇指写的短信")
    page.goto("/hr/message-templates")
    accessible(page)
    assert page.evaluate(_SMALL) == []
    page.get_by_role("link", name="拇指写的短信 · 短信").tap()
    page.fill("#text", "{姓名}恭喜通过面试，月薪两万★详见 www.example.com")
    for words in ("面试", "通过、月薪", "链接只能用 {链接}", "缺少 {链接}", "符号"):
        expect(page.locator("#text-error")).to_contain_text(words)
    expect(page.locator("#verdict")).to_contain_text("还有 5 处要改")
    accessible(page)
    assert page.evaluate(_SMALL) == []
    page.fill("#text", "{姓名}您好，{职位}有新的进展，查看：")
    page.locator("[data-insert='{链接}']").tap()
    expect(page.locator("#text")).to_have_value("{姓名}您好，{职位}有新的进展，查看：{链接}")
    expect(page.locator("#text-error .beside")).to_have_count(0)
    expect(page.locator(".bubble")).to_contain_text("李娜您好，前端工程师有新的进展")
    page.select_option("#whose", "longest")
    expect(page.locator(".bubble")).to_contain_text("阿卜杜热合曼·买买提艾力您好")
    expect(page.locator(".costs")).to_contain_text("元")
    page.get_by_role("button", name="存草稿").last.tap()
    expect(page.get_by_role("status").first).to_contain_text("草稿已保存")
    page.reload()
    expect(page.locator("#text")).to_have_value("{姓名}您好，{职位}有新的进展，查看：{链接}")
    page.get_by_role("button", name="发布并报备").tap()
    expect(page.locator("[data-filing]")).to_be_visible()
    accessible(page)
    assert page.evaluate(_SMALL) == []
    page.context.close()


def test_two_who_write_at_once_lose_nothing(browser: Browser, settings: Settings) -> None:
    page, other = (enter(browser, settings, viewport={"width": 1280, "height": 800}) for _window in range(2))
    begin(page, "两个人同时写")
    for one in (page, other):
        one.goto(page.url)
        one.fill("#subject", "{公司}：{职位}")
        one.fill("#greeting", "{姓名}，您好：")
        one.fill("#action", "查看")
    other.fill("#body", "先写好的。")
    other.get_by_role("button", name="发布", exact=True).click()
    expect(other.get_by_role("status").first).to_contain_text("第 1 版已发布")
    page.fill("#body", "后写好的。")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("沈知远刚刚改过这条消息")
    expect(page.locator(".wording-text")).to_contain_text("先写好的。")
    expect(page.locator("#body")).to_have_value("后写好的。")
    accessible(page)
    page.get_by_role("button", name="发布", exact=True).click()  # now it is meant
    expect(page.get_by_role("status").first).to_contain_text("第 2 版已发布")
    for one in (page, other):
        one.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_versions_are_read_and_gone_back_to(browser: Browser, settings: Settings, scheme: str) -> None:
    page = enter(browser, settings, viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    begin(page, f"有过几版 {scheme}")
    for name, text in (("subject", "{公司}：{职位}"), ("greeting", "{姓名}，您好："), ("action", "查看")):
        page.fill(f"#{name}", text)
    for text in ("第一种说法。", "第二种说法。" * 200):
        page.fill("#body", text)
        page.get_by_role("button", name="发布", exact=True).click()
        page.wait_for_load_state("load")
    page.get_by_role("link", name="第 1 版").click()
    for width in (1280, 640, 390):
        page.set_viewport_size({"width": width, "height": 800})
        accessible(page)
    page.get_by_role("link", name="改回这一版").click()
    expect(page.locator("#body")).to_have_value("第一种说法。")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator("#versions")).to_contain_text("改回第 1 版")
    for width in (1280, 640, 390):
        page.set_viewport_size({"width": width, "height": 800})
        accessible(page)
    page.context.close()
