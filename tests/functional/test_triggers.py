"""自动通知 through its pages: written, refused beside the field, tried, kept, switched, seen at work, taken away."""

import re
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import Inbox, eventually
from huiyin.tenants.audit.author import Author
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.audit.service import record
from huiyin.tenants.automation.triggers.conditions import FACTS
from huiyin.tenants.automation.triggers.feature import TriggerEvent
from huiyin.tenants.hiring.interviews.feature import InterviewEvent
from huiyin.tenants.messaging.message_templates.models import MessageTemplate
from huiyin.tenants.messaging.message_templates.service import Edit, add_own, publish
from sqlalchemy import delete, select

from tests.support.firm import LOGIN, Firm, firm_at
from tests.support.hiring import ME, Hiring
from tests.support.sheets import PEOPLE, SCORES, person, score, workbook

WORDS = {
    "event": "interview.missed",
    "audience": "role:admin",
    "title": "有人没来",
    "text": "{姓名}没有到场。",
}


async def _missed(firm: Firm, name: str, *, source: str = "内推") -> None:
    async with firm.place.database.tenant(firm.place.tenant) as session:
        made = await Hiring(session, firm.place).candidate(
            name, number=new_id().int % 1_000_000, source=source
        )
        record(session, InterviewEvent.MISSED, application_id=made.id)


async def _make(owner: Browser, **more: str) -> Page:
    page = await owner.get("/hr/triggers/new")
    return await page.form("trigger-form").fill(WORDS | more).submit(("do", "save"))


async def test_a_rule_is_written_tried_and_kept(firm: Firm, inbox: Inbox) -> None:
    owner = await firm.signed_in()
    page = await owner.get("/hr/triggers")
    assert "让系统替您说" in page.text
    await _missed(firm, "段誉")
    await _missed(firm, "木婉清", source="官网")
    page = await owner.get("/hr/triggers/new")
    wrong = WORDS | {"text": "{姓名}的{薪资}", "op.applied": "at_least", "value.applied": "三", "delay": "x"}
    page = await page.form("trigger-form").fill(wrong).submit(("do", "save"), expect=422)
    assert "不认识「薪资」" in page.text and "请填写 0 到 365 之间的数" in page.text
    assert "请填写整数" in page.text
    form = page.form("trigger-form")
    assert form.value("title") == "有人没来" and form.value("value.applied") == "三"  # nothing typed is lost
    fine = WORDS | {"op.applied": "", "delay": "0", "op.source": "is", "value.source": "内推"}
    page = await form.fill(fine).submit(("do", "try"))
    assert page.one("data-times").text == "会发送 1 次"
    assert "段誉" in page.text and "木婉清" not in page.text and "沈知远" in page.text
    page = await page.form("trigger-form").submit(("do", "save"))
    assert page.path == "/hr/triggers"
    assert "候选人未到场，且来源是内推 → 立即发给租户管理员：有人没来" in page.text

    await _missed(firm, "钟灵")
    await _missed(firm, "阿朱", source="官网")

    async def look() -> list[str] | None:
        mine = [m["text"] for m in await inbox.messages() if m["to"] == LOGIN and firm.origin in m["text"]]
        return [text for text in mine if "没有到场" in text] or None

    (mail,) = await eventually(look, "the mail")
    assert "钟灵没有到场。" in mail

    [mine] = [row.attrs["data-trigger"] for row in page.all("data-trigger")]
    page = await owner.get(f"/hr/triggers/{mine}")
    assert [run.attrs["data-run"] for run in page.all("data-run")] == ["sent"]
    assert "钟灵" in page.text and page.form("trigger-form").value("value.source") == "内推"
    assert "发送 1 次" in (await owner.get("/hr/triggers")).text


async def test_a_rule_is_switched_off_and_taken_away(firm: Firm) -> None:
    owner = await firm.signed_in()
    page = await _make(owner, delay="2", unit="hours")
    assert "2 小时后" in page.text
    [mine] = [row.attrs["data-trigger"] for row in page.all("data-trigger")]
    await _missed(firm, "虚竹")

    async def waits() -> bool | None:
        return True if "1 次等待中" in (await owner.get("/hr/triggers")).text else None

    await eventually(waits, "a run that waits")
    page = await (await owner.get("/hr/triggers")).form(f"/hr/triggers/{mine}/switch").submit(("to", "off"))
    assert "已停用" in page.text
    page = await (await owner.get(f"/hr/triggers/{mine}")).form("remove-form").submit()
    assert "让系统替您说" in page.text
    assert (await owner.get(f"/hr/triggers/{mine}", expect=404)).status == 404
    async with firm.place.database.tenant(firm.place.tenant) as session:
        statement = select(AuditEvent.data).where(AuditEvent.kind == TriggerEvent.CHANGED)
        changes = (await session.scalars(statement.order_by(AuditEvent.seq))).all()
    assert [(one["enabled"], one.get("removed", False)) for one in changes] == [
        (True, False), (False, False), (False, True),
    ]  # fmt: skip


