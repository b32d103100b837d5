"""Signing in and one's account in a real browser: by keyboard, with a passkey, at both sizes, without scripts."""

import re
from typing import Any

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from playwright.sync_api import Browser, Page

from tests.browser.test_phone import Watch, accessible

LOGIN = "hr@globex.test"
HOME = re.compile(r":\d+/hr/$")


def authenticator(page: Page) -> None:
    """Put a passkey store into the browser that says yes to everything."""
    devtools = page.context.new_cdp_session(page)
    options: dict[str, Any] = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_by_keyboard(browser: Browser, settings: Settings) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    watch, page, origin = Watch(context), context.new_page(), settings.origin("globex")
    authenticator(page)
    page.goto(origin + "/hr/login")
    page.focus("[name=login]")
    page.keyboard.type(LOGIN)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(HOME)
    page.goto(origin + "/hr/account/passkeys/new")
    page.focus("[name=name]")
    page.keyboard.press("Enter")
    page.get_by_text("保存恢复码").wait_for()
    assert page.locator(".codes code").count() == 10
    accessible(page)
    page.get_by_role("link", name="我已保存").click()
    accessible(page)
    page.get_by_role("button", name="退出").first.click()
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url(HOME)
    page.goto(origin + "/hr/account")
    page.get_by_text("最近使用").first.wait_for()
    page.get_by_role("button", name="退出").first.click()
    page.fill("[name=login]", LOGIN)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/hr/login/second**")
    accessible(page)
    page.get_by_role("button", name="用通行密钥验证").click()
    page.wait_for_url(HOME)
    page.goto(origin + "/hr/account")
    page.get_by_role("button", name="移除通行密钥").first.click()
    page.get_by_text("通行密钥已移除").wait_for()
    context.close()
    assert watch.complaints == []


@pytest.mark.parametrize("size", [(360, 740), (1440, 900)])
def test_the_pages_are_accessible(browser: Browser, settings: Settings, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    watch, page, origin = Watch(context), context.new_page(), settings.origin("acme")
    for path in ("/hr/login", "/hr/login/code", "/hr/forgot"):
        page.goto(origin + path)
        accessible(page)
    page.goto(origin + "/hr/login")
    page.fill("[name=login]", "admin@acme.test")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(HOME)
    own = ("", "/password", "/phone", "/app", "/passkeys/new", "/second-factor")
    for path in (*(f"/hr/account{part}" for part in own), "/hr/security", "/hr/prove"):
        page.goto(origin + path)
        accessible(page)
    context.close()
    assert watch.complaints == []


def test_all_but_passkeys_works_without_scripts(browser: Browser, settings: Settings) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page, origin = context.new_page(), settings.origin("acme")
    page.goto(origin + "/hr/login?next=/hr/account")
    assert not page.get_by_role("button", name="使用通行密钥").is_visible()
    page.fill("[name=login]", "hr@acme.test")
    page.fill("[name=password]", "wrong")
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_text("账号或密码不正确").wait_for()
    assert page.input_value("[name=login]") == "hr@acme.test"
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/hr/account")
    page.goto(origin + "/hr/account/passkeys/new")
    page.get_by_text("需要启用 JavaScript").wait_for()
    context.close()
