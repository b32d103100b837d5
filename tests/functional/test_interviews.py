"""A meeting's whole way through real forms: arranged, moved at the candidate's wish, reminded, met or missed."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import httpx
import icalendar
import pytest
from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import Inbox
from huiyin.up import Product

from tests.support.sheets import PEOPLE, person, workbook

NAMES = ("迪丽拜尔·阿不都热西提", "尉迟𬭎", "上官䶮")
PLACE = "西湖区云栖小镇星河路 18 号, 3 号楼; 5 层「天权」会议室"
_ZONE = clock.BEIJING


class Team:
    """HR, a second HR, an interviewer, and what stands in the database behind them."""

    def __init__(self, hr: Browser, other: Browser, interviewer: Browser, rows: asyncpg.Connection) -> None:
        self.hr, self.other, self.interviewer, self.rows = hr, other, interviewer, rows
        self.schema = ""

    async def candidate(self, name: str, phone: str, email: str) -> str:
        """Import one candidate; returns the application."""
        rows = {"候选人": [PEOPLE, person(name, phone, email=email)]}
        await people.import_sheet(self.hr, "a.xlsx", workbook(rows))
        page = await self.hr.get(f"/hr/candidates?q={phone[-4:]}")
        return page.entries("/hr/candidates")[0].rsplit("/", 1)[1]

    async def event(self, id_: str) -> asyncpg.Record:
        statement = f"select * from {self.schema}.interview_events where id = $1"  # noqa: S608
        return await self.rows.fetchrow(statement, UUID(id_))

    async def at(self, id_: str, moment: datetime) -> None:
        """Let the meeting's time come: tests do not wait for days."""
        statement = f"update {self.schema}.interview_events set starts_at = $2 where id = $1"  # noqa: S608
        await self.rows.execute(statement, UUID(id_), moment)

    async def reminders(self, id_: str) -> dict[tuple[int, str], asyncpg.Record]:
        """What is planned for a meeting, by version and kind."""
        statement = (
            "select id, execute_after, payload from queue.pgqueuer where entrypoint = 'interview.remind' "
            "and convert_from(payload, 'utf8') like $1"
        )
        rows = await self.rows.fetch(statement, f"%{id_}%")
        planned = [json.loads(row["payload"]) for row in rows]
        facts = [payload.get("payload", payload) for payload in planned]
        return {(fact["sequence"], fact["before"]): row for fact, row in zip(facts, rows, strict=True)}

    async def come(self, job: asyncpg.Record) -> None:
        """Let a planned job's time come, and wait until a worker has done it."""
        await self.rows.execute("update queue.pgqueuer set execute_after = now() where id = $1", job["id"])

        async def done() -> bool | None:
            left = await self.rows.fetchval("select count(*) from queue.pgqueuer where id = $1", job["id"])
            return True if not left else None

        await people.eventually(done, "the reminder's job")


@pytest.fixture(scope="module")
async def team(settings: Settings) -> AsyncIterator[Team]:
    browsers = [Browser(settings.origin("acme")) for _ in range(3)]
    for browser, login in zip(browsers, ("hr", "admin", "interviewer"), strict=True):
        await people.log_in(browser, f"{login}@acme.test", PASSWORD)
    rows = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    made = Team(*browsers, rows)
    made.schema = await rows.fetchval("select schema_name from shared.tenants where slug = 'acme'")
    yield made
    await rows.close()
    for browser in browsers:
        await browser.close()


def typed(at: datetime, **more: str) -> dict[str, str]:
    local = at.astimezone(_ZONE)
    values = {
        "round": "初试", "day": local.date().isoformat(), "time": f"{local:%H:%M}", "minutes": "60",
        "place": PLACE, "link": "", "note": "请带身份证和作品\n到了找周敏",
    }  # fmt: skip
    return values | more


def panel_of(page: Page, *names: str) -> list[str]:
    """The boxes of these interviewers."""
    labels = [element for element in page.elements("label") if any(name in element.text for name in names)]
    boxes = [element.attrs["value"] for element in page.all("name") if element.attrs["name"] == "panel"]
    texts = [element.text for element in page.elements("label") if "场" in element.text]
    assert len(labels) == len(names) and len(texts) == len(boxes)
    return [box for box, text in zip(boxes, texts, strict=True) if any(name in text for name in names)]


async def arrange(
    staff: Browser, application: str, values: dict[str, str], *names: str, expect: int = 200
) -> Page:
    page = await staff.get(f"/hr/schedule/new/{application}")
    form = page.form("meeting-form").fill(values).tick("panel", panel_of(page, *names))
    return await form.submit(expect=expect)


