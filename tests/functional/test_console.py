"""The console through real forms: adding, confirming on the row, exporting, scoring by tapping, the guide, help."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from huiyin.demo import ACME, PASSWORD
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import Inbox
from huiyin.steward.context import stewardship
from huiyin.steward.provisioning import Founder, NewTenant, provision
from openpyxl import load_workbook

from tests.support.companies import new_uscc
from tests.support.sheets import PEOPLE, SCORES, person, score, workbook


@pytest.fixture(scope="module")
async def staff(settings: Settings) -> AsyncIterator[Browser]:
    """HR, signed in at the first tenant."""
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, "hr@acme.test", PASSWORD)
    yield browser
    await browser.close()


async def scored(staff: Browser, *names: str, first: int, marks: tuple[int, int] = (8, 9)) -> list[str]:
    """Import people with a scorecard each, from phone number `first` on: the addresses of their files."""
    phones = [str(first + place) for place in range(len(names))]
    rows = [person(name, phone) for name, phone in zip(names, phones, strict=True)]
    cards = [score(name, phone, *marks) for name, phone in zip(names, phones, strict=True)]
    sheet = workbook({"候选人": [PEOPLE, *rows], "面试评分": [SCORES, *cards]})
    await people.import_sheet(staff, "c.xlsx", sheet)
    return [(await staff.get(f"/hr/candidates?q={name}")).entries("/hr/candidates")[-1] for name in names]


async def add(staff: Browser, expect: int = 200, **values: str) -> Page:
    page = await staff.get("/hr/candidates/new")
    typed = {"name": "钱多", "phone": "138 0002-0001", "post": "测试工程师", "kind": "技术"} | values
    return await page.form("add-form").fill(typed).submit(expect=expect)


async def test_a_candidate_is_added_by_hand_once(staff: Browser) -> None:
    page = await add(staff, email="qian@Example.COM", pay="1.8万", location="上海市浦东新区")
    file = page.path
    assert file.startswith("/hr/candidates/") and "已添加钱多" in page.text
    assert "138****0001" in page.text and "¥•••••" in page.text and "qi***@example.com" in page.text
    # The same number again: the file is offered, nobody is doubled, nothing typed is lost.
    page = await add(staff, expect=422, post="产品经理", note="第二次投递")
    assert "已有档案" in page.text and file in page.entries("/hr/candidates")
    assert page.form("add-form").value("note") == "第二次投递"
    again = await page.form("add-form").submit(("again", "+8613800020001"))
    assert again.path != file and "产品经理" in again.text
    assert "已经申请过这个岗位" in (await _again(staff, "产品经理")).text
    found = await staff.get("/hr/candidates?q=钱多")
    assert "共 2 人" in found.text


async def _again(staff: Browser, post: str) -> Page:
    page = await add(staff, expect=422, post=post)
    return await page.form("add-form").submit(("again", "+8613800020001"), expect=422)


async def test_another_name_with_a_known_number_is_not_taken_in(staff: Browser) -> None:
    await add(staff, phone="13800020002", name="孙一")
    page = await add(staff, expect=422, phone="13800020002", name="孙二")
    assert "姓名不同" in page.text and "再加一个岗位" not in page.text


async def test_a_hand_typed_candidate_with_faults_keeps_what_was_typed(staff: Browser) -> None:
    page = await add(
        staff, expect=422, phone="138", email="nobody", pay="面议", name="阿卜杜热合曼·买买提艾力"
    )
    for words in ("11 位", "邮箱地址不完整", "薪资无法识别"):
        assert words in page.text
    assert page.form("add-form").value("name") == "阿卜杜热合曼·买买提艾力"


async def test_two_people_adding_the_same_number_make_one_person(staff: Browser) -> None:
    page = await staff.get("/hr/candidates/new")
    fields = [("name", "周同时"), ("phone", "13800020003"), ("post", "测试工程师"), ("kind", "")]
    headers = {"origin": staff.origin}
    answers = await asyncio.gather(
        *(staff._client.post("/hr/candidates/new", data=dict(fields), headers=headers) for _n in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422], page.url
    assert "共 1 人" in (await staff.get("/hr/candidates?q=周同时")).text


async def test_a_result_is_confirmed_on_its_row(staff: Browser, inbox: Inbox) -> None:
    file = (await scored(staff, "郑一行", first=13800020010))[0]
    page = await staff.get("/hr/candidates?todo=1&size=100")
    assert file in page.entries("/hr/candidates")
    page = await staff.get(file)
    form = page.form("decision-form").fill({"from": "todo"})
    page = await form.submit(("outcome", "pass"))
    assert page.path == "/hr/" and "已确认郑一行通过" in page.text
    # Pressing again after the fact changes nothing.
    assert (await form.submit(("outcome", "pass"))).path == "/hr/"

    async def told() -> bool | None:
        sent = [message for message in await inbox.messages() if message["to"] == "13800020010"]
        return True if sent else None

    await people.eventually(told, "the text message")
    assert len([m for m in await inbox.messages() if m["to"] == "13800020010"]) == 1
    page = await staff.get(file)
    for words in ("已排队", "已提交"):
        assert words in page.text


async def test_the_rows_of_the_todo_page_carry_their_answer(staff: Browser) -> None:
    page = await staff.get("/hr/")
    seen = [element for element in page.all("data-panel") if element.attrs["id"].startswith("same-")]
    assert seen and all("不能收回" in element.text for element in seen)


async def test_a_result_marked_anew_is_shown_before_it_is_confirmed(staff: Browser) -> None:
    file = (await scored(staff, "冯再看", first=13800020011))[0]
    stale = (await staff.get(file)).form("decision-form")
    second = workbook(
        {
            "候选人": [PEOPLE, person("冯再看", "13800020011")],
            "面试评分": [SCORES, score("冯再看", "13800020011", 2, 3, by="孙博")],
        }
    )
    await people.import_sheet(staff, "d.xlsx", second)
    page = await stale.submit(("outcome", "pass"), expect=422)
    assert "又有了新的评价" in page.text and "2 份评价" in page.text
    bulk = await staff._client.post(
        "/hr/candidates/confirm",
        data={"application": file.rsplit("/", 1)[1], "seen": "00000000-0000-0000-0000-000000000000"},
        headers={"origin": staff.origin},
    )
    assert bulk.status_code == 200 and "您打开页面后又有了新的评价" in bulk.text
    assert "确认未通过" in (await staff.get(file)).text


async def test_deciding_otherwise_needs_a_reason_and_keeps_the_page(staff: Browser) -> None:
    file = (await scored(staff, "陈改判", first=13800020012))[0]
    form = (await staff.get(file)).form("decision-form")
    page = await form.submit(("outcome", "fail"), expect=422)
    assert "请填写理由" in page.text
    page = await page.form("decision-form").fill({"reason": "岗位已撤"}).submit(("outcome", "fail"))
    assert "岗位已撤" in page.text


async def test_rubbish_in_the_bulk_bar_is_no_crash(staff: Browser) -> None:
    answer = await staff._client.post(
        "/hr/candidates/confirm", data={"application": "x"}, headers={"origin": staff.origin}
    )
    assert answer.status_code == 303


async def test_the_filters_live_in_the_address_and_pages_keep_them(staff: Browser) -> None:
    await scored(staff, *(f"褚{chr(0x4E00 + n)}" for n in range(21)), first=13800020100)
    page = await staff.get("/hr/candidates?q=褚&todo=1&sort=new")
    assert "共 21 人" in page.text and "第 1 / 2 页" in page.text
    onward = next(e.attrs["href"] for e in page.all("rel") if e.attrs["rel"] == "next")
    assert "todo=1" in onward and "sort=new" in onward
    page = await staff.get(onward)
    assert "第 2 / 2 页" in page.text and len(page.all("data-check")) == 1
    assert len((await staff.get("/hr/candidates?q=褚&size=50")).all("data-row")) == 21
    assert "清除筛选" in (await staff.get("/hr/candidates?q=不存在的人")).text
    for strange in ("?page=0", "?page=99999999999", "?size=7&stage=x&outcome=y", "?page=-1"):
        await staff.get(f"/hr/candidates{strange}")


async def test_the_list_goes_out_as_text_cells_with_masked_phones_and_is_recorded(staff: Browser) -> None:
    await add(staff, name="卫出", phone="13800020200", post="=HYPERLINK(1)")
    await add(staff, name="卫进", phone="13800020201")
    answer = await staff.get("/hr/candidates/export.xlsx?q=卫")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    listed = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(listed) == 3 and listed[0][:2] == ["姓名", "手机"]
    assert {row[1] for row in listed[1:]} == {"138****0200", "138****0201"}
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert b"13800020200" not in answer.content
    assert (await staff.get("/hr/audit")).one("data-chain").attrs["data-chain"] == "valid"


async def test_only_hr_takes_the_list_away(settings: Settings) -> None:
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, "interviewer@acme.test", PASSWORD)
    for path in ("/hr/candidates/export.xlsx", "/hr/candidates/new", "/hr/"):
        await browser.get(path, expect=404)
    await browser.get("/hr/help")
    await browser.close()


async def test_scores_are_tapped_or_typed_and_come_in_the_tenants_order(
    staff: Browser, settings: Settings
) -> None:
    page = await add(staff, phone="13800020300", name="蒋面试")
    file = page.path
    interviewer = Browser(settings.origin("acme"))
    await people.log_in(interviewer, "interviewer@acme.test", PASSWORD)
    form = page.form("ask-form")
    names = {e.text: e.attrs["value"] for e in page.all("value") if e.tag == "option"}
    page = await form.fill({"user": names["王磊"]}).submit()
    assert "等待王磊评价（初试）" in page.text
    cards = (await interviewer.get("/hr/assignments")).entries("/hr/assignments")
    page = await interviewer.get(cards[-1])  # the newest is the last one asked for
    assert "蒋面试" in page.text
    taps = {"沟通能力": "8", "专业技能": "7", "exact:专业技能": "7.5", "稳定性": "6", "note": "讲得清楚"}
    page = await page.form("card-form").fill(taps).submit(expect=422)
    assert "请打分" in page.text and "请选择一项" in page.text
    assert page.form("card-form").value("沟通能力") == "8"
    assert page.form("card-form").value("exact:专业技能") == "7.5"
    await page.form("card-form").fill({"团队协作": "9", "conclusion": "通过"}).submit()
    text = (await staff.get(file)).text
    assert "沟通能力 8 专业技能 7.5 团队协作 9 稳定性 6" in text
    await interviewer.close()


@pytest.mark.parametrize("login", ["hr", "admin", "seal", "interviewer"])
async def test_help_leads_to_every_page_of_the_navigation_and_of_the_settings(
    settings: Settings, login: str
) -> None:
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, f"{login}@acme.test", PASSWORD)
    links = (await browser.get("/hr/help")).elements("a")
    told = {
        one.attrs["href"].partition("?")[0] for one in links if "link" in one.attrs.get("class", "").split()
    }
    entries = {one.attrs["href"] for one in links if "item" in one.attrs.get("class", "").split()}
    settings_page = await browser.get("/hr/settings", expect=None)
    entries |= {one.attrs["href"] for one in settings_page.all("data-open")}
    assert entries - told == {"/hr/help", "/hr/settings"} & entries
    await browser.close()


async def test_the_guide_knows_where_one_stands_and_can_be_put_away(
    staff: Browser, settings: Settings
) -> None:
    id_ = new_id()
    slug = f"guide-{id_.hex[-12:]}"
    company, founder = (
        replace(ACME.company, uscc=new_uscc()),
        Founder("沈知远", "a@guide.test", password=PASSWORD),
    )
    async with stewardship(settings) as steward:
        await provision(steward, NewTenant(id_, slug, "引导公司"), company, founder)
    fresh = Browser(settings.origin(slug))
    await people.log_in(fresh, "a@guide.test", PASSWORD)
    page = await fresh.get("/hr/")
    assert page.one("data-guide").attrs["data-guide"] == "0" and "/hr/imports" in page.links("/hr/imports")
    await add(fresh, phone="13800020400", name="沈引导")
    assert (await fresh.get("/hr/")).one("data-guide").attrs["data-guide"] == "1"
    page = await (await fresh.get("/hr/")).form("guide-form").submit()
    assert not page.all("data-guide")
    page = await (await fresh.get("/hr/help")).form("/hr/guide").submit()
    assert page.one("data-guide")
    await fresh.close()


async def test_the_contract_form_reads_money_back_and_says_where_values_come_from(
    staff: Browser, settings: Settings, inbox: Inbox
) -> None:
    file = (await scored(staff, "韩合同", first=13800020500))[0]
    await (await staff.get(file)).form("decision-form").submit(("outcome", "pass"))
    me = Browser(settings.origin("acme"))
    await people.sign_in(me, inbox, "13800020500")
    await people.fill_onboarding(me, "310199198812311223", "上海市浦东新区世纪大道 100 号 101 室")
    application = file.rsplit("/", 1)[1]
    page = await staff.get(f"/hr/contracts/new/{application}")
    assert page.form("contract-form").value("pay.base") == ""  # what was hoped for is nobody's pay
    assert page.form("contract-form").value("job.duties") == "" and "来自面试档案" in page.text
    used = {e.attrs["data-used-by"]: e for e in page.all("data-used-by")}
    assert "fixed_sales" in used and "fixed_tech" in used and "open_ended" in used
    page = (
        await people.contract_form(page)
        .fill({"pay.base": "1000", "probation.wage": "700"})
        .submit(expect=422)
    )
    assert "最低工资" in page.text and "壹仟元整" in page.text
    assert page.form("contract-form").value("pay.base") == "1000"
    page = await staff.get(f"/hr/contracts/new/{application}")
    page = await people.contract_form(page).submit()
    contract = page.path.rsplit("/", 1)[1]
    await people.wait_for_state(staff, contract, "checked")
    # What htmx asks for while jobs work: the part that changes, without the frame.
    answer = await staff._client.get(f"/hr/contracts/{contract}", headers={"hx-request": "true"})
    assert answer.status_code == 200 and 'data-state="checked"' in answer.text
    assert "<nav" not in answer.text and "hx-trigger" not in answer.text
    await me.close()
