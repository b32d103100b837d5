"""The promise through real forms: made by a card, moved once, broken when its time passes; then the one question."""

import re
from collections.abc import AsyncIterator

import asyncpg
import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import Inbox

from tests.support.sheets import PEOPLE, SCORES, person, score, workbook

NAME, PHONE = "诸葛承诺·阿不都热合曼", "13850064411"


async def staff_of(settings: Settings, login: str) -> Browser:
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, f"{login}@acme.test", PASSWORD)
    return browser


@pytest.fixture
async def hr(settings: Settings) -> AsyncIterator[Browser]:
    browser = await staff_of(settings, "hr")
    yield browser
    await browser.close()


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """As the owner, in the tenant's schema."""
    connection = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    schema = await connection.fetchval("select schema_name from shared.tenants where slug = 'acme'")
    await connection.execute(f"set search_path = {schema}")
    yield connection
    await connection.close()


async def file_of(hr: Browser, name: str, phone: str) -> str:
    """HR imports a candidate with a card; returns the path of their file."""
    rows = {"候选人": [PEOPLE, person(name, phone)], "面试评分": [SCORES, score(name, phone, 9, 9)]}
    await people.import_sheet(hr, "p.xlsx", workbook(rows))
    return (await hr.get(f"/hr/candidates?q={phone[-4:]}")).entries("/hr/candidates")[0]


async def total(hr: Browser, report: str) -> dict[str, str]:
    """The last line of a report, by its headings."""
    page = await hr.get(f"/hr/reports/{report}")
    rows = [row for row in page.all("data-figures") if row.attrs["data-figures"] == "total"]
    cells = rows[0].text.split() if rows else []
    return dict(zip((head.text.strip() for head in page.elements("th")), cells, strict=False))


async def time_passes(database: asyncpg.Connection, application: str) -> None:
    """The promise's end comes: for the rows and for the job that waits for it."""
    async with database.transaction():
        await database.execute(
            "update promises set due_at = now(), warn_at = now() - interval '9 hours', escalate_at = now()"
            " where application_id = $1::uuid and moved_at is null",
            application,
        )
        await database.execute(
            "update applications set promised_at = (select due_at from promises where application_id = $1::uuid"
            " and moved_at is null) where id = $1::uuid",
            application,
        )
    await database.execute(
        "update queue.pgqueuer set execute_after = now() where entrypoint = 'promise.watch'"
    )


async def test_from_the_card_to_the_broken_promise(
    settings: Settings, inbox: Inbox, hr: Browser, database: asyncpg.Connection
) -> None:
    before = await total(hr, "promises")
    file = await file_of(hr, NAME, PHONE)
    application = file.rsplit("/", 1)[1]
    page = await hr.get(file)
    assert "回音承诺" in page.text and "面试结束后 3 个工作日" in page.text

    page = await hr.get(f"{file}/promise")
    last = next(field.attrs["max"] for field in page.all("max") if field.attrs["name"] == "date")
    first = next(field.attrs["min"] for field in page.all("min") if field.attrs["name"] == "date")
    refused = (
        await page.form("move-form").fill({"date": "2020-01-01", "reason": "终面官出差"}).submit(expect=422)
    )
    assert "之间的工作日" in refused.text
    assert refused.form("move-form").value("reason") == "终面官出差"
    assert "请填写这一项" in (await page.form("move-form").fill({"reason": ""}).submit(expect=422)).text
    form = page.form("move-form").fill({"date": last, "reason": "终面官出差"})
    page = await form.submit()
    assert "正在告诉" in page.text and "终面官出差" in page.text and first < last

    async def told() -> str | None:
        texts = [m["text"] for m in await inbox.messages() if m["to"] == PHONE]
        return next((text for text in texts if "答复时间有变化" in text), None)

    text: str = await people.eventually(told, "the message about the new time")
    day = re.search(r"(\d+)月(\d+)日18点前", text)
    assert day is not None and [int(part) for part in day.groups()] == [
        int(part) for part in last.split("-")[1:]
    ]

    page = await hr.get(f"{file}/promise", expect=409)
    assert "只能延后一次" in page.text
    assert "只能延后一次" in (await form.submit(expect=409)).text
    assert "延后承诺" not in (await hr.get(file)).text

    me = Browser(settings.origin("acme"))
    page = await people.sign_in(me, inbox, PHONE)
    assert "这个时间延后过一次，不会再改" in page.text

    await time_passes(database, application)

    async def broken() -> Page | None:
        page = await hr.get(file)
        return page if "未按时" in page.text else None

    await people.eventually(broken, "the promise to be marked as broken")
    assert "已经过了这个时间，对不起" in (await me.get("/progress")).text
    todo = await hr.get("/hr/")
    assert int(todo.one("data-ending").attrs["data-ending"]) >= 1 and "已过承诺时间" in todo.text
    after = await total(hr, "promises")
    assert int(after["未按时"]) == int(before.get("未按时", 0)) + 1
    assert int(after["延后"]) == int(before.get("延后", 0)) + 1

    # Answered late is answered, and was still broken.
    page = await (await hr.get(file)).form("decision-form").submit(("outcome", "pass"))
    assert "未按时" in page.text
    assert (await total(hr, "promises"))["未按时"] == after["未按时"]
    await me.close()


