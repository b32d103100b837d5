"""Interviews that cannot be: what is said beside which field, who may not, and the tenant's own rounds."""

from datetime import timedelta
from urllib.parse import urlsplit

from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox

from tests.support.interviews import NAMES, PLACE, Mails, Team, arrange, in_days, typed
from tests.support.sheets import PEOPLE, person, workbook


async def test_what_cannot_be_is_said_beside_its_field(
    inbox: Inbox, team: Team, mails: Mails, acme: Browser, globex: Browser
) -> None:
    phone, email = "13800055003", "ouyang3@example.com"
    application = await team.candidate(NAMES[2], phone, email)
    page = await arrange(
        team.hr, application, typed(clock.now() - timedelta(hours=1), link="javascript:alert(1)"), expect=422
    )
    assert "https://" in page.text and "至少选一位面试官" in page.text
    assert page.form("interview-form").value("place") == PLACE
    page = await arrange(team.hr, application, typed(clock.now() - timedelta(hours=1)), "王磊", expect=422)
    assert "已经过去" in page.text
    page = await arrange(team.hr, application, typed(in_days(2), day="2026-02-30"), "王磊", expect=422)
    assert "日期无法识别" in page.text

    other = await team.candidate("李四", "13800055004", "lisi@example.com")
    at = in_days(27, 15)
    await arrange(team.hr, other, typed(at), "王磊")
    page = await arrange(team.hr, application, typed(at + timedelta(minutes=30)), "王磊", expect=422)
    assert "时间冲突" in page.text and "王磊" in page.text and "15:00–16:00" in page.text
    page = await page.form("interview-form").fill({"sure": "yes"}).submit()
    uid = page.path.rsplit("/", 1)[1]
    page = await team.hr.get(f"/hr/interviews?day={at.date()}")
    assert "2 场 · 2 小时" in page.text and NAMES[2] in page.text and "李四" in page.text
    page = await arrange(team.hr, application, typed(at + timedelta(days=1)), "王磊", expect=422)
    assert "这一轮面试已经安排过了" in page.text

    # Another tenant's hand, another candidate's, and an interviewer who may not arrange.
    await people.log_in(globex, "hr@globex.test", PASSWORD)
    for path in (f"/hr/interviews/{uid}", f"/hr/interviews/{uid}/edit", f"/hr/interviews/{uid}/invite.ics"):
        await globex.get(path, expect=404)
    for verb in ("accept", "keep", "cancel", "arrived", "missed", "edit"):
        await globex.post(f"/hr/interviews/{uid}/{verb}", [("reply", "x")], expect=404)
        await team.interviewer.post(f"/hr/interviews/{uid}/{verb}", [("reply", "x")], expect=404)
    await people.sign_in(acme, inbox, "13800055004")
    for path in ("", "/another-time", "/decline", "/invite.ics"):
        await acme.get(f"/interviews/{uid}{path}", expect=404)
    for verb in ("accept", "another-time", "decline", "arrived"):
        await acme.post(f"/interviews/{uid}/{verb}", [("seen", "0"), ("words", "x")], expect=404)
    assert (await team.interview(uid))["state"] == "arranged"

    # The candidate says no, in a step of its own, and is told that they did.
    await acme.post("/signout", [])
    await people.sign_in(acme, inbox, phone)
    page = await acme.get(f"/interviews/{uid}/decline")
    old = page.form("decline-form").fill({"words": "已接受其他机会"})
    edit = await team.hr.get(f"/hr/interviews/{uid}/edit")
    await edit.form("interview-form").fill({"minutes": "30", "sure": "yes"}).submit()
    page = await old.submit(expect=422)  # what they refuse is no longer what is offered
    assert "刚刚有变化" in page.text and page.form("decline-form").value("words") == "已接受其他机会"
    page = await page.form("decline-form").submit()
    assert "您已答复不参加" in page.text
    await mails.with_words(email, "已收到您对")
    await mails.with_words("hr@acme.test", f"{NAMES[2]}不参加面试")
    assert "已接受其他机会" in (await team.hr.get(f"/hr/interviews/{uid}")).text
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
    page = await staff.get(f"/hr/interviews/new/{file.rsplit('/', 1)[1]}")
    assert page.option("round", "区域 面谈") and page.option("round", "初试") is None
    assert urlsplit(page.url).path.startswith("/hr/interviews/new/")
    await staff.close()
