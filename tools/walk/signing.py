"""Instead of signing: the candidate asks, finds a mistake, wants paper, refuses; what HR sees of it, and what time does."""

import re

from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox
from huiyin.up import Product
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import ADDRESS, aside, decide, interviewed, log_in, send_contract, sign_in

_NAME, _PHONE = "夏侯瑾瑜", "13900008123"
_QUESTION = "试用期工资是 9,600 元，还是和转正一样？\n另外，工作地点写的是昆山，入职后会不会调到苏州？"


def visit(album: Album, product: Product) -> None:
    """One candidate, and as many contracts as it takes to see every end."""
    settings = album.settings
    origin = settings.origin("acme")
    aside(interviewed(settings, (_NAME, _PHONE, 9)))
    application = aside(decide(settings, _NAME, "pass"))
    me, hr = album.window(), album.window()
    sign_in(me, Inbox(product.stack.inbox_origin), _PHONE, origin)
    _onboard(me, origin)
    log_in(hr, "hr@acme.test", origin)
    hr.wait_for_url("**/hr/**")
    contract = aside(send_contract(settings, application))
    _ask(album, me, hr, contract)
    _refuse(album, me, hr, contract)
    contract = aside(send_contract(settings, application))
    _paper(album, me, hr, contract)
    hr.goto(f"{origin}/hr/contracts/{contract}")
    hr.click("button[name=then]")
    hr.wait_for_url("**/hr/contracts/new/**")
    me.goto(f"{origin}/contracts/{contract}")
    album.keep(me, "portal-contract-withdrawn")
    contract = aside(send_contract(settings, application))
    me.goto(f"{origin}/contracts/{contract}/status")
    album.keep(me, "portal-contract-status")
    for window in (me, hr):
        window.context.close()
    _rule(album, origin)


def _onboard(me: Page, origin: str) -> None:
    me.goto(f"{origin}/onboarding")
    me.fill("#id_number", id_number(812))
    me.fill("#address", ADDRESS)
    me.check("[name=agree]")
    me.click("[form=onboarding-form]")
    me.get_by_text("已收到，谢谢").wait_for()


def _ask(album: Album, me: Page, hr: Page, contract: str) -> None:
    origin = album.settings.origin("acme")
    me.goto(f"{origin}/contracts/{contract}/ask")
    album.keep(me, "portal-contract-ask")
    me.evaluate("document.getElementById('words').required = false")
    me.click("[form=ask-form]")
    me.get_by_text("请填写这一项").wait_for()
    album.keep(me, "portal-contract-ask-wrong")
    me.fill("#words", _QUESTION)
    me.click("[form=ask-form]")
    me.wait_for_url("**/status")
    album.keep(me, "portal-contract-held")
    me.goto(f"{origin}/contracts/{contract}/mistake")
    album.keep(me, "portal-contract-mistake")
    me.select_option("#about", "job.location")
    me.fill("#words", "苏州市昆山市玉山镇")
    me.click("[form=ask-form]")
    me.wait_for_url("**/status")
    me.goto(f"{origin}/progress")
    album.keep(me, "portal-progress-held")
    hr.goto(f"{origin}/hr/")
    hr.locator("#concerns").scroll_into_view_if_needed()
    album.keep(hr, "console-todo-concerns")
    hr.goto(f"{origin}/hr/contracts?state=asked")
    album.keep(hr, "console-contracts-asked")
    hr.goto(f"{origin}/hr/contracts/{contract}")
    hr.locator("#concerns").scroll_into_view_if_needed()
    album.keep(hr, "console-contract-asked")
    for words in ("转正后和合同第四条一样。工作地点只在昆山。", "已核对，合同写的就是昆山市玉山镇。"):
        hr.locator("form[id^=answer-form] textarea").last.fill(words)
        hr.locator("form[id^=answer-form] button").last.click()
        hr.get_by_text("已答复，候选人会收到通知").wait_for()
    album.keep(hr, "console-contract-sent")
    hr.click("#nudge-form button")
    hr.get_by_text(re.compile("已催办")).first.wait_for()
    me.goto(f"{origin}/contracts/{contract}/status")
    album.keep(me, "portal-contract-answered")
    me.goto(f"{origin}/contracts/{contract}/read")
    me.locator("#ways-out").scroll_into_view_if_needed()
    album.keep(me, "portal-sign-1-ways-out")


def _refuse(album: Album, me: Page, hr: Page, contract: str) -> None:
    origin = album.settings.origin("acme")
    me.goto(f"{origin}/contracts/{contract}/decline")
    album.keep(me, "portal-contract-decline")
    me.fill("#words", "家里有事，暂时来不了。")
    me.click("[form=decline-form]")
    me.get_by_text("请先勾选确认").wait_for()
    album.keep(me, "portal-contract-decline-wrong")
    me.check("[value=plans]")
    me.check("#sure")
    me.click("[form=decline-form]")
    me.wait_for_url("**/status")
    album.keep(me, "portal-contract-declined")
    hr.goto(f"{origin}/hr/contracts/{contract}")
    album.keep(hr, "console-contract-declined")


def _paper(album: Album, me: Page, hr: Page, contract: str) -> None:
    origin = album.settings.origin("acme")
    me.goto(f"{origin}/contracts/{contract}/paper")
    album.keep(me, "portal-contract-paper")
    me.click("[form=ask-form]")
    me.wait_for_url("**/status")
    hr.goto(f"{origin}/hr/contracts/{contract}")
    hr.locator("#concerns").scroll_into_view_if_needed()
    album.keep(hr, "console-contract-paper-asked")
    hr.click("[value=agree]")
    hr.get_by_text("手机上不能再签").first.wait_for()
    album.keep(hr, "console-contract-on-paper")
    me.goto(f"{origin}/contracts/{contract}/status")
    album.keep(me, "portal-contract-on-paper")


def _rule(album: Album, origin: str) -> None:
    page = album.window()
    log_in(page, "admin@acme.test", origin)
    page.wait_for_url("**/hr/**")
    page.goto(f"{origin}/hr/signing-rule")
    album.keep(page, "console-signing-rule")
    page.fill("#sign_days", "91")
    page.click("#signing-rule-form button")
    page.get_by_text("1 到 90 之间").wait_for()
    album.keep(page, "console-signing-rule-wrong")
    page.context.close()
