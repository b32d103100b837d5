"""Offers: written, approved, sent, asked about, accepted; the next version of another one."""

from datetime import timedelta

from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import Inbox
from huiyin.tenants.contracts.law.periods import last_day
from huiyin.up import Product
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import aside, decide, interviewed, log_in, sign_in

_NAME, _PHONE = "阿卜杜热合曼·买买提艾力·伊斯拉木", "13900008178"
_QUESTION = (
    "试用期能不能改成两个月？另外公积金是按全额缴纳，还是按最低基数？入职日我想推迟一周，手上的工作要交接。"
)
_REPLY = "试用期可以改为两个月，我们会发新的一版。公积金按全额缴纳。"


def visit(album: Album, product: Product) -> None:
    """One candidate with a long name, and everybody who has to do with the offer."""
    settings = album.settings
    origin = settings.origin("acme")
    inbox = Inbox(product.stack.inbox_origin)
    aside(interviewed(settings, (_NAME, _PHONE, 9)))
    application = aside(decide(settings, _NAME, "pass"))
    me, hr, admin = album.window(), album.window(), album.window()
    sign_in(me, inbox, _PHONE, origin)
    for window, login in ((hr, "hr"), (admin, "admin")):
        log_in(window, f"{login}@acme.test", origin)
        window.wait_for_url("**/hr/**")
    album.keep_at(hr, f"{origin}/hr/offers", "console-offers-none")
    _rule(album, admin, origin)
    try:
        offer = _write(album, hr, f"{origin}/hr/offers/new/{application}")
        _approve(album, hr, admin, f"{origin}/hr/offers/{offer}")
    finally:
        _save_rule(admin, origin, approval=False)
    _answer(album, me, hr, origin, offer)
    aside(_another(settings, application))
    album.keep_at(hr, f"{origin}/hr/offers", "console-offers")
    album.keep_at(hr, f"{origin}/hr/offers/{offer}", "console-offer-accepted")
    album.keep_at(hr, f"{origin}/hr/contracts/new/{application}", "console-contract-of-offer")
    for window in (me, hr, admin):
        window.context.close()


def _rule(album: Album, admin: Page, origin: str) -> None:
    _save_rule(admin, origin, approval=True)
    album.keep_at(admin, f"{origin}/hr/offer-rule", "console-offer-rule")


def _save_rule(admin: Page, origin: str, *, approval: bool) -> None:
    admin.goto(f"{origin}/hr/offer-rule")
    admin.set_checked("[name=approval]", approval)
    admin.get_by_role("button", name="保存").click()
    admin.get_by_text("已保存").first.wait_for()


def _write(album: Album, hr: Page, address: str) -> str:
    start = clock.today_in_china() + timedelta(days=14)
    hr.goto(address)
    album.keep(hr, "console-offer-new")
    typed = {
        "contract.start": start.isoformat(),
        "contract.end": last_day(start, 36).isoformat(),
        "probation.end": last_day(start, 7).isoformat(),
        "pay.base": "18000",
        "probation.wage": "9000",
    }
    for name in ("job.location", "job.department"):
        if not hr.input_value(f"[name='{name}']"):
            typed[name] = "上海市浦东新区"
    for name, value in typed.items():
        hr.fill(f"[name='{name}']", value)
    for name in ("bonus.base_desc", "commission.base_definition", "commission.rate_table", "pay.structure"):
        if hr.locator(f"[name='{name}']").count():
            hr.fill(f"[name='{name}']", people.AGREED[name])
    for name in ("bonus.cycle", "commission.cycle"):
        if hr.locator(f"[name='{name}']").count():
            hr.select_option(f"[name='{name}']", people.AGREED[name])
    hr.fill("[name=words]", "很高兴您能来！入职当天请带身份证和学历证书原件，前台会有同事接您。")
    hr.get_by_role("button", name="校验并保存").click()
    hr.locator(".beside").first.wait_for()
    album.keep(hr, "console-offer-blocked")
    hr.fill("[name='probation.end']", last_day(start, 6).isoformat())
    hr.fill("[name='probation.wage']", "15000")
    hr.get_by_role("button", name="校验并保存").click()
    hr.locator("[data-state=draft]").wait_for()
    album.keep(hr, "console-offer-draft")
    return hr.url.rsplit("/", 1)[1]


def _approve(album: Album, hr: Page, admin: Page, address: str) -> None:
    album.keep_at(hr, f"{address}/edit", "console-offer-edit")
    hr.goto(address)
    hr.get_by_role("button", name="提交审批").click()
    hr.locator("[data-state=pending_approval]").wait_for()
    album.keep_at(admin, address, "console-offer-to-approve")
    admin.get_by_role("button", name="同意").click()
    admin.locator("[data-state=approved]").wait_for()
    hr.goto(address)
    hr.get_by_role("button", name="发送给候选人").click()
    hr.locator("[data-state=sent]").wait_for()


def _answer(album: Album, me: Page, hr: Page, origin: str, offer: str) -> None:
    album.keep_at(me, f"{origin}/progress", "portal-progress-offer")
    album.keep_at(me, f"{origin}/offers/{offer}", "portal-offer")
    album.keep_at(me, f"{origin}/offers/{offer}/ask", "portal-offer-ask")
    me.fill("[name=words]", _QUESTION)
    me.click("[form=ask-form]")
    me.locator("[data-question]").wait_for()
    album.keep(me, "portal-offer-asked")
    album.keep_at(hr, f"{origin}/hr/offers/{offer}", "console-offer-asked")
    hr.fill("[name=reply_words]", _REPLY)
    hr.get_by_role("button", name="答复候选人").click()
    hr.get_by_text("公司的答复").wait_for()
    album.keep_at(me, f"{origin}/offers/{offer}/decline", "portal-offer-decline")
    album.keep_at(me, f"{origin}/offers/{offer}/confirm", "portal-offer-confirm")
    me.click("[form=accept-form]")
    me.locator("[data-offer=accepted]").wait_for()
    album.keep(me, "portal-offer-accepted")
    album.keep_at(me, f"{origin}/progress", "portal-progress-offer-accepted")


async def _another(settings: Settings, application: str) -> None:
    """The next version, as a draft."""
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    page = await staff.get(f"/hr/offers/new/{application}")
    page = await page.form("offer-form").fill({"pay.base": "18500"}).submit()
    await page.form("withdraw-form").fill({"withdraw_words": "只是试试"}).submit()
    await staff.close()
