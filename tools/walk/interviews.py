"""An interview's pages: arranged, answered, moved, missed, on both sides."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import Inbox
from huiyin.up import Product
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import aside, log_in, sign_in

_NAME, _PHONE = "张𬭎", "15010567165"
_LONG = "阿卜杜热合曼·买买提艾力"
_PLACE = "西湖区云栖小镇星河路 18 号云栖国际会展中心 3 号楼 5 层「天权」会议室（出电梯右转，前台登记）"


def interviews(album: Album, product: Product) -> None:
    """HR arranges, the candidate answers on the phone, HR takes what they propose; another does not come."""
    settings, inbox = album.settings, Inbox(product.stack.inbox_origin)
    origin = settings.origin("acme")
    staff = _staff(album, "hr@acme.test")
    staff.goto(f"{origin}/hr/interviews")
    album.keep(staff, "console-schedule-none")
    interview = _arrange(album, staff, origin)
    missed = aside(_arranged(settings, _LONG, "初试"))
    me = album.window()
    sign_in(me, inbox, _PHONE, origin)
    album.keep(me, "portal-progress-meeting")
    _answer(album, me, f"{origin}/interviews/{interview}")
    _take(album, staff, origin, interview)
    me.goto(f"{origin}/interviews/{interview}")
    album.keep(me, "portal-interview-confirmed")
    aside(_let_come(settings, interview, clock.now()))
    me.goto(f"{origin}/interviews/{interview}")
    album.keep(me, "portal-interview-today")
    me.click("#arrived-form button")
    me.get_by_text("已签到，请稍候").first.wait_for()
    album.keep(me, "portal-interview-arrived")
    aside(_let_come(settings, missed, clock.now() - timedelta(minutes=30)))
    staff.goto(f"{origin}/hr/interviews/{missed}")
    album.keep(staff, "console-meeting-today")
    staff.click("#missed-form button")
    staff.get_by_text("已标记未到场").wait_for()
    album.keep(staff, "console-meeting-missed")
    for name, path in (("schedule", "/hr/interviews"), ("schedule-day", "/hr/interviews?view=day")):
        staff.goto(origin + path)
        album.keep(staff, f"console-{name}")
    staff.context.close()
    me.context.close()
    interviewer = _staff(album, "interviewer@acme.test")
    interviewer.goto(f"{origin}/hr/assignments")
    album.keep(interviewer, "console-interviews-mine")
    interviewer.context.close()
    admin = _staff(album, "admin@acme.test")
    admin.goto(f"{origin}/hr/rounds")
    album.keep(admin, "console-rounds")
    admin.context.close()


def _staff(album: Album, login: str) -> Page:
    page = album.window()
    log_in(page, login, album.settings.origin("acme"))
    page.wait_for_load_state("load")
    return page


def _arrange(album: Album, page: Page, origin: str) -> str:
    """HR arranges an interview, first with somebody who is busy then."""
    other = aside(_arranged(album.settings, "俞冬梅", "复试"))
    application = aside(_application(album.settings, _NAME))
    page.goto(f"{origin}/hr/interviews/new/{application}")
    album.keep(page, "console-meeting-new")
    day = clock.today_in_china() + timedelta(days=2)
    page.fill("#day", day.isoformat())
    page.fill("#time", "14:30")
    page.fill("#place", _PLACE)
    page.fill(
        "#link", "https://meeting.example.com/dm/9f3c1a7e5b2d4c6e8f0a1b2c3d4e5f60?pwd=YzQ2ZTBhMTIzNDU2Nzg5MA"
    )
    page.fill("#note", "会议号 123 456 789，密码 0626。\n请带身份证和作品集，到了找周敏。")
    for name in ("王磊", "沈知远"):
        page.locator("label", has_text=name).locator("input").check()
    page.evaluate("document.getElementById('interview-form').requestSubmit()")
    page.locator("#clashes").wait_for()
    page.locator("#clashes").scroll_into_view_if_needed()
    album.keep(page, "console-meeting-clash")
    page.check("[name=sure]")
    page.evaluate("document.getElementById('interview-form').requestSubmit()")
    page.get_by_text("已安排，正在邀请").wait_for()
    album.keep(page, "console-meeting-arranged")
    page.goto(f"{origin}/hr/candidates/{application}")
    album.keep(page, "console-candidate-meeting")
    page.goto(f"{origin}/hr/interviews/{other}/edit")
    album.keep(page, "console-meeting-edit")
    return aside(_interview(album.settings, application))


def _answer(album: Album, page: Page, address: str) -> None:
    """The candidate looks, thinks of declining, and asks for another time, first for none."""
    page.goto(address)
    album.keep(page, "portal-interview")
    page.goto(f"{address}/decline")
    album.keep(page, "portal-interview-decline")
    page.goto(f"{address}/another-time")
    album.keep(page, "portal-interview-another-time")
    page.click("[form=another-form]")
    page.get_by_text("请至少提出一个时间").first.wait_for()
    album.keep(page, "portal-interview-another-time-wrong")
    for number, (days, time) in enumerate(((3, "19:30"), (4, "10:00"), (5, "15:00")), 1):
        page.fill(f"#day{number}", (clock.today_in_china() + timedelta(days=days)).isoformat())
        page.fill(f"#time{number}", time)
    page.fill("#words", "这周在外地出差，周末或者晚上 7 点以后都方便，线上也可以。给您添麻烦了！")
    page.click("[form=another-form]")
    page.get_by_text("正在等公司答复").first.wait_for()
    album.keep(page, "portal-interview-asked")


def _take(album: Album, page: Page, origin: str, interview: str) -> None:
    page.goto(f"{origin}/hr/interviews")
    album.keep(page, "console-schedule-waiting")
    page.goto(f"{origin}/hr/interviews/{interview}")
    album.keep(page, "console-meeting-asked")
    page.click("#accept-1 button")
    page.get_by_text("已改期").wait_for()
    album.keep(page, "console-meeting-moved")


async def _application(settings: Settings, name: str) -> str:
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    file = (await staff.get(f"/hr/candidates?q={name}")).entries("/hr/candidates")[0]
    await staff.close()
    return file.rsplit("/", 1)[1]


async def _arranged(settings: Settings, name: str, round_name: str) -> str:
    """HR arranges an interview in two days at 14:00 with everybody; returns it."""
    application = await _application(settings, name)
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    page = await staff.get(f"/hr/interviews/new/{application}")
    boxes = [element.attrs["value"] for element in page.all("name") if element.attrs["name"] == "panel"]
    day = clock.today_in_china() + timedelta(days=2)
    values = {
        "round": round_name,
        "day": day.isoformat(),
        "time": "14:00",
        "place": "3 号楼 5 层",
        "sure": "yes",
    }
    page = await page.form("interview-form").fill(values).tick("panel", boxes).submit()
    await staff.close()
    return page.path.rsplit("/", 1)[1]


async def _interview(settings: Settings, application: str) -> str:
    connection, schema = await _rows(settings)
    query = f"select id from {schema}.interviews where application_id = $1"  # noqa: S608
    found = await connection.fetchval(query, UUID(application))
    await connection.close()
    return str(found)


async def _let_come(settings: Settings, interview: str, moment: datetime) -> None:
    connection, schema = await _rows(settings)
    change = f"update {schema}.interviews set starts_at = $2 where id = $1"  # noqa: S608
    await connection.execute(change, UUID(interview), moment)
    await connection.close()


async def _rows(settings: Settings) -> tuple[asyncpg.Connection, str]:
    connection = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    schema = await connection.fetchval("select schema_name from shared.tenants where slug = 'acme'")
    return connection, schema
