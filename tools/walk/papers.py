"""A contract on paper, from the choice to the second check; a paper copy; and the door after leaving."""

from datetime import timedelta

import asyncpg
from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox
from huiyin.up import Product
from playwright.sync_api import FilePayload, Page

from tests.support.papers import photograph, scanned
from tools.walk.album import Album
from tools.walk.people import ADDRESS, aside, decide, interviewed, log_in, sign_in

_NAME, _PHONE, _NUMBER = "阿卜杜热合曼·买买提艾力·伊斯拉木", "13900008177", 817
_REASON = "第 3 页没有扫到；公章盖在空白处，看不清单位名称。"


def visit(album: Album, product: Product) -> None:
    """One candidate who signs on paper, wants a copy, and leaves."""
    settings = album.settings
    origin = settings.origin("acme")
    inbox = Inbox(product.stack.inbox_origin)
    aside(interviewed(settings, (_NAME, _PHONE, 9)))
    application = aside(decide(settings, _NAME, "pass"))
    me, hr, second = album.window(), album.window(), album.window()
    sign_in(me, inbox, _PHONE, origin)
    _onboard(me, origin)
    contract = aside(_made(settings, application))
    for window, login in ((hr, "hr"), (second, "admin")):
        log_in(window, f"{login}@acme.test", origin)
        window.wait_for_url("**/hr/**")
    _upload(album, hr, contract)
    _check(album, hr, second, contract)
    me.goto(f"{origin}/contracts/{contract}")
    me.wait_for_url("**/done")
    album.keep(me, "portal-contract-paper-done")
    _copy(album, me, hr, contract)
    aside(_gone(settings, contract))
    for window in (me, hr, second):
        window.context.close()
    aside(_an_hour_later(settings))
    _leaver(album, inbox)


def _onboard(me: Page, origin: str) -> None:
    me.goto(f"{origin}/onboarding")
    me.fill("#id_number", id_number(_NUMBER))
    me.fill("#address", ADDRESS)
    me.check("[name=agree]")
    me.click("[form=onboarding-form]")
    me.get_by_text("已收到，谢谢").wait_for()


async def _made(settings: Settings, application: str) -> str:
    """HR makes a contract that began some days ago, and chooses paper."""
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    begun = (clock.today_in_china() - timedelta(days=12)).isoformat()
    form = people.contract_form(await staff.get(f"/hr/contracts/new/{application}"))
    values = {"pay.base": "12000", "probation.wage": "12000"}
    page = await form.fill(values | {"contract.start": begun, "contract.employment_start": begun}).submit()
    contract = page.path.rsplit("/", 1)[1]
    await (await people.wait_for_state(staff, contract, "checked")).form("send-form").submit()
    await staff.close()
    return contract


def _upload(album: Album, hr: Page, contract: str) -> None:
    at = f"{album.settings.origin('acme')}/hr/contracts/{contract}"
    hr.goto(at)
    hr.click("#paper-form button")
    hr.wait_for_url("**/paper")
    album.keep(hr, "console-paper")
    hr.evaluate("document.querySelector('#scan-form').noValidate = true")
    hr.set_input_files("#files", _files(("1.jpg", photograph()), ("2.jpg", b"no picture")))
    for field in ("#employee_signed_on", "#sealed_on"):
        hr.fill(field, clock.today_in_china().isoformat())
    hr.click("#scan-form button")
    hr.get_by_text("第 2 个文件无法读取").wait_for()
    album.keep(hr, "console-paper-wrong")
    _hand_in(hr, ("1.jpg", photograph("1")), ("2.jpg", photograph("2", turned=True)))
    album.keep(hr, "console-paper-uploaded")
    hr.goto(f"{at.rpartition('/contracts/')[0]}/")
    hr.locator("#papers").scroll_into_view_if_needed()
    album.keep(hr, "console-todo-papers")


