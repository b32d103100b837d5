"""Vacancies, bulk actions, columns, duplicates, pool and blacklist through the forms people fill."""

from collections.abc import AsyncIterator

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox

from tests.support.awkward import book
from tests.support.sheets import PEOPLE, person, workbook


@pytest.fixture(scope="module")
async def staff(settings: Settings) -> AsyncIterator[Browser]:
    """The administrator of the second tenant, who has all of HR's work too."""
    browser = Browser(settings.origin("globex"))
    await people.log_in(browser, "admin@globex.test", PASSWORD)
    yield browser
    await browser.close()


async def take_in(staff: Browser, *rows: tuple[str, str]) -> list[str]:
    """Import people (name, phone); returns their files' ids."""
    sheet = [person(name, phone, email=f"{phone}@example.com") for name, phone in rows]
    await people.import_sheet(staff, "a.xlsx", workbook({"候选人": [PEOPLE, *sheet]}))
    return [
        (await staff.get(f"/hr/candidates?q={name}")).entries("/hr/candidates")[0].rsplit("/", 1)[1]
        for name, _phone in rows
    ]


async def test_a_vacancy_is_made_changed_closed_and_opened_again(staff: Browser) -> None:
    form = (await staff.get("/hr/vacancies/new")).form("vacancy-form")
    typed = {"title": "区域销售总监", "kind": "销售", "head_count": "两个"}
    refused = await form.fill(typed).submit(expect=422)
    assert "1 到 9999" in refused.text and refused.form("vacancy-form").value("title") == "区域销售总监"
    page = await refused.form("vacancy-form").fill({"head_count": "2"}).submit()
    assert "底薪 + 提成" in page.text and "0 / 2" in page.text
    post = page.entries("/hr/vacancies")[0]
    again = (
        await (await staff.get("/hr/vacancies/new"))
        .form("vacancy-form")
        .fill(typed | {"head_count": ""})
        .submit(expect=422)
    )
    assert "已有这个职位" in again.text
    page = (
        await (await staff.get(post))
        .form("vacancy-form")
        .fill({"pay_structure": "底薪 + 提成 + 年终奖"})
        .submit()
    )
    assert "年终奖" in page.text and "年终奖" in (await staff.get("/hr/vacancies/new")).response.text
    await (await staff.get(post)).form(f"{post}/close").submit()
    add = (await staff.get("/hr/candidates/new")).form("add-form")
    filled = add.fill({"name": "钱多多", "phone": "13877704401", "post": "区域销售总监", "kind": "销售"})
    assert "这个职位已关闭" in (await filled.submit(expect=422)).text
    sheet = book({"人": [("姓名", "手机号", "岗位"), ("钱多多", "13877704401", "区域销售总监")]})
    preview = await people.look_at_sheet(staff, "a.xlsx", sheet)
    assert "「区域销售总监」已关闭招聘" in preview.text and "导入 1 人" in preview.text
    await (await staff.get(post)).form(f"{post}/reopen").submit()
    assert "区域销售总监" in (await staff.get("/hr/vacancies")).text


async def test_many_are_looked_at_before_anything_is_done(staff: Browser) -> None:
    ids = await take_in(staff, ("批量甲", "13877714401"), ("批量乙", "13877714402"))
    page = await staff.get("/hr/candidates?q=批量")
    look = (
        await page.form("/hr/bulk")
        .tick("application", ids)
        .fill({"do": "source", "source": "校友推荐"})
        .submit()
    )
    assert "会处理 2 人" in look.text and "批量甲" in look.text
    done = await look.form("bulk-form").submit()
    assert "已完成 2 人" in done.text
    assert "校友推荐" in (await staff.get("/hr/candidates?source=校友推荐")).text
    page = await staff.get("/hr/candidates?q=批量")
    assert "请先勾选" in (await page.form("/hr/bulk").submit()).text
    look = (
        await page.form("/hr/bulk")
        .tick("application", ids)
        .fill({"do": "archive", "reason": "us.head_count"})
        .submit()
    )
    assert "其中 2 人会收到短信和邮件" in look.text
    done = await look.form("bulk-form").submit()
    assert "已完成 2 人" in done.text
    late = await look.form("bulk-form").submit()
    assert "已完成 0 人" in late.text and "2 人在您查看之后有了变化" in late.text


async def test_each_person_has_their_own_columns(staff: Browser, settings: Settings) -> None:
    await take_in(staff, ("列甲", "13877724401"))
    page = await staff.get("/hr/candidates?q=列甲")
    assert "决定的规则" in page.text and "138****" in page.text
    form = page.form("columns")
    form._data.fields = [pair for pair in form._data.fields if pair[0] != "column"]
    page = await form.tick("column", ["post", "location", "nonsense"]).submit()
    assert page.path == "/hr/candidates" and "13877724401"[-4:] not in page.response.text.split("<tbody>")[1]
    other = Browser(settings.origin("globex"))
    await people.log_in(other, "hr@globex.test", PASSWORD)
    assert "138****" in (await other.get("/hr/candidates?q=列甲")).text
    form = page.form("columns")
    form._data.fields = [pair for pair in form._data.fields if pair[0] != "column"]
    page = await form.submit()
    assert "138****" in page.text, "no column at all is the usual ones"
    await other.close()


