"""An interview's people, what they type, and the calendar files they get by mail."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import icalendar
from huiyin.platform import clock
from huiyin.road import people
from huiyin.road.browser import PLAIN, Browser, Page
from huiyin.road.people import Inbox

from tests.support.sheets import PEOPLE, person, workbook

NAMES = ("迪丽拜尔·阿不都热西提", "尉迟𬭎", "上官䶮")
PLACE = "西湖区云栖小镇星河路 18 号, 3 号楼; 5 层「天权」会议室"
ZONE = clock.BEIJING


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

    async def interview(self, id_: str) -> asyncpg.Record:
        statement = f"select * from {self.schema}.interviews where id = $1"  # noqa: S608
        return await self.rows.fetchrow(statement, UUID(id_))

    async def at(self, id_: str, moment: datetime) -> None:
        """Let the interview's time come: tests do not wait for days."""
        statement = f"update {self.schema}.interviews set starts_at = $2 where id = $1"  # noqa: S608
        await self.rows.execute(statement, UUID(id_), moment)

    async def reminders(self, id_: str) -> dict[tuple[int, str], asyncpg.Record]:
        """What is planned for an interview, by version and kind."""
        statement = (
            "select id, execute_after, payload from queue.pgqueuer where entrypoint = 'interview.remind' "
            "and convert_from(payload, 'utf8') like $1"
        )
        rows = await self.rows.fetch(statement, f"%{id_}%")
        planned = [json.loads(row["payload"]) for row in rows]
        facts = [payload.get("payload", payload) for payload in planned]
        return {(fact["sequence"], fact["before"]): row for fact, row in zip(facts, rows, strict=True)}

    async def end_of(self, id_: str, sequence: int) -> asyncpg.Record:
        """The job that waits for the end of this version of an interview."""
        statement = (
            "select id from queue.pgqueuer where entrypoint = 'interview.ended' "
            "and convert_from(payload, 'utf8')::jsonb @> jsonb_build_object('event', $1::text, 'sequence', $2::int)"
        )
        return await self.rows.fetchrow(statement, id_, sequence)

    async def come(self, job: asyncpg.Record) -> None:
        """Let a planned job's time come, and wait until a worker has done it."""
        await self.rows.execute("update queue.pgqueuer set execute_after = now() where id = $1", job["id"])

        async def done() -> bool | None:
            left = await self.rows.fetchval("select count(*) from queue.pgqueuer where id = $1", job["id"])
            return True if not left else None

        await people.eventually(done, "the reminder's job")


def typed(at: datetime, **more: str) -> dict[str, str]:
    local = at.astimezone(ZONE)
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
    page = await staff.get(f"/hr/interviews/new/{application}")
    form = page.form("interview-form").fill(values).tick("panel", panel_of(page, *names))
    return await form.submit(expect=expect)


def in_days(days: int, hour: int = 14) -> datetime:
    """A moment some days from now, where the tenant is."""
    day = clock.today(ZONE) + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, 0, tzinfo=ZONE)


class Mails:
    """The calendar files that came by mail."""

    def __init__(self, inbox: Inbox, origin: str) -> None:
        self._inbox, self._origin = inbox, origin

    async def files(self, to: str, uid: str) -> list[icalendar.Calendar]:
        """Those about one interview, oldest first."""
        found = []
        async with httpx.AsyncClient(trust_env=False, timeout=30, verify=PLAIN) as http:
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


def event_in(calendar: icalendar.Calendar) -> Any:
    return calendar.walk("VEVENT")[0]
