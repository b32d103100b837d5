"""A company from its sign-up to its closing, and what operators see of it."""

import re

from huiyin.demo import PASSWORD
from huiyin.platform.tenancy.models import TenantRow
from huiyin.road.people import Inbox, eventually
from huiyin.steward.context import stewardship
from huiyin.tenants.company.operators.service import make_link
from huiyin.up import Product
from playwright.sync_api import Page
from sqlalchemy import update

from tools.walk.album import Album
from tools.walk.people import aside
from tools.walk.verification import verification

_MAIL, _SLUG, _SECRET = "founder@qiming.test", "qiming", "竹林深处有人家 2026"


def company(album: Album, product: Product) -> None:
    """Sign up, first steps, own matters, operators."""
    settings = album.settings
    page = album.window()
    page.goto(settings.origin())
    album.keep(page, "front-base-domain")
    _sign_up(album, page, product)
    _console(album, page, product)
    _operators(album, product)
    _moving(album, product)


def _sign_up(album: Album, page: Page, product: Product) -> None:
    origin = album.settings.origin()
    page.goto(f"{origin}/signup")
    album.keep(page, "front-signup")
    page.fill("[name=company]", "杭州阿卜杜热合曼启明信息技术服务有限公司")
    page.fill("[name=uscc]", "91330106MA2KXY8B22")
    page.fill("[name=name]", "欧阳䶮")
    page.fill("[name=email]", _MAIL)
    page.fill("[name=slug]", _SLUG)
    page.get_by_role("button", name="发送确认邮件").click()
    page.check("[name=uscc_sure]")
    album.keep(page, "front-signup-doubt")
    page.get_by_role("button", name="发送确认邮件").click()
    page.get_by_role("heading", name="请查收邮件").wait_for()
    album.keep(page, "front-signup-sent")
    page.goto(origin + aside(_link(product)))
    page.fill("[name=password]", _SECRET)
    album.keep(page, "front-signup-password")
    page.check("[name=separate]")
    if product.steward is not None:
        product.steward.kill()  # held for the picture
    page.get_by_role("button", name="开通", exact=True).click()
    page.wait_for_url("**/opening")
    album.keep(page, "front-signup-opening")
    product.start_steward()
    page.wait_for_url("**/hr/login**", timeout=60_000)


async def _link(product: Product) -> str:
    inbox = Inbox(product.stack.inbox_origin)

    async def look() -> str | None:
        mails = [mail for mail in await inbox.messages() if _MAIL in mail["to"]]
        found = re.search(r"https?://[^/\s]+(/signup/\S+)", mails[0]["text"]) if mails else None
        return found[1] if found else None

    path: str = await eventually(look, "the mail")
    return path


def _console(album: Album, page: Page, product: Product) -> None:
    origin = album.settings.origin(_SLUG)
    page.fill("[name=login]", _MAIL)
    page.fill("[name=password]", _SECRET)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/hr/company/welcome")
    album.keep(page, "company-welcome")
    for path in ("employers", "employers/new", "brand", "domains", "company"):
        page.goto(f"{origin}/hr/{path}")
        album.keep(page, f"company-{path.replace('/', '-')}")
    page.goto(f"{origin}/hr/employers")
    page.locator("td.name a").first.click()
    page.wait_for_load_state("load")
    album.keep(page, "company-employer")
    page.fill("[name=legal_representative]", "欧阳䶮")
    page.fill("[name=address]", "浙江省杭州市西湖区云栖小镇星河路 18 号")
    page.get_by_role("button", name="保存").click()
    page.check("[name=uscc_sure]")
    page.get_by_role("button", name="保存").click()
    verification(album, product, page, origin, _SLUG)
    page.goto(f"{origin}/hr/domains")
    page.fill("[name=host]", "zhaopin.qiming.example")
    page.get_by_role("button", name="添加").click()
    page.get_by_text("待验证").wait_for()
    album.keep(page, "company-domains-added")
    page.goto(f"{origin}/hr/company")
    page.get_by_role("button", name="开始导出").click()
    page.get_by_role("link", name="下载").wait_for(timeout=60_000)
    album.keep(page, "company-exported")
    page.fill("[name=slug]", _SLUG)
    page.get_by_role("button", name="开始注销").click()
    page.locator("[data-status=closing]").or_(page.locator("#close-form")).first.wait_for()
    page.wait_for_timeout(1_500)  # what the process remembers of the tenant is a second old at most
    page.goto(f"{origin}/hr/company")
    album.keep(page, "company-closing")


def _operators(album: Album, product: Product) -> None:
    settings = product.stack.settings()

    async def link() -> str:
        async with stewardship(settings) as steward, steward.database.shared() as session:
            return await make_link(session, "lin")

    page = album.window()
    page.goto(f"{settings.origin()}/anchors")
    album.keep(page, "front-anchors")
    page.goto(f"{settings.origin()}/ops/enter")
    album.keep(page, "ops-enter-how")
    page.goto(f"{settings.origin()}/ops/enter/{aside(link())}")
    album.keep(page, "ops-enter")
    page.get_by_role("button", name="进入").click()
    page.wait_for_url("**/ops")
    album.keep(page, "ops-tenants")
    page.goto(f"{settings.origin()}/ops/tenants/globex")
    page.fill("[name=reason]", "服务费逾期")
    page.get_by_role("button", name="暂停").click()
    page.get_by_text("已暂停").first.wait_for()
    album.keep(page, "ops-tenant")
    staff = album.window()
    staff.goto(f"{settings.origin('globex')}/hr/login")
    staff.fill("[name=login]", "hr@globex.test")
    staff.fill("[name=password]", PASSWORD)
    staff.get_by_role("button", name="登录", exact=True).click()
    staff.wait_for_timeout(1_500)
    staff.goto(f"{settings.origin('globex')}/hr/candidates")
    album.keep(staff, "company-suspended")


def _moving(album: Album, product: Product) -> None:
    """What a candidate and an operator see while a tenant is on its way to another cell."""
    settings = product.stack.settings()

    async def say(cell: str | None) -> None:
        async with stewardship(settings) as steward, steward.database.shared() as session:
            await session.execute(update(TenantRow).where(TenantRow.slug == "acme").values(moving_to=cell))

    async def link() -> str:
        async with stewardship(settings) as steward, steward.database.shared() as session:
            return await make_link(session, "lin")

    phone = album.window()
    phone.goto(f"{settings.origin('acme')}/")
    aside(say("east"))
    phone.fill("[name=phone]", "13800138000")
    phone.get_by_role("button", name="获取验证码").click()
    phone.get_by_text("搬迁").first.wait_for()
    album.keep(phone, "portal-moving")
    page = album.window()
    page.goto(f"{settings.origin()}/ops/enter/{aside(link())}")
    page.get_by_role("button", name="进入").click()
    page.wait_for_url("**/ops")
    page.goto(f"{settings.origin()}/ops/tenants/acme")
    album.keep(page, "ops-tenant-moving")
    aside(say(None))