def in_days(days: int, hour: int = 14) -> datetime:
    """A moment some days from now, where the tenant is."""
    day = clock.today(_ZONE) + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, 0, tzinfo=_ZONE)


class Mails:
    """The calendar files that came by mail."""

    def __init__(self, inbox: Inbox, origin: str) -> None:
        self._inbox, self._origin = inbox, origin

    async def files(self, to: str, uid: str) -> list[icalendar.Calendar]:
        """Those about one meeting, oldest first."""
        found = []
        async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
            for mail in reversed(await self._inbox.messages()):
                if mail["to"] != to:
                    continue
                for number, _name in enumerate(mail["files"]):
                    answer = await http.get(f"{self._origin}/mails/{mail['id']}/{number}")
                    calendar = icalendar.Calendar.from_ical(answer.content)
                    assert f'method="{calendar["METHOD"]}"' in answer.headers["content-type"]
                    assert b"\r\n" in answer.content and b"\r\r" not in answer.content
                    if str(event_in(calendar)["UID"]) == uid:
                        found.append(calendar)
        return found

    async def until(self, to: str, uid: str, count: int) -> list[icalendar.Calendar]:
        """The same, when there are as many."""

        async def look() -> list[icalendar.Calendar] | None:
            found = await self.files(to, uid)
            return found if len(found) >= count else None

        files: list[icalendar.Calendar] = await people.eventually(look, f"{count} calendar files to {to}")
        assert len(files) == count
        return files

    async def with_words(self, to: str, words: str, count: int = 1) -> list[dict[str, str]]:
        """The mails to somebody whose subject says something, when there are as many."""

        async def look() -> list[dict[str, str]] | None:
            found = [m for m in await self._inbox.messages() if m["to"] == to and words in m["subject"]]
            return found if len(found) >= count else None

        found: list[dict[str, str]] = await people.eventually(look, f"{count} mails to {to}: {words}")
        assert len(found) == count
        return found


@pytest.fixture
def mails(inbox: Inbox, product: Product) -> Mails:
    return Mails(inbox, product.stack.inbox_origin)


def event_in(calendar: icalendar.Calendar) -> Any:
    return calendar.walk("VEVENT")[0]


