"""Rules, results and reviews through real forms, the worker and the gateways."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import Inbox

from tests.support.sheets import PEOPLE, SCORES, person, score, workbook


@pytest.fixture(scope="module")
async def staff(settings: Settings) -> AsyncIterator[Browser]:
    """HR, signed in at the first tenant; at the end results are confirmed as they were before."""
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, "hr@acme.test", PASSWORD)
    yield browser
    await confirming(browser, {"take_back": "0"})
    await browser.close()


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """As the owner, in the tenant's schema."""
    connection = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    schema = await connection.fetchval("select schema_name from shared.tenants where slug = 'acme'")
    await connection.execute(f"set search_path = {schema}")
    yield connection
    await connection.close()


async def scored(staff: Browser, post: str, marks: dict[str, int], *, first: int) -> list[str]:
    """People with a card each for this vacancy; where their files are."""
    phones = {name: str(first + place) for place, name in enumerate(marks)}
    rows = [person(name, phone, post=post) for name, phone in phones.items()]
    cards = [score(name, phones[name], points, points, post=post) for name, points in marks.items()]
    sheet = workbook({"候选人": [PEOPLE, *rows], "面试评分": [SCORES, *cards]})
    await people.import_sheet(staff, "d.xlsx", sheet)
    return [(await staff.get(f"/hr/candidates?q={name}")).entries("/hr/candidates")[-1] for name in marks]


async def confirming(staff: Browser, typed: dict[str, str], *ticked: tuple[str, str]) -> Page:
    form = (await staff.get("/hr/rule/confirming")).form("confirming-form")
    form._data.fields = [field for field in form._data.fields if field[0] not in ("by_rule", "otherwise")]
    for name, value in ticked:
        form.tick(name, [value])
    return await form.fill(typed).submit(expect=None)


async def editor(staff: Browser, database: asyncpg.Connection, post: str) -> Page:
    vacancy = await database.fetchval("select id from vacancies where title = $1", post)
    return await staff.get(f"/hr/rule?for=vacancy:{vacancy}")


async def press(page: Page, action: str, typed: dict[str, str] | None = None, expect: int = 200) -> Page:
    form = page.form("rule-form")
    return await form.fill(typed or {}).submit(("do", action), expect=expect)


async def test_a_rule_is_written_tried_seen_and_kept(staff: Browser, database: asyncpg.Connection) -> None:
    post = "试规则的店长"
    [file, _other] = await scored(staff, post, {"尚可以": 7, "很可以": 9}, first=13800060001)
    page = await editor(staff, database, post)
    assert "还没有单独的规则" in page.text
    # A line more, moved up, not finished: everything typed is still there, the problem stands beside the line.
    page = await press(page, "add")
    page = await press(page, "up-2", {"kind.2.0": "average_below", "limit.2.0": "十"})
    page = await press(page, "save", expect=422)
    form = page.form("rule-form")
    assert (form.value("kind.1.0"), form.value("limit.1.0")) == ("average_below", "十")
    assert "请填写 0 到 10 之间的数" in page.text and "请填写这一项" in page.text
    for odd in ("9" * 40, "NaN", "1e400", "7.005"):
        page = await press(page, "try", {"limit.2.0": odd}, expect=422)
        assert page.form("rule-form").value("limit.2.0") == odd
    # A line that can never be reached is said to be so.
    page = await press(page, "try", {"limit.1.0": "6", "outcome.1": "fail", "limit.2.0": "6"}, expect=200)
    page = await press(page, "add")
    page = await press(
        page, "try", {"kind.3.0": "average_at_least", "limit.3.0": "8", "outcome.3": "pass"}, expect=422
    )
    assert "第 3 条已经包含这种情况" in page.text
    page = await press(page, "drop-3")
    # Whom it would change is shown by name, and nothing is kept without it having been seen.
    typed = {"limit.2.0": "8", "why": "门店要求提高"}
    page = await press(page, "save", typed)
    tried = page.one("data-tried")
    assert (tried.attrs["data-tried"], tried.attrs["data-changed"]) == ("2", "1")
    assert "尚可以" in tried.text and "很可以" not in tried.text and "第 4 条" in tried.text
    assert page.form("rule-form").value("why") == "门店要求提高"
    # Seen is what was shown: another limit, and it is shown anew.
    page = await press(page, "save", {"limit.2.0": "8.5"})
    assert "标记会不一样" in page.text
    page = await press(page, "save")
    assert "已保存为第" in page.text and "门店要求提高" in page.text
    assert "2 人中 1 人会变" in page.text
    # Nobody's mark was touched; who is scored from now on is marked by the new rule.
    assert "标记通过" in (await staff.get(file)).text
    [late] = await scored(staff, post, {"后来的": 7}, first=13800060005)
    assert "第 4 条" in (await staff.get(late)).text
    # Back to how it was: nobody would change who was marked by it, the newcomer would.
    numbers = [e.attrs["href"] for e in page.all("data-open") if "/versions/" in e.attrs["href"]]
    version = await staff.get(numbers[0])
    assert "逐条比较" in version.text
    page = await press(await editor(staff, database, post), "give-up", {"why": "不单独设了"})
    assert page.one("data-tried").attrs["data-changed"] == "1"
    page = await press(page, "give-up")
    assert "还没有单独的规则" in page.text and "不再单独设规则" in page.text
    page = await staff.get(f"/hr/rule?from={numbers[0].rsplit('/', 1)[1]}")
    assert page.form("rule-form").value("limit.2.0") == "8.5"