async def test_two_are_merged_and_taken_apart(staff: Browser) -> None:
    await take_in(staff, ("重名甲", "13877734401"))
    row = person("重 名 甲", "13977734401", "产品经理", email="13877734401@example.com")
    await people.import_sheet(staff, "b.xlsx", workbook({"候选人": [PEOPLE, row]}))
    page = await staff.get("/hr/duplicates")
    assert "邮箱相同" in page.text
    page = await page.form("/hr/duplicates/merge").tick("taking", ["phone"]).submit()
    assert "30 天内可以撤销" in page.text
    files = (await staff.get("/hr/candidates?q=重名甲")).entries("/hr/candidates")
    assert len(set(files)) == 2 and "139****4401" in (await staff.get(files[0])).text
    undo = next(form for form in page._parser.forms if (form.action or "").endswith("/undo"))
    page = await page.form(str(undo.action)).submit()
    assert "合并已撤销" in page.text and "邮箱相同" in page.text
    fields = dict(page.form("/hr/duplicates/merge")._data.fields)
    pair = [("first", fields["first"]), ("second", fields["second"])]
    page = await staff.post(f"{staff.origin}/hr/duplicates/distinct", pair)
    assert "已记下" in page.text and "重名甲" not in page.text


async def test_the_candidate_says_yes_and_takes_it_back(
    staff: Browser, settings: Settings, inbox: Inbox
) -> None:
    ids = await take_in(staff, ("入池甲", "13877744401"))
    page = await staff.get("/hr/candidates?q=入池甲")
    look = await page.form("/hr/bulk").tick("application", ids).fill({"do": "pool"}).submit()
    await look.form("bulk-form").submit()
    me = Browser(settings.origin("globex"), home=7)
    progress = await people.sign_in(me, inbox, "13877744401")
    assert "需要您本人同意" in progress.text
    await (await me.get("/pool")).form("pool-form").submit(("answer", "yes"))
    assert "本人同意，有效期至" in (await staff.get(f"/hr/candidates/{ids[0]}")).text
    assert "入池甲" in (await staff.get("/hr/pool")).text
    await (await me.get("/pool")).form("pool-form").submit(("answer", "no"))
    assert "入池甲" not in (await staff.get("/hr/pool")).text
    await me.get("/pool", expect=404)
    await me.close()


async def test_the_blacklist_warns_who_may_see_it(staff: Browser) -> None:
    ids = await take_in(staff, ("黑名甲", "13877754401"))
    page = await staff.get(f"/hr/blacklist/new/{ids[0]}")
    refused = (
        await page.form("blacklist-form").fill({"category": "no_show", "reason": "没"}).submit(expect=422)
    )
    assert "至少 4 个字" in refused.text
    page = await refused.form("blacklist-form").fill({"reason": "三次约定面试未到且未告知"}).submit()
    assert "此人在黑名单中" in page.text and "三次约定" in page.text
    typed = {"name": "黑名甲", "phone": "13877754401", "post": "店长"}
    page = await (await staff.get("/hr/candidates/new")).form("add-form").fill(typed).submit(expect=422)
    assert "三次约定" in page.text
    sheet = workbook({"候选人": [PEOPLE, person("黑名甲", "13877754401", "店长")]})
    page = await people.look_at_sheet(staff, "c.xlsx", sheet)
    assert "三次约定" in page.text
    page = await staff.get("/hr/blacklist")
    lift = next(form for form in page._parser.forms if (form.action or "").endswith("/lift"))
    page = await page.form(str(lift.action)).fill({"reason": "本人说明，核实为误记"}).submit()
    assert "已结束" in page.text and "误记" in page.text
    assert "此人在黑名单中" not in (await staff.get(f"/hr/candidates/{ids[0]}")).text


async def test_stages_are_named_ordered_and_taken_away(staff: Browser) -> None:
    page = await staff.get("/hr/stages")
    page = await page.form("stage-form").fill({"name": "补材料", "type": "onboard"}).submit()
    assert "已添加阶段" in page.text and "补材料" in (await staff.get("/hr/board")).text
    again = await page.form("stage-form").fill({"name": "补材料", "type": "onboard"}).submit(expect=422)
    assert "已有同名阶段" in again.text
    raised = next(form for form in page._parser.forms if (form.action or "").endswith("/up"))
    page = await page.form(str(raised.action)).submit()
    board = (await staff.get("/hr/board")).text
    assert board.index("补材料") < board.index("待入职")
    gone = next(form for form in page._parser.forms if (form.action or "").endswith("/delete"))
    page = await page.form(str(gone.action)).submit()
    assert "阶段已删除" in page.text and "补材料" not in (await staff.get("/hr/board")).text
