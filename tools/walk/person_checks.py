"""Where the company has identities checked: the ways there are, a no, a face under way, and what HR sees."""

from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox
from huiyin.up import Product
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import (
    ADDRESS,
    aside,
    decide,
    interviewed,
    log_in,
    read_contract,
    send_contract,
    sign_in,
)

_NAME, _PHONE = "阿卜杜热合曼·买买提艾力", "13900008155"


def visit(album: Album, product: Product) -> None:
    """One candidate, whom the carrier does not know by this name."""
    settings = album.settings
    origin = settings.origin("acme")
    aside(interviewed(settings, (_NAME, _PHONE, 9)))
    application = aside(decide(settings, _NAME, "pass"))
    me, hr = album.window(), album.window()
    sign_in(me, Inbox(product.stack.inbox_origin), _PHONE, origin)
    me.goto(f"{origin}/onboarding")
    me.fill("#id_number", id_number(815))
    me.fill("#address", ADDRESS)
    me.check("[name=agree]")
    me.click("[form=onboarding-form]")
    me.get_by_text("已收到，谢谢").wait_for()
    contract = aside(send_contract(settings, application))
    _rule(album, "face")
    _check(album, me, contract)
    log_in(hr, "hr@acme.test", origin)
    hr.wait_for_url("**/hr/**")
    hr.goto(f"{origin}/hr/contracts/{contract}")
    hr.locator("#person-checks").scroll_into_view_if_needed()
    album.keep(hr, "console-contract-person-check")
    hr.click("#person-check-form button")
    hr.locator("#person-check-form .error").first.wait_for()
    album.keep(hr, "console-contract-person-check-wrong")
    hr.check("[name=how][value=met]")
    hr.fill("#check-words", "手机号是家人办的，面试时已核对身份证原件。")
    hr.click("#person-check-form button")
    hr.get_by_text("已记录").first.wait_for()
    album.keep(hr, "console-contract-person-checked")
    me.goto(f"{origin}/contracts/{contract}/verify")
    album.keep(me, "portal-sign-2-checked")
    for window in (me, hr):
        window.context.close()
    _rule(album, "none")


def _check(album: Album, me: Page, contract: str) -> None:
    me.goto(f"{album.settings.origin('acme')}/contracts/{contract}")
    read_contract(me)
    me.check("[name=agree]")
    me.get_by_role("button", name="下一步").click()
    me.wait_for_url("**/verify")
    album.keep(me, "portal-sign-2-before-check")
    me.fill("#name", _NAME)
    me.fill("#id_number", id_number(815))
    me.get_by_role("button", name="下一步").click()
    me.wait_for_url("**/check")
    album.keep(me, "portal-sign-2-check")
    faults = f"{album.settings.person_check_endpoint}/faults"
    me.request.post(faults, data=[{"name": _NAME, "kind": "result", "code": "-4"}])
    me.click("#phone-form button")
    me.locator("[data-check=failed]").wait_for()
    album.keep(me, "portal-sign-2-check-failed")
    me.check("#face_consent")
    me.click("#face-form button")
    me.locator("#to-face").wait_for()
    album.keep(me, "portal-sign-2-check-face")


def _rule(album: Album, chosen: str) -> None:
    page = album.window()
    origin = album.settings.origin("acme")
    log_in(page, "admin@acme.test", origin)
    page.wait_for_url("**/hr/**")
    page.goto(f"{origin}/hr/signing-rule")
    page.check(f"[name=person_check][value={chosen}]")
    page.locator("#signing-rule-form button").last.click()
    page.get_by_text("已保存").first.wait_for()
    page.goto(f"{origin}/hr/signing-rule")
    if chosen == "face":
        album.keep(page, "console-signing-rule-face")
    page.context.close()