async def test_what_changes_nobody_is_kept_in_one_step(staff: Browser, database: asyncpg.Connection) -> None:
    post = "没人变的店长"
    await scored(staff, post, {"一直好": 9}, first=13800060010)
    begun = await editor(staff, database, post)
    page = await press(await editor(staff, database, post), "save", {"why": "先占个位"})
    assert "已保存为第" in page.text
    # Whoever began before that is told, and loses nothing.
    page = await press(begun, "save", {"why": "晚来一步"}, expect=422)
    assert "已有新的一版" in page.text and "先占个位" in page.text
    assert page.form("rule-form").value("why") == "晚来一步"
    assert "已保存为第" in (await press(page, "save")).text
    assert (await staff._client.get("/hr/rule/versions/99999999999999")).status_code == 404


async def test_many_are_checked_confirmed_and_said_one_by_one(staff: Browser) -> None:
    post = "批量的店长"
    files = await scored(staff, post, {"批一": 9, "批二": 2, "批三": 9}, first=13800060020)
    ids = [file.rsplit("/", 1)[1] for file in files]
    listed = await staff.get("/hr/candidates?todo=1&size=100&q=批")
    check = await listed.form("bulk").tick("application", ids).submit()
    card = check.one("data-ready")
    assert (card.attrs["data-ready"], card.attrs["data-left"]) == ("3", "0")
    assert "2 人通过" in check.text and "1 人未通过" in check.text
    # Meanwhile one is decided by hand, and one gets another card.
    await (await staff.get(files[0])).form("decision-form").submit(("outcome", "pass"))
    late = [PEOPLE, person("批三", "13800060022", post=post)]
    cards = [SCORES, score("批三", "13800060022", 1, 1, by="孙博", post=post)]
    await people.import_sheet(staff, "l.xlsx", workbook({"候选人": late, "面试评分": cards}))
    done = await check.form("sure-form").submit()
    assert "已处理 1 人" in done.text
    assert "已经确认过" in done.text and "又有了新的评价" in done.text and "正在通知" in done.text
    again = await check.form("sure-form").submit()
    assert "已处理 0 人" in again.text


