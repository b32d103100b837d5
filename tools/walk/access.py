"""People, their rights and their ways in."""

import re

from huiyin.demo import PASSWORD
from huiyin.road.people import Inbox, eventually
from huiyin.up import Product
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import aside

_ADMIN = {
    "people": "/hr/people", "people-new": "/hr/people/new", "roles": "/hr/roles", "role-new": "/hr/roles/new",
    "departments": "/hr/departments", "posts": "/hr/vacancies", "features": "/hr/features",
    "promise-rule": "/hr/promise-rule",
    "sso": "/hr/sso-connections", "sso-new": "/hr/sso-connections/new/wecom", "security": "/hr/security",
    "account": "/hr/account", "account-phone": "/hr/account/phone", "account-password": "/hr/account/password",
    "account-app": "/hr/account/app", "account-passkey": "/hr/account/passkeys/new",
    "account-second-factor": "/hr/account/second-factor", "prove": "/hr/prove?next=/hr/people", "help": "/hr/help", "settings": "/hr/settings",
    "candidate-new": "/hr/candidates/new",
}  # fmt: skip
_GUEST = "expert@acme.test"


def access(album: Album, product: Product) -> None:
    """The administrator's pages, an invitation, a forgotten password, a guest's scorecard."""
    origin = album.settings.origin("acme")
    page = album.window()
    for name, path in (("login-code", "/hr/login/code"), ("forgot", "/hr/forgot")):
        page.goto(origin + path)
        album.keep(page, f"access-{name}")
    page.fill("[name=login]", "interviewer@acme.test")
    page.get_by_role("button").first.click()
    page.goto(origin + aside(_link(product, "interviewer@acme.test", "/hr/reset/")))
    album.keep(page, "access-reset")
    page.goto(f"{origin}/hr/login")
    page.fill("[name=login]", "admin@acme.test")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/hr/")
    for name, path in _ADMIN.items():
        page.goto(origin + path)
        album.keep(page, f"access-{name}")
    _entries(album, page, origin)
    _guest(album, page, origin)
    page.goto(f"{origin}/hr/people/new")
    page.fill("[name=name]", "阿卜杜热合曼·买买提艾力")
    page.fill("[name=login]", "joiner@acme.test")
    page.get_by_role("button", name="发出邀请").click()
    page.get_by_text("等待加入").wait_for()
    album.keep(page, "access-people-invited")
    guest = album.window()
    guest.goto(origin + aside(_link(product, "joiner@acme.test", "/hr/join/")))
    album.keep(guest, "access-join")


def _entries(album: Album, page: Page, origin: str) -> None:
    """One of each kind, opened."""
    page.goto(f"{origin}/hr/roles/new")
    page.fill("[name=name]", "校招协调员")
    page.check("[value='candidates.read']")
    page.get_by_role("button", name="保存").click()
    page.goto(f"{origin}/hr/sso-connections/new/oidc")
    page.fill("[name=issuer]", "https://id.example.com")
    page.fill("[name=client_id]", "huiyin")
    page.fill("[name=secret]", "not shown again")
    page.get_by_role("button", name="保存").click()
    for name, folder in (
        ("person", "people"), ("role", "roles"), ("department", "departments"), ("sso-connection", "sso-connections")
    ):  # fmt: skip
        page.goto(f"{origin}/hr/{folder}")
        found = re.search(rf'href="(/hr/{folder}/[0-9a-f-]{{36}})"', page.content())
        if found is None:
            raise LookupError(f"no entry at {page.url}")
        page.goto(origin + found[1])
        album.keep(page, f"access-{name}")


def _guest(album: Album, page: Page, origin: str) -> None:
    """An interviewer without an account, by their link."""
    page.goto(f"{origin}/hr/candidates?q=张𬭎")
    found = re.search(r'href="(/hr/candidates/[0-9a-f-]{36})"', page.content())
    if found is None:
        raise LookupError("the demo has no 张𬭎")
    page.goto(origin + found[1])
    page.get_by_text("面试官没有账号？").click()
    page.fill("[name=guest_name]", "外部专家")
    page.fill("[name=guest_login]", _GUEST)
    page.get_by_role("button", name="请面试官评价").click()
    page.locator("code.copy").first.wait_for()
    album.keep(page, "access-guest-link")
    link = (page.locator("code.copy").last.text_content() or "").strip()
    guest = album.window()
    guest.goto(link)
    album.keep(guest, "access-guest-card")


async def _link(product: Product, to: str, path: str) -> str:
    inbox = Inbox(product.stack.inbox_origin)

    async def look() -> str | None:
        mails = [mail for mail in await inbox.messages() if to in mail["to"] and path in mail["text"]]
        found = re.search(rf"({re.escape(path)}\S+)", mails[0]["text"]) if mails else None
        return found[1] if found else None

    link: str = await eventually(look, f"the mail to {to}")
    return link
