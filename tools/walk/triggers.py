"""Messages that go by themselves: the list, a rule while it is written, and what it would have done."""

from huiyin.up import Product
from playwright.sync_api import Page

from tools.screens import Album
from tools.walk.notices import _enter


def triggers(album: Album, _product: Product) -> None:
    """An empty list, a refused rule, a tried one, the list with two, and one with what it did."""
    origin = album.settings.origin("acme")
    page = album.window()
    _enter(page, origin, "admin@acme.test")
    page.goto(f"{origin}/hr/triggers")
    album.keep(page, "console-triggers-none")
    page.goto(f"{origin}/hr/triggers/new")
    _write(page)
    page.fill("[name=text]", "{姓名}的{薪资}还没有谈好。")
    page.select_option("[name='op.applied']", "at_least")
    page.fill("[name='value.applied']", "三")
    page.get_by_role("button", name="保存", exact=True).click()
    album.keep(page, "console-trigger-refused")
    page.fill("[name=text]", "{姓名}（{职位}）的评价齐了，请确认结果。")
    page.fill("[name='value.applied']", "0")
    page.get_by_role("button", name="先试算").click()
    album.keep(page, "console-trigger-tried")
    page.get_by_role("button", name="保存", exact=True).click()
    page.goto(f"{origin}/hr/triggers/new")
    _write(
        page, event="contract.sent", audience="candidate", title="合同还在等您签署", delay="3", unit="days"
    )
    page.fill("[name=text]", "{姓名}，您的合同已经发出三天。有疑问请直接联系我们，没有疑问请用手机签署。")
    page.select_option("[name='op.stage']", "is")
    page.select_option("[name='value.stage']", "sign")
    page.get_by_role("button", name="保存", exact=True).click()
    album.keep(page, "console-triggers")
    page.locator("[data-trigger] a").first.click()
    album.keep(page, "console-trigger")
    page.context.close()


def _write(page: Page, **wanted: str) -> None:
    fields = {
        "event": "decision.marked", "audience": "role:hr", "title": "结果待确认", "delay": "0", "unit": "days",
    } | wanted  # fmt: skip
    for name, value in fields.items():
        if name in ("event", "audience", "unit"):
            page.select_option(f"[name={name}]", value)
        else:
            page.fill(f"[name={name}]", value)
