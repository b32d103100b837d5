"""The board and what belongs to it: stages, vacancies, moves, many at once, duplicates, the pool, the blacklist."""

import re

from huiyin.demo import PASSWORD
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import Inbox
from huiyin.up import Product
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import aside, sign_in

_PAGES = {
    "board": "/hr/board", "board-none": "/hr/board?q=没有这个人", "stages": "/hr/stages", "posts": "/hr/vacancies",
    "posts-closed": "/hr/vacancies?closed=1", "post-new": "/hr/vacancies/new", "pool-none": "/hr/pool", "blacklist-none": "/hr/blacklist",
}  # fmt: skip
_PHONE = "13086569070"
_TWICE = (("黄雅雯", "13700003311", "产品经理"), ("黄 雅雯", "13900003322", "销售经理"))


def pipeline(album: Album, product: Product) -> None:
    """The administrator's walk, then the candidate who is asked to stay in the pool."""
    origin = album.settings.origin("acme")
    page = album.window()
    page.goto(f"{origin}/hr/login")
    page.fill("[name=login]", "admin@acme.test")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/hr/")
    for name, path in _PAGES.items():
        page.goto(origin + path)
        album.keep(page, f"pipeline-{name}")
    page.goto(f"{origin}/hr/vacancies")
    page.locator("tbody a[data-open]").first.click()
    page.wait_for_url(re.compile(r"/hr/vacancies/[0-9a-f-]{36}"))
    album.keep(page, "pipeline-post")
    page.goto(f"{origin}/hr/board")
    page.locator(".board-column--end a").last.click()
    page.wait_for_url("**/hr/board/column?**")
    album.keep(page, "pipeline-column")
    page.goto(f"{origin}/hr/board")
    page.locator("[data-card]", has_text="阿卜杜热合曼").locator("[data-move]").click()
    page.wait_for_url("**/move")
    album.keep(page, "pipeline-move")
    _many(album, page, origin)
    _listed(album, page, origin)
    _twice(album, page, origin)
    me = album.window()
    sign_in(me, Inbox(product.stack.inbox_origin), _PHONE, origin)
    album.keep(me, "pipeline-progress-asked")
    me.goto(f"{origin}/pool")
    album.keep(me, "pipeline-pool-asked")
    me.get_by_role("button", name="同意加入").click()
    me.wait_for_url("**/progress")
    me.goto(f"{origin}/pool")
    album.keep(me, "pipeline-pool-agreed")
    page.goto(f"{origin}/hr/pool")
    album.keep(page, "pipeline-pool")


def _many(album: Album, page: Page, origin: str) -> None:
    page.goto(f"{origin}/hr/candidates?q=俞冬梅")
    page.locator("[data-check-all]").check()
    page.select_option("#do", "pool")
    album.keep(page, "pipeline-bulk")
    page.get_by_role("button", name="查看会影响谁").click()
    page.wait_for_url("**/hr/bulk")
    album.keep(page, "pipeline-bulk-look")
    page.locator("#bulk-form button").click()
    page.wait_for_url("**/hr/candidates")
    page.get_by_role("button", name="选择列").click()
    album.keep(page, "pipeline-columns")


def _listed(album: Album, page: Page, origin: str) -> None:
    page.goto(f"{origin}/hr/candidates?q=司马")
    page.locator("tbody a[data-open]").first.click()
    page.get_by_role("link", name="列入黑名单").click()
    page.wait_for_url("**/hr/blacklist/new/**")
    album.keep(page, "pipeline-blacklist-new")
    page.fill("[name=reason]", "2026-11-20 提交的学位证书经学信网核实为伪造")
    page.get_by_role("button", name="列入黑名单").click()
    page.locator("[data-blacklisted]").wait_for()
    album.keep(page, "pipeline-blacklist-warning")
    page.goto(f"{origin}/hr/blacklist")
    album.keep(page, "pipeline-blacklist")


def _twice(album: Album, page: Page, origin: str) -> None:
    aside(_add(origin))
    page.goto(f"{origin}/hr/duplicates")
    album.keep(page, "pipeline-duplicates")
    page.locator("form[action='/hr/duplicates/merge'] .btn--primary").first.click()
    page.get_by_text("30 天内可以撤销").wait_for()
    album.keep(page, "pipeline-merged")


async def _add(origin: str) -> None:
    """The same person twice, by hand."""
    staff = Headless(origin)
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    for name, phone, post in _TWICE:
        typed = {"name": name, "phone": phone, "post": post, "email": "huangyawen@example.com"}
        await (await staff.get("/hr/candidates/new")).form("add-form").fill(typed).submit()
    await staff.close()
