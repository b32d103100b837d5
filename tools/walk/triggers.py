"""Messages that go by themselves: the list, one while it is written and tried, what they did and what could not go."""

from huiyin.demo import PASSWORD
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import eventually
from huiyin.up import Product
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import aside, interviewed, log_in

_NAME, _PHONE = "热依汗古丽·阿布都克里木江", "17700009921"


def triggers(album: Album, product: Product) -> None:
    """An empty list, a refused trigger, a tried one, the list with three, two of them with what they did."""
    origin = album.settings.origin("acme")
    page = album.window()
    log_in(page, "admin@acme.test", origin)
    page.wait_for_url("**/hr/")
    page.goto(f"{origin}/hr/triggers")
    album.keep(page, "console-triggers-none")
    page.goto(f"{origin}/hr/triggers/new")
    _write(page)
    page.fill("[name=text]", "{姓名}的{薪资}还没有谈好。")
    page.select_option("[name='op.applied']", "at_least")
    page.fill("[name='value.applied']", "三")
    _save(page)
    album.keep(page, "console-trigger-refused")
    page.fill("[name=text]", "{姓名}（{职位}）的评价齐了，请确认结果。")
    page.fill("[name='value.applied']", "0")
    page.get_by_role("button", name="先试算").click()
    album.keep(page, "console-trigger-tried")
    _save(page)
    page.goto(f"{origin}/hr/triggers/new")
    _write(
        page, event="contract.sent", audience="candidate", title="合同还在等您签署", delay="3", unit="days"
    )
    page.fill("[name=text]", "{姓名}，您的合同已经发出三天。有疑问请直接联系我们，没有疑问请用手机签署。")
    page.select_option("[name='op.stage']", "is")
    page.select_option("[name='value.stage']", "sign")
    _save(page)
    page.goto(f"{origin}/hr/triggers/new")
    _write(page, audience="manager", title="您的候选人有结果了", text="{姓名}的结果等您看一看。")
    _save(page)
    aside(_happen(album))
    page.reload()
    album.keep(page, "console-triggers")
    for place, name in ((0, "console-trigger"), (2, "console-trigger-not-sent")):
        page.goto(f"{origin}/hr/triggers")
        page.locator("[data-trigger] a").nth(place).click()
        album.keep(page, name)
    page.context.close()


async def _happen(album: Album) -> None:
    """Somebody's cards come in: HR hears of it, and a hiring manager whom this vacancy does not have."""
    await interviewed(album.settings, (_NAME, _PHONE, 9))
    admin = Headless(album.settings.origin("acme"))
    await people.log_in(admin, "admin@acme.test", PASSWORD)

    async def look() -> bool | None:
        page = await admin.get("/hr/triggers")
        return True if "发送 1 次" in page.text and page.all("data-troubled") else None

    await eventually(look, "what the triggers did")
    await admin.close()


def _save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_load_state("load")


def _write(page: Page, **wanted: str) -> None:
    fields = {
        "event": "decision.marked", "audience": "role:hr", "title": "结果待确认", "delay": "0", "unit": "days",
    } | wanted  # fmt: skip
    for name, value in fields.items():
        if name in ("event", "audience", "unit"):
            page.select_option(f"[name={name}]", value)
        else:
            page.fill(f"[name={name}]", value)
