"""What the check of a contract asks for: a minimum wage, a reason, a second person; and one that was not approved."""

from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox
from huiyin.up import Product
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import ADDRESS, aside, decide, fill_agreed, interviewed, log_in

_NAME, _PHONE, _NUMBER = "阿卜杜热合曼·买买提艾力·伊斯拉木", "13900008191", 891
_PLACE = "云南省大理白族自治州大理市下关镇人民路 200 号苍山国际大厦"
_DUTIES = "负责保管客户招标押金，任何员工入职交押金 500 元的做法一经发现立即上报"
_MISREAD = "写的是员工发现违规收押金要上报，公司不收任何押金；客户招标押金与员工无关。"
_WAGE = {
    "wage_region": "云南省大理白族自治州",
    "wage_monthly": "1890",
    "wage_from": "2025-01-01",
    "wage_source": "云南省人力资源和社会保障厅关于调整云南省最低工资标准的通知",
    "wage_document": "云人社发〔2025〕1号",
}
_RETURNED = "岗位名称和录用审批单不一致，请改成“设备工程师”后重新生成。"


def visit(album: Album, product: Product) -> None:
    """One candidate with a long name; HR makes the contract, an administrator approves it."""
    origin = album.settings.origin("acme")
    application = aside(_passed(album.settings, Inbox(product.stack.inbox_origin)))
    hr, admin = album.window(), album.window()
    for window, login in ((hr, "hr"), (admin, "admin")):
        log_in(window, f"{login}@acme.test", origin)
        window.wait_for_url("**/hr/**")
    album.keep_at(admin, f"{origin}/hr/minimum-wages", "console-minimum-wages")
    contract = _made(album, hr, f"{origin}/hr/contracts/new/{application}")
    _approved(album, hr, admin, f"{origin}/hr/contracts/{contract}")
    album.keep_at(admin, f"{origin}/hr/minimum-wages?place={_PLACE}", "console-minimum-wage-verified")
    for window in (hr, admin):
        window.context.close()


async def _passed(settings: Settings, inbox: Inbox) -> str:
    await interviewed(settings, (_NAME, _PHONE, 9))
    application = await decide(settings, _NAME, "pass")
    me = Headless(settings.origin("acme"))
    await people.sign_in(me, inbox, _PHONE)
    await people.fill_onboarding(me, id_number(_NUMBER), ADDRESS)
    await me.close()
    return application


def _made(album: Album, hr: Page, address: str) -> str:
    """The form asks for what it wants, one thing after the other; the contract's id."""
    hr.goto(address)
    fill_agreed(hr)
    hr.fill("[name='job.location']", _PLACE)
    hr.fill("[name='job.duties']", _DUTIES)
    hr.fill("[name='work.hours']", "每周一至周五 9:00—18:00")
    _submit(hr)
    hr.locator("#wage").wait_for()
    album.keep(hr, "console-contract-asks")
    for name, value in _WAGE.items():
        hr.fill(f"[name={name}]", value)
    _submit(hr)
    hr.locator(".finding .error").first.wait_for()
    hr.locator(".finding summary").click()
    for reason in hr.locator(".finding textarea").all():
        reason.fill(_MISREAD)
    album.keep(hr, "console-contract-answered")
    _submit(hr)
    hr.locator("[data-state=checked]").wait_for()
    album.keep(hr, "console-contract-waits-for-approval")
    return hr.url.rsplit("/", 1)[1]


def _submit(hr: Page) -> None:
    hr.get_by_role("button", name="校验并生成").click()


def _approved(album: Album, hr: Page, admin: Page, address: str) -> None:
    album.keep_at(admin, address, "console-contract-to-approve")
    admin.fill("[name=return_words]", _RETURNED)
    admin.get_by_role("button", name="驳回").click()
    admin.get_by_text("审批驳回").first.wait_for()
    album.keep_at(hr, address, "console-contract-not-approved")