async def test_arranged_moved_reminded_and_met(
    settings: Settings, inbox: Inbox, team: Team, mails: Mails, acme: Browser
) -> None:
    phone, email, uid = "13800055001", "memet@example.com", ""
    application = await team.candidate(NAMES[0], phone, email)
    first, second = in_days(3), in_days(5, 10)
    page = await arrange(team.hr, application, typed(first), "王磊", "沈知远")
    uid = page.path.rsplit("/", 1)[1]
    assert "待候选人确认" in page.text and PLACE in page.text

    # Sent twice by a nervous finger: one meeting.
    again = await arrange(team.hr, application, typed(first), "王磊", "沈知远")
    assert again.path == page.path

    (invited,) = await mails.until(email, uid, 1)
    meant = event_in(invited)
    assert invited["METHOD"] == "REQUEST" and meant["SEQUENCE"] == 0
    assert meant.decoded("DTSTART") == first and meant.decoded("DTEND") == first + timedelta(hours=1)
    assert str(meant["LOCATION"]) == PLACE and invited.walk("VTIMEZONE")[0]["TZID"] == "Asia/Shanghai"
    assert str(meant["ORGANIZER"]) == "mailto:hr@acme.test" and "王磊" not in invited.to_ical().decode()
    for login in ("interviewer@acme.test", "admin@acme.test"):
        (calendar,) = await mails.until(login, uid, 1)
        assert NAMES[0] in event_in(calendar)["SUMMARY"] and phone not in calendar.to_ical().decode()
    texts = [m["text"] for m in await inbox.messages() if m["to"] == phone]
    assert len(texts) == 1 and "请确认或改约" in texts[0] and "面试" not in texts[0]
    planned = await team.reminders(uid)
    assert {key: row["execute_after"] for key, row in planned.items()} == {
        (0, "day"): first - timedelta(days=1),
        (0, "hour"): first - timedelta(hours=1),
    }

    # The link of the message leads through the phone's proof to the meeting.
    link = (await inbox.links(phone))[0]
    stranger = Browser(settings.origin())
    asked = await stranger.get(link)
    assert asked.response.url.params["to"] == f"/interviews/{uid}"
    await stranger.close()
    progress = await people.sign_in(acme, inbox, phone)
    assert "请确认面试时间" in progress.text and f"/interviews/{uid}" in progress.links("/interviews/")
    page = await acme.get(link.replace("/r/", "/m/"))
    assert page.path == f"/interviews/{uid}" and "到了找周敏" in page.text
    calendar = icalendar.Calendar.from_ical((await acme.get(f"/interviews/{uid}/invite.ics")).content)
    assert (event_in(calendar)["UID"], event_in(calendar)["SEQUENCE"]) == (uid, 0)

    # Nothing said, then a past day, then half a time: each is told beside the field, and nothing typed is lost.
    page = await acme.get(f"/interviews/{uid}/another-time")
    page = await page.form("another-form").submit(expect=422)
    assert "请至少提出一个时间" in page.text
    wrong = {"day1": "2020-01-01", "time1": "10:00", "day2": "", "time2": "09:00", "words": "工作日晚上"}
    page = await page.form("another-form").fill(wrong).submit(expect=422)
    assert "请选择从现在起" in page.text and page.form("another-form").value("words") == "工作日晚上"
    local = second.astimezone(_ZONE)
    proposals = {
        "day1": local.date().isoformat(), "time1": f"{local:%H:%M}",
        "day2": (local + timedelta(days=1)).date().isoformat(), "time2": "19:30",
    }  # fmt: skip
    page = await page.form("another-form").fill(proposals).submit()
    assert "正在等公司答复" in page.text and "19:30" in page.text
    await mails.with_words("hr@acme.test", "希望换个面试时间")

    # HR sees it and takes it with one tap; a second tap and an outdated page change nothing.
    page = await team.hr.get("/hr/schedule")
    assert "1 待答复" in page.text
    page = await team.hr.get(f"/hr/schedule/{uid}")
    assert "工作日晚上" in page.text and "面试官都有空" in page.text
    slots = [element.attrs["value"] for element in page.all("name") if element.attrs["name"] == "slot"]
    assert datetime.fromisoformat(slots[0]) == second and len(slots) == 2
    done = await page.form("accept-1").submit(("slot", slots[0]))
    assert "已改期" in done.text and "已确认" in done.text
    assert (await page.form("accept-1").submit(("slot", slots[0]))).status == 200
    late = await page.form("accept-2").submit(("slot", slots[1]), expect=422)
    assert "刚刚有变化" in late.text
    assert (await team.event(uid))["sequence"] == 1

    before, after = await mails.until(email, uid, 2)
    assert event_in(before)["UID"] == event_in(after)["UID"]
    assert event_in(after)["SEQUENCE"] == 1 > event_in(before)["SEQUENCE"]
    assert event_in(after).decoded("DTSTART") == second
    for login in ("interviewer@acme.test", "admin@acme.test"):
        assert event_in((await mails.until(login, uid, 2))[1])["SEQUENCE"] == 1

    # The moved meeting's old reminder says nothing; the new ones come at their time, to everybody.
    planned = await team.reminders(uid)
    assert planned[1, "day"]["execute_after"] == second - timedelta(days=1)
    assert planned[1, "hour"]["execute_after"] == second - timedelta(hours=1)
    await team.come(planned[0, "hour"])
    assert not [m for m in await inbox.messages() if "提醒" in m["subject"] and m["to"] == email]
    await team.come(planned[1, "hour"])
    (mail,) = await mails.with_words(email, "提醒：")
    assert f"{local.month}月{local.day}日" in mail["subject"] and PLACE in mail["text"]
    for login in ("interviewer@acme.test", "admin@acme.test"):
        await mails.with_words(login, f"面试提醒：{local.month}月{local.day}日")

    # The interviewer has it among their own; the day comes, the candidate is there and is scored.
    page = await team.interviewer.get("/hr/interviews")
    assert NAMES[0] in page.text and PLACE in page.text
    (mine,) = [href for href in page.links("/hr/interviews/") if href.endswith(".ics")]
    assert uid.encode() in (await team.interviewer.get(mine)).content.replace(b"\r\n ", b"")
    page = await acme.get(f"/interviews/{uid}")
    assert not [form for form in page.all("id") if form.attrs["id"] == "arrived-form"]
    await team.at(uid, clock.now())
    page = await acme.get(f"/interviews/{uid}")
    page = await page.form("arrived-form").submit()
    assert "已签到" in page.text
    assert "已到" in (await team.hr.get(f"/hr/schedule/{uid}")).text
    card = await team.interviewer.get(mine.removesuffix("/invite.ics"))
    marks = {
        element.attrs["name"]: "8" for element in card.all("type") if element.attrs.get("type") == "radio"
    }
    await card.form("card-form").fill(marks | {"conclusion": "通过"}).submit()
    assert (await team.event(uid))["state"] == "held"
    page = await team.hr.get(f"/hr/candidates/{application}")
    for words in (
        "安排面试时间",
        "候选人希望换个时间",
        "面试改期 · " + f"{second:%Y-%m-%d %H:%M}",
        "面试签到",
        "面试已进行",
    ):
        assert words in page.text
    assert "正在评审" in (await acme.get("/progress")).text
    assert (await acme.get(f"/interviews/{uid}/decline")).path == f"/interviews/{uid}"