async def test_the_one_question(settings: Settings, inbox: Inbox, hr: Browser) -> None:
    before = await total(hr, "survey")
    for name, phone in (("闻人答", "13850064412"), ("闻人拒", "13850064413")):
        file = await file_of(hr, name, phone)
        await (await hr.get(file)).form("decision-form").submit(("outcome", "pass"))
    me = Browser(settings.origin("acme"), home=31)
    page = await people.sign_in(me, inbox, "13850064412")
    assert "体验怎么样" in page.text and "匿名统计" in page.text
    page = await page.form("survey-form").submit(("score", "4"))
    assert "已记下" in page.text and page.form("survey-form").value("score") == "4"
    page = await page.form("survey-form").fill({"note": "回复很快"}).submit()
    assert page.path == "/progress" and "您的评价：4 分" in page.text
    page = (
        await (await me.get(next(iter(page.links("/survey/")))))
        .form("survey-form")
        .fill({"score": "5"})
        .submit()
    )
    assert "您的评价：5 分" in page.text
    path = next(iter(page.links("/survey/")))
    assert (await me.post(path, [("score", "9")], expect=422)).status == 422

    other = Browser(settings.origin("acme"), home=32)
    page = await people.sign_in(other, inbox, "13850064413")
    page = await page.form(f"{page.form('survey-form')._data.action}/refuse").submit()
    assert "不会再问您" in page.text and "体验怎么样" not in page.text
    await other.get(path, expect=404)  # somebody else's question
    assert "没有找到" in (await other.post(path, [("score", "1")], expect=404)).text

    after = await total(hr, "survey")
    assert int(after["回答"]) == int(before.get("回答", 0)) + 1
    assert int(after["收到结果"]) == int(before.get("收到结果", 0)) + 2
    assert "回复很快" not in (await hr.get("/hr/reports/survey")).text or int(after["回答"]) >= 5
    for browser in (me, other):
        await browser.close()


async def test_the_rule_is_the_tenants(settings: Settings) -> None:
    admin = await staff_of(settings, "admin")
    page = await admin.get("/hr/promise-rule")
    assert "国务院办公厅" in page.text or "还没有收录" in page.text
    form = page.form("promise-form")
    usual = {name: form.value(name) for name in ("days", "hour", "warn_hours", "escalate_hours")}
    wrong = {
        "days": "0",
        "hour": "25",
        "warn_hours": "2",
        "days_off": "2026-12-24\n某天",
        "workdays": "2026-12-24",
    }
    page = await form.fill(wrong).submit(expect=422)
    for words in ("1 到 30", "0 到 23", "「某天」", "既放假又上班"):
        assert words in page.text, words
    assert page.form("promise-form").value("days_off") == "2026-12-24\n某天"
    page = await page.form("promise-form").fill(usual | {"days_off": "2026-12-24", "workdays": ""}).submit()
    assert "已保存" in page.text and page.form("promise-form").value("days_off") == "2026-12-24"
    await page.form("promise-form").fill({"days_off": ""}).submit()
    await admin.close()


async def test_reports_are_pages_and_sheets_for_those_who_may(settings: Settings, hr: Browser) -> None:
    for key in ("funnel", "stages", "interviewers", "sources", "notices", "promises", "survey"):
        for query in (
            "",
            "?by=department&days=365",
            "?first=2020-01-01&last=2020-02-01&department=x",
            "?days=x",
        ):
            page = await hr.get(f"/hr/reports/{key}{query}")
            assert "导出 Excel" in page.text
        sheet = await hr.get(f"/hr/reports/{key}/export.xlsx")
        assert sheet.content[:2] == b"PK"
    await hr.get("/hr/reports/nothing", expect=404)
    keeper = await staff_of(settings, "seal")
    await keeper.get("/hr/reports/funnel", expect=404)
    await keeper.get("/hr/promise-rule", expect=404)
    await keeper.close()