async def test_time_to_take_back(
    staff: Browser, settings: Settings, inbox: Inbox, database: asyncpg.Connection
) -> None:
    phone = "13800060030"
    wrong = await confirming(staff, {"take_back": "121"})
    assert "0 到 120" in wrong.text and wrong.form("confirming-form").value("take_back") == "121"
    await confirming(staff, {"take_back": "30"})
    [file] = await scored(staff, "可撤回的店长", {"撤一回": 9}, first=int(phone))
    page = await (await staff.get(file)).form("decision-form").submit(("outcome", "pass"))
    assert "在此之前可以撤回" in page.text
    me = Browser(settings.origin("acme"))
    assert "正在评审" in (await people.sign_in(me, inbox, phone)).text
    application = file.rsplit("/", 1)[1]
    page = await (await staff.get("/hr/")).form(f"take-back-{application}").submit()
    assert "已撤回撤一回的结果" in page.text
    await (await staff.get(file)).form("decision-form").submit(("outcome", "pass"))
    assert "撤回" in (await staff.get(f"{file}/result")).text
    assert [m for m in await inbox.messages() if m["to"] == phone and "已有答复" in m["text"]] == []
    # The time is over, for both jobs: the one of the result that was taken back finds nothing to do.
    await database.execute(
        "update queue.pgqueuer set execute_after = now() where entrypoint = 'decision.tell'"
    )

    async def told() -> Any:
        return [m for m in await inbox.messages() if m["to"] == phone and "已有答复" in m["text"]] or None

    assert len(await people.eventually(told, "the answer")) == 1
    assert "填写入职登记" in (await me.get("/progress")).text
    late = await staff._client.post(
        f"/hr/candidates/{application}/result/take-back", headers={"origin": staff.origin}
    )
    assert late.status_code == 422 and "撤回时间已过" in late.text
    page = (
        await (await staff.get(f"{file}/result")).form("reverse-form").submit(("outcome", "fail"), expect=422)
    )
    assert "请填写理由" in page.text
    page = await page.form("reverse-form").fill({"reason": "查错了人"}).submit(("outcome", "fail"))
    assert "已确认撤一回未通过" in page.text and "已被改判取代" not in page.text
    await confirming(staff, {"take_back": "0"})
    await me.close()


async def test_the_rule_confirms_and_a_person_looks_again(
    staff: Browser, settings: Settings, inbox: Inbox, database: asyncpg.Connection
) -> None:
    phone = "13800060040"
    if not await database.fetchval("select count(*) from impact_assessments"):
        refused = await confirming(staff, {"take_back": "0"}, ("by_rule", "fail"))
        assert "请先完成并保存个人信息保护影响评估" in refused.text
    blank = (await staff.get("/hr/rule/assessments/new")).form("assess-form")
    assert "请填写" in (await blank.fill({"purpose": ""}).submit(expect=422)).text
    words = dict.fromkeys(("purpose", "necessity", "impact", "measures", "proportion"), "已评估")
    page = await blank.fill(words).submit()
    assert "至少保存 3 年" in page.text and "第五十六条" in page.text
    await confirming(staff, {"take_back": "0"}, ("by_rule", "fail"))
    [file] = await scored(staff, "自动的店长", {"机器判": 2}, first=int(phone))

    async def confirmed() -> Any:
        page = await staff.get(f"{file}/result")
        return page if "自动确认" in page.text else None

    await people.eventually(confirmed, "the rule's own confirmation")
    await confirming(staff, {})
    me = Browser(settings.origin("acme"))
    page = await people.sign_in(me, inbox, phone)
    application = file.rsplit("/", 1)[1]
    page = await me.get(f"/review/{application}")
    assert "自动得出" in page.text
    page = await page.form("review-form").fill({"words": "网络不稳"}).submit()
    assert "由人重新核对" in page.text and "我们正在人工复核" in page.text
    assert (await me.get(f"/review/{application}")).path == "/progress"  # asked once
    assert "要求人工复核" in (await staff.get("/hr/")).text
    form = (await staff.get(f"{file}/result")).form("review-form")
    assert "请填写" in (await form.submit(("outcome", "fail"), expect=422)).text
    page = await form.fill({"answer": "两位同事逐题核对，评分无误"}).submit(("outcome", "fail"))
    assert "维持原结果" in page.text
    assert "两位同事逐题核对" in (await me.get("/progress")).text
    other = Browser(settings.origin("acme"))
    stranger = "13800060041"
    await scored(staff, "自动的店长", {"别的人": 9}, first=int(stranger))
    await people.sign_in(other, inbox, stranger)
    assert (await other._client.get(f"/review/{application}")).status_code == 404
    await me.close()
    await other.close()