async def test_missed_then_another_time_then_called_off(
    inbox: Inbox, team: Team, mails: Mails, acme: Browser
) -> None:
    phone, email = "13800055002", "zhang@example.com"
    application = await team.candidate(NAMES[1], phone, email)
    page = await arrange(
        team.hr, application, typed(in_days(2, 9), link="https://meeting.example.com/j/1"), "王磊"
    )
    uid = page.path.rsplit("/", 1)[1]
    assert not [form for form in page.all("id") if form.attrs["id"] == "missed-form"]
    assert "还没有开始" in (await team.hr.post(f"/hr/schedule/{uid}/missed", [], expect=422)).text
    await team.at(uid, clock.now() - timedelta(minutes=40))
    page = await team.hr.get(f"/hr/schedule/{uid}")
    page = await page.form("missed-form").submit()
    assert "已标记未到场" in page.text
    (mail,) = await mails.with_words(email, "可以另约时间")
    assert "方便的时间" in mail["text"]
    # Nobody owes a card for who did not come; a second click tells nobody again.
    assert NAMES[1] not in (await team.interviewer.get("/hr/interviews")).text
    await team.hr.post(f"/hr/schedule/{uid}/missed", [])

    page = await people.sign_in(acme, inbox, phone)
    assert "可以另约面试时间" in page.text
    page = (
        await (await acme.get(f"/interviews/{uid}/another-time"))
        .form("another-form")
        .fill({"day1": in_days(4).date().isoformat(), "time1": "16:00"})
        .submit()
    )
    assert "正在等公司答复" in page.text
    page = await team.hr.get(f"/hr/schedule/{uid}")
    assert not [form for form in page.all("id") if form.attrs["id"] == "keep-form"]  # that time is over
    page = await page.form("accept-1").submit(("slot", in_days(4, 16).astimezone(UTC).isoformat()))
    assert "已确认" in page.text and NAMES[1] in (await team.interviewer.get("/hr/interviews")).text

    # Two HR people at once: whoever comes second is told, and nothing they typed is lost.
    mine, theirs = [await who.get(f"/hr/schedule/{uid}/edit") for who in (team.hr, team.other)]
    assert "已保存" in (await mine.form("meeting-form").fill({"place": "北京望京"}).submit()).text
    page = await theirs.form("meeting-form").fill({"note": "改成线上"}).submit(expect=422)
    assert "刚刚有变化" in page.text and page.form("meeting-form").value("note") == "改成线上"
    assert "北京望京" in page.text  # what the other one saved
    page = await team.other.get(f"/hr/schedule/{uid}")
    page = await page.form("cancel-form").fill({"reason": "岗位暂停招聘"}).submit()
    assert "已取消" in page.text
    files = await mails.until(email, uid, 4)
    assert [calendar["METHOD"] for calendar in files] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert [event_in(calendar)["SEQUENCE"] for calendar in files] == [0, 1, 2, 3]
    assert {str(event_in(calendar)["UID"]) for calendar in files} == {uid}
    assert event_in(files[3])["STATUS"] == "CANCELLED"
    panel = await people.eventually(lambda: _off(mails, uid), "the panel's cancellation")
    assert panel["METHOD"] == "CANCEL"
    planned = await team.reminders(uid)
    for job in planned.values():
        await team.come(job)
    assert not [m for m in await inbox.messages() if m["to"] == email and "提醒" in m["subject"]]
    assert "岗位暂停招聘" in (await acme.get(f"/interviews/{uid}")).text


async def _off(mails: Mails, uid: str) -> icalendar.Calendar | None:
    files = await mails.files("interviewer@acme.test", uid)
    return files[-1] if files and files[-1]["METHOD"] == "CANCEL" else None