async def test_a_big_import_tells_each_candidate_once_and_the_group_once(
    firm: Firm, inbox: Inbox, settings: Settings
) -> None:
    owner = await firm.signed_in()
    page = await owner.get("/hr/channels/new/feishu")
    address = "https://open.feishu.cn/open-apis/bot/v2/hook/embedded-robot"
    await page.form("channel-form").fill({"webhook": address, "sign": settings.sms_secret}).submit()
    robot = (await owner.get("/hr/triggers/new")).option("audience", "飞书群机器人")
    assert robot is not None
    title = f"大批{firm.place.tenant.slug}"
    group = {"event": "application.created", "audience": robot, "title": title, "text": "有新的申请。"}
    await _make(owner, **group)
    passed = {"event": "decision.marked", "audience": "candidate", "text": "{姓名}，请留意后续安排。"}
    await _make(owner, **passed, **{"op.outcome": "is", "value.outcome": "pass"})
    number = int(firm.place.tenant.slug[-5:], 16) % 90_000
    crowd = [(f"群{chr(0x4E00 + n)}众", f"1391{number + n:07d}") for n in range(300)]
    people_rows = [person(name, phone, email=f"{phone}@example.com") for name, phone in crowd]
    cards = [score(name, phone, *((9, 9) if n % 2 else (2, 2))) for n, (name, phone) in enumerate(crowd)]
    sheet = workbook({"候选人": [PEOPLE, *people_rows], "面试评分": [SCORES, *cards]})
    await people.import_sheet(owner, "crowd.xlsx", sheet)

    ours = f"convert_from(payload, 'UTF8')::jsonb->>'tenant' = '{firm.place.tenant.schema}'"

    async def done() -> bool | None:
        async def left(which: str) -> int:
            query = f"select count(*) from queue.pgqueuer where {ours} and {which} and status in ('queued', 'picked')"  # noqa: S608
            return int(await firm.owner_value(query))

        if await left("entrypoint = 'trigger.fire'"):
            return None
        await firm.owner_value(  # the minute in which a group's news are gathered is over
            f"update queue.pgqueuer set execute_after = now() where {ours} and entrypoint = 'trigger.group'"  # noqa: S608
        )
        return (
            True if not await left("(entrypoint like 'trigger.%' or entrypoint like 'message.%')") else None
        )

    await eventually(done, "every message to be sent", 240)
    arrived = await inbox.messages()
    told = {phone: Counter(m["channel"] for m in arrived if phone in m["to"]) for _name, phone in crowd}
    assert [told[phone] for _name, phone in crowd] == [
        Counter({"sms": 1, "email": 1}) if n % 2 else Counter() for n in range(300)
    ]
    said = [m["text"] for m in arrived if m["channel"] == "im" and title in m["text"]]
    counts = [re.findall(r"共 (\d+) 位", text) for text in said]
    assert sum(int(count[0]) if count else 1 for count in counts) == 300 and len(said) <= 10
    assert not any(name in text for text in said for name, _phone in crowd)
    listed = (await owner.get("/hr/triggers")).text
    assert "发送 300 次" in listed and "发送 150 次" in listed


async def test_what_cannot_be_sent_stands_there_in_words_and_stops_nobody_else(firm: Firm) -> None:
    owner = await firm.signed_in()
    async with firm.place.database.tenant(firm.place.tenant) as session:
        key = await add_own(session, "请尽快签署", actor=ME)
        draft = {"subject": "{职位}", "greeting": "{姓名}：", "body": "请签署。", "action": "签署"}
        await publish(session, key, "email", Edit(draft), by=Author(ME, "周敏"))
    await _make(owner, audience="candidate", message=key, title="", text="")
    await _make(owner, title="仍然会发")
    async with firm.place.database.tenant(firm.place.tenant) as session:
        await session.execute(
            delete(MessageTemplate).where(MessageTemplate.event == key)
        )  # nothing can do that yet; words may go
    await _missed(firm, "慕容复")

    async def fallen() -> Page | None:
        page = await owner.get("/hr/triggers")
        return page if page.all("data-troubled") and "发送 1 次" in page.text else None

    page = await eventually(fallen, "one that could not be sent, and one that was")
    assert "次没有发出：消息模板没有正在使用的内容" in page.one("data-troubled").text
    assert "请尽快签署" in page.text and "不会发出" in page.one("data-gone").text
    mine = page.all("data-trigger")[0].attrs["data-trigger"]
    page = await owner.get(f"/hr/triggers/{mine}")
    assert "慕容复" in page.text and "消息模板没有正在使用的内容" in page.text


@pytest.mark.parametrize("fact", list(FACTS))
@pytest.mark.parametrize("value", ["", "什么都不是", "-1", "00000000-0000-0000-0000-000000000000"])
async def test_a_bad_condition_is_said_beside_it_and_stays_as_typed(
    writing: Browser, fact: str, value: str
) -> None:
    operator = next(iter(FACTS[fact].operators))
    change = {"delay": "0", "unit": "days", "do": "save", f"op.{fact}": operator, f"value.{fact}": value}
    page = await writing.post("/hr/triggers/new", list((WORDS | change).items()), expect=422)
    said = {one.attrs["id"] for one in page.all("id") if one.attrs["id"].endswith("-error")}
    assert said == {f"{fact}-error"}
    form = page.form("trigger-form")
    assert form.value(f"op.{fact}") == operator
    if FACTS[fact].days:
        assert form.value(f"value.{fact}") == value


@pytest.fixture(scope="module")
async def writing(settings: Settings) -> AsyncIterator[Browser]:
    """An admin who writes."""
    async with firm_at(settings) as made:
        yield await made.signed_in()


async def test_what_is_not_on_offer_is_refused(firm: Firm) -> None:
    owner = await firm.signed_in()
    for change in (
        {"event": "message.opened"},
        {"audience": f"robot:{new_id()}"},
        {"op.post": "is", "value.post": str(new_id())},
        {"op.stage": "like", "value.stage": "new"},
    ):
        pairs = list((WORDS | {"delay": "0", "unit": "days", "do": "save"} | change).items())
        page = await owner.post(firm.origin + "/hr/triggers/new", pairs, expect=422)
        assert "请选择一项" in page.text
    assert "让系统替您说" in (await owner.get("/hr/triggers")).text
