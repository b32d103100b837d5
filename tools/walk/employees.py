"""Somebody who came before us: added by hand, asked who they are, given a contract, and the next one."""

import httpx
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox
from huiyin.up import Product
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import ADDRESS, aside, draw, fill_agreed, log_in, read_contract, seal, sign_in

_NAME, _PHONE = "阿依古丽·买买提艾力·伊斯拉木", "13800007788"
_JOB = "高级设备维护与自动化产线改造工程师（华东大区）"
_DUTIES = "维护华东大区各产线的设备，完成部门安排的工作任务"


def visit(album: Album, product: Product) -> None:
    """Called by `./dev screens`."""
    origin, inbox = album.settings.origin("acme"), Inbox(product.stack.inbox_origin)
    page = album.window()
    log_in(page, "hr@acme.test", origin)
    page.wait_for_url("**/hr/")
    file = _added(album, page, origin)
    _corrected(album, page, file)
    make = file.replace("/employees/", "/contracts/new/employee/")
    page.goto(make)
    album.keep(page, "console-contract-employee-first")
    me = album.window()
    sign_in(me, inbox, _PHONE, origin)
    album.keep(me, "portal-progress-employee")
    _say_who(me, origin)
    album.keep(me, "portal-progress-employee-waits")
    contract = _made(page, make)
    album.keep(page, "console-contract-employee")
    _send(page)
    me.goto(f"{origin}/progress")
    album.keep(me, "portal-progress-employee-contract")
    _sign(me, inbox, f"{origin}/contracts/{contract}")
    aside(seal(album.settings, contract))
    page.goto(make)
    album.keep(page, "console-contract-renewal")
    _lose(product)
    _made(page, make)
    _send(page)
    page.goto(file)
    album.keep(page, "console-employee-before-us")
    page.goto(f"{origin}/hr/messages/unreached")
    while not page.get_by_text(_NAME).count():  # each look is a round trip, in which the others go on
        page.reload()
    album.keep(page, "console-messages-unreached-employee")
    for window in (page, me):
        window.context.close()


def _added(album: Album, page: Page, origin: str) -> str:
    """HR adds the employee, at the second try; the file's address."""
    page.goto(f"{origin}/hr/employees/new")
    album.keep(page, "console-employee-new")
    page.fill("[name=name]", _NAME)
    page.fill("[name=phone]", "1380000")
    page.fill("[name=job_title]", _JOB)
    page.fill("[name=starts_on]", "2019-05-06")
    page.select_option("[name=department]", index=1)
    page.get_by_role("button", name="添加").click()
    page.locator("#phone-error").wait_for()
    album.keep(page, "console-employee-new-wrong")
    page.fill("[name=phone]", _PHONE)
    page.get_by_role("button", name="添加").click()
    page.get_by_text("办理离职").first.wait_for()
    album.keep(page, "console-employee-added")
    return page.url


def _corrected(album: Album, page: Page, file: str) -> None:
    """HR corrects the job title, at the second try."""
    page.goto(f"{file}/details")
    album.keep(page, "console-employee-details")
    page.fill("[name=phone]", "1380000")
    page.get_by_role("button", name="更正").click()
    page.locator("#phone-error").wait_for()
    album.keep(page, "console-employee-details-wrong")
    page.fill("[name=phone]", "")
    page.fill("[name=job_title]", _JOB)
    page.get_by_role("button", name="更正").click()
    page.get_by_text("资料已更正").wait_for()


def _say_who(me: Page, origin: str) -> None:
    me.goto(f"{origin}/onboarding")
    me.fill("#id_number", id_number(88))
    me.fill("#address", ADDRESS)
    me.check("[name=agree]")
    me.click("[form=onboarding-form]")
    me.wait_for_url("**/progress")


def _made(page: Page, make: str) -> str:
    """HR makes the contract; its id."""
    page.goto(make)
    typed = {
        "job.duties": _DUTIES,
        "job.location": "上海市浦东新区",
        "social.place": "上海市",
        "pay.base": "18000",
    }
    for name, value in typed.items():
        page.fill(f"[name='{name}']", value)
    fill_agreed(page)
    page.get_by_role("button", name="校验并生成").click()
    page.locator("[data-state=checked]").wait_for()
    return page.url.rsplit("/", 1)[1]


def _send(page: Page) -> None:
    page.get_by_role("button", name="发送给员工签署").click()
    page.locator("[data-state=sent]").wait_for()


def _sign(me: Page, inbox: Inbox, contract: str) -> None:
    """The three steps."""
    me.goto(f"{contract}/read")
    read_contract(me)
    me.check("[name=agree]")
    me.click("[form=read-form]")
    me.wait_for_url("**/verify")
    me.fill("#name", _NAME)
    me.fill("#id_number", id_number(88))
    had = aside(inbox.codes(_PHONE))
    me.click("[form=send-form]")
    me.fill("#code", aside(inbox.code(_PHONE, had)))
    me.click("[form=verify-form]")
    me.locator("canvas").wait_for()
    draw(me)
    me.click("[data-look]")
    me.click("[data-send]")
    me.get_by_text("您已签署，等待公司盖章").wait_for(timeout=60_000)


def _lose(product: Product) -> None:
    """The employee's phone is off from now on."""
    fault = {"phone": _PHONE, "kind": "undelivered", "code": "MK:0005"}
    httpx.post(f"{product.stack.inbox_origin}/aliyun/faults", json=[fault], trust_env=False)
