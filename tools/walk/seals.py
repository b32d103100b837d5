"""The seals of the company, what waits for them, and the register."""

from huiyin.demo import PASSWORD
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import log_in


def seal_room(album: Album) -> None:
    """Before the company's seal is on: whoever manages seals, and the keeper with a list."""
    origin = album.settings.origin("acme")
    page = _window(album, "admin@acme.test")
    page.goto(f"{origin}/hr/seals")
    album.keep(page, "console-seals")
    page.goto(f"{origin}/hr/seals/new")
    if "/hr/prove" in page.url:
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/hr/seals/new**")
    album.keep(page, "console-seal-new")
    page.goto(f"{origin}/hr/seals")
    page.locator("a[data-open]").first.click()
    page.wait_for_load_state()
    album.keep(page, "console-seal")
    page.context.close()
    page = _window(album, "seal@acme.test")
    page.goto(f"{origin}/hr/sealing")
    album.keep(page, "console-sealing")
    page.locator("[data-check]").first.check()
    page.get_by_role("button", name="获取验证码").click()
    page.wait_for_url("**/hr/sealing/**")
    album.keep(page, "console-sealing-list")
    page.context.close()


def seal_register(album: Album) -> None:
    """After it: a line of the register."""
    page = _window(album, "seal@acme.test")
    page.goto(f"{album.settings.origin('acme')}/hr/seal-register")
    album.keep(page, "console-seal-register")
    page.context.close()


def _window(album: Album, login: str) -> Page:
    page = album.window()
    log_in(page, login, album.settings.origin("acme"))
    page.wait_for_url(lambda url: "/hr/login" not in url)
    return page