def _check(album: Album, hr: Page, second: Page, contract: str) -> None:
    at = f"{album.settings.origin('acme')}/hr/contracts/{contract}"
    second.goto(f"{at}/paper")
    album.keep(second, "console-paper-to-check")
    second.click("[value=accept]")
    second.get_by_text("请逐项核对并勾选").wait_for()
    album.keep(second, "console-paper-to-check-wrong")
    second.fill("#reason", _REASON)
    second.click("[value=back]")
    second.get_by_text("已退回，办理合同的同事").wait_for()
    hr.goto(f"{at}/paper")
    album.keep(hr, "console-paper-sent-back")
    _hand_in(hr, ("scan.pdf", scanned(7)))
    second.goto(f"{at}/paper")
    for box in second.locator("[name=checks]").all():
        box.check()
    second.click("[value=accept]")
    second.get_by_text("核对通过，合同签署完成").wait_for()
    album.keep(second, "console-paper-concluded")
    hr.goto(at)
    hr.locator("[data-state=archived]").wait_for(timeout=60_000)
    album.keep(hr, "console-contract-on-paper-archived")


def _copy(album: Album, me: Page, hr: Page, contract: str) -> None:
    origin = album.settings.origin("acme")
    me.goto(f"{origin}/contracts/{contract}/copy")
    album.keep(me, "portal-contract-copy")
    me.check("[value=post]")
    me.click("[form=copy-form]")
    me.get_by_text("请填写这一项").wait_for()
    album.keep(me, "portal-contract-copy-wrong")
    me.fill("#words", f"{ADDRESS}，本人收，电话同登录手机号")
    me.click("[form=copy-form]")
    me.wait_for_url("**/done")
    me.locator("#copies").scroll_into_view_if_needed()
    album.keep(me, "portal-contract-copy-asked")
    hr.goto(f"{origin}/hr/")
    hr.locator("#copies").scroll_into_view_if_needed()
    album.keep(hr, "console-todo-copies")
    hr.goto(f"{origin}/hr/contracts/{contract}")
    hr.locator("#copies").scroll_into_view_if_needed()
    album.keep(hr, "console-contract-copy")
    hr.fill("#note", "顺丰 SF1234567890123")
    hr.click("#copy-form button")
    hr.get_by_text("已登记，员工会收到通知").wait_for()
    me.goto(f"{origin}/contracts/{contract}/done")
    me.locator("#copies").scroll_into_view_if_needed()
    album.keep(me, "portal-contract-copy-done")


async def _gone(settings: Settings, contract: str) -> None:
    """HR files that the last day was yesterday."""
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    files = (await staff.get("/hr/employees")).entries("/hr/employees")
    pages = [await staff.get(file) for file in files]
    form = next(page for page in pages if contract in page.response.text).form("end-form")
    yesterday = (clock.today_in_china() - timedelta(days=1)).isoformat()
    await form.fill({"ended_on": yesterday, "reason": "resigned"}).submit()
    await staff.close()


async def _an_hour_later(settings: Settings) -> None:
    """No code was asked for lately."""
    owner = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    schema = await owner.fetchval("select schema_name from shared.tenants where slug = 'acme'")
    await owner.execute(f"update {schema}.asked_codes set created_at = created_at - interval '2 hours'")  # noqa: S608
    await owner.close()


def _leaver(album: Album, inbox: Inbox) -> None:
    page, origin = album.window(), album.settings.origin("acme")
    had = aside(inbox.codes(_PHONE))
    page.goto(f"{origin}/")
    page.fill("#phone", _PHONE)
    page.click("[form=phone-form]")
    page.fill("#code", aside(inbox.code(_PHONE, had)))
    page.click("[form=code-form]")
    page.wait_for_url("**/ending**")
    album.keep(page, "portal-sign-in-ending")
    page.fill("#ending", "0000")
    page.click("[form=ending-form]")
    page.get_by_text("与公司登记的证件号码不一致").wait_for()
    album.keep(page, "portal-sign-in-ending-wrong")
    page.fill("#ending", id_number(_NUMBER)[-4:])
    page.click("[form=ending-form]")
    page.wait_for_url("**/progress")
    album.keep(page, "portal-progress-left")
    page.context.close()


def _files(*given: tuple[str, bytes]) -> list[FilePayload]:
    return [FilePayload(name=name, mimeType="image/jpeg", buffer=data) for name, data in given]


def _hand_in(hr: Page, *given: tuple[str, bytes]) -> None:
    hr.set_input_files("#files", _files(*given))
    for field in ("#employee_signed_on", "#sealed_on"):
        hr.fill(field, clock.today_in_china().isoformat())
    hr.click("#scan-form button")
    hr.get_by_text("扫描件已上传").first.wait_for()