async def test_what_cannot_be_is_said_beside_its_field(
    inbox: Inbox, team: Team, mails: Mails, acme: Browser, globex: Browser
) -> None:
    phone, email = "13800055003", "ouyang3@example.com"
    application = await team.candidate(NAMES[2], phone, email)
    page = await arrange(
        team.hr, application, typed(clock.now() - timedelta(hours=1), link="javascript:alert(1)"), expect=422
    )
    assert "https://" in page.text and "至少选一位面试官" in page.text
    assert page.form("meeting-form").value("place") == PLACE
    page = await arrange(team.hr, application, typed(clock.now() - timedelta(hours=1)), "王磊", expect=422)
    assert "已经过去" in page.text
    page = await arrange(team.hr, application, typed(in_days(2), day="2026-02-30"), "王磊", expect=422)
    assert "日期无法识别" in page.text

    other = await team.candidate("李四", "13800055004", "lisi@example.com")
    at = in_days(6, 15)
    await arrange(team.hr, other, typed(at), "王磊")
    page = await arrange(team.hr, application, typed(at + timedelta(minutes=30)), "王磊", expect=422)
    assert "时间冲突" in page.text and "王磊" in page.text and "15:00–16:00" in page.text
    page = await page.form("meeting-form").fill({"sure": "yes"}).submit()
    uid = page.path.rsplit("/", 1)[1]
    page = await team.hr.get(f"/hr/schedule?day={at.date()}")
    assert "2 场 · 2 小时" in page.text and NAMES[2] in page.text and "李四" in page.text
    page = await arrange(team.hr, application, typed(at + timedelta(days=1)), "王磊", expect=422)
    assert "这一轮面试已经安排过了" in page.text

    # Another tenant's hand, another candidate's, and an interviewer who may not arrange.
    await people.log_in(globex, "hr@globex.test", PASSWORD)
    for path in (f"/hr/schedule/{uid}", f"/hr/schedule/{uid}/edit", f"/hr/schedule/{uid}/invite.ics"):
        await globex.get(path, expect=404)
    for verb in ("accept", "keep", "cancel", "arrived", "missed", "edit"):
        await globex.post(f"/hr/schedule/{uid}/{verb}", [("reply", "x")], expect=404)
        await team.interviewer.post(f"/hr/schedule/{uid}/{verb}", [("reply", "x")], expect=404)
    await people.sign_in(acme, inbox, "13800055004")
    for path in ("", "/another-time", "/decline", "/invite.ics"):
        await acme.get(f"/interviews/{uid}{path}", expect=404)
    for verb in ("accept", "another-time", "decline", "arrived"):
        await acme.post(f"/interviews/{uid}/{verb}", [("seen", "0"), ("words", "x")], expect=404)
    assert (await team.event(uid))["state"] == "arranged"

    # The candidate says no, in a step of its own, and is told that they did.
    await acme.post("/signout", [])
    await people.sign_in(acme, inbox, phone)
    page = await acme.get(f"/interviews/{uid}/decline")
    old = page.form("decline-form").fill({"words": "已接受其他机会"})
    edit = await team.hr.get(f"/hr/schedule/{uid}/edit")
    await edit.form("meeting-form").fill({"minutes": "30", "sure": "yes"}).submit()
    page = await old.submit(expect=422)  # what they refuse is no longer what is offered
    assert "刚刚有变化" in page.text and page.form("decline-form").value("words") == "已接受其他机会"
    page = await page.form("decline-form").submit()
    assert "您已答复不参加" in page.text
    await mails.with_words(email, "已收到您对")
    await mails.with_words("hr@acme.test", f"{NAMES[2]}不参加面试")
    assert "已接受其他机会" in (await team.hr.get(f"/hr/schedule/{uid}")).text
    assert (await mails.until(email, uid, 3))[2]["METHOD"] == "CANCEL"


async def test_the_rounds_are_the_tenants_own(settings: Settings, globex: Browser) -> None:
    await people.log_in(globex, "admin@globex.test", PASSWORD)
    page = await globex.get("/hr/rounds")
    assert page.form("rounds-form").value("rounds") == "初试\n复试\n终面"
    page = await page.form("rounds-form").fill({"rounds": "\n \n"}).submit(expect=422)
    assert "请填写" in page.text or "请写" in page.text
    page = await page.form("rounds-form").fill({"rounds": "门店试工\n 区域 面谈 \n门店试工"}).submit()
    assert page.form("rounds-form").value("rounds") == "门店试工\n区域 面谈"
    staff = Browser(settings.origin("globex"))
    await people.log_in(staff, "hr@globex.test", PASSWORD)
    sheet = workbook({"候选人": [PEOPLE, person("马三", "13800055009")]})
    await people.import_sheet(staff, "g.xlsx", sheet)
    file = (await staff.get("/hr/candidates?q=5009")).entries("/hr/candidates")[0]
    page = await staff.get(f"/hr/schedule/new/{file.rsplit('/', 1)[1]}")
    assert page.option("round", "区域 面谈") and page.option("round", "初试") is None
    assert urlsplit(page.url).path.startswith("/hr/schedule/new/")
    await staff.close()
