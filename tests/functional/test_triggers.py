"""自动通知 through its pages: written, refused beside the field, tried, kept, switched, seen at work, taken away."""

from huiyin.platform.ids import new_id
from huiyin.road.browser import Browser, Page
from huiyin.road.people import Inbox, eventually
from huiyin.tenants.audit.events import Event
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.audit.service import record
from sqlalchemy import select

from tests.support.firm import LOGIN, Firm
from tests.support.hiring import Hiring

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
        record(session, Event.EVENT_MISSED, application_id=made.id)


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
        statement = select(AuditEvent.data).where(AuditEvent.kind == Event.TRIGGER_CHANGED)
        changes = (await session.scalars(statement.order_by(AuditEvent.seq))).all()
    assert [(one["enabled"], one.get("removed", False)) for one in changes] == [
        (True, False), (False, False), (False, True),
    ]  # fmt: skip


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
