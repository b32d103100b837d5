"""People, roles and departments through real forms."""

import asyncpg
import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, PageError


async def signed_in(settings: Settings, login: str) -> Browser:
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, login, PASSWORD)
    return browser


async def test_an_admin_invites_and_takes_back(settings: Settings) -> None:
    admin = await signed_in(settings, "admin@acme.test")
    page = await admin.get("/hr/people/new")
    wrong = {"name": "孟凡", "login": "not an address", "role-0": ""}
    page = await page.form("person-form").fill(wrong).submit(expect=422)
    assert "孟凡" in page.form("person-form").value("name")
    assert "请至少选一个角色" in page.text
    departments = await admin.get("/hr/departments")
    place = departments.entries("/hr/departments")[0].rsplit("/", 1)[1]
    right = {"login": "mengfan@acme.test", "role-0": "hiring_manager", "department-0": place}
    page = await page.form("person-form").fill(right).submit()
    assert "mengfan@acme.test" in page.text
    page = await page.form(
        next(a.attrs["action"] for a in page.all("action") if "revoke" in a.attrs["action"])
    ).submit()
    assert "邀请已撤回" in page.text
    assert "等待加入" not in page.text
    page = await admin.get("/hr/people/new")
    taken = {"name": "周敏", "login": "HR@acme.test", "role-0": "hr"}
    page = await page.form("person-form").fill(taken).submit(expect=422)
    assert "已经是成员" in page.text
    await admin.close()


async def test_the_last_admin_stays(settings: Settings) -> None:
    admin = await signed_in(settings, "admin@acme.test")
    page = await admin.get("/hr/people")
    for link in page.entries("/hr/people"):
        person = await admin.get(link)
        if "admin@acme.test" in person.text:
            page = await person.form("person-form").fill({"role-0": "hr"}).submit(expect=422)
            assert "至少保留一位" in page.text
    assert (await admin.get("/hr/people")).status == 200
    await admin.close()


async def test_an_own_role_opens_just_what_it_says(settings: Settings) -> None:
    admin = await signed_in(settings, "admin@acme.test")
    page = await admin.get("/hr/roles/new")
    page = await page.form("role-form").fill({"name": "看消息的人"}).submit(expect=422)
    assert "请至少选一项权限" in page.text
    form = page.form("role-form").fill({"name": "看消息的人"}).tick("permission", ["messages.read"])
    page = await form.submit()
    role = next(link for link in page.links("/hr/roles/") if not link.endswith("/new"))
    people_page = await admin.get("/hr/people")
    for link in people_page.entries("/hr/people"):
        person = await admin.get(link)
        if "interviewer@acme.test" in person.text:
            await person.form("person-form").fill({"role-0": role.rsplit("/", 1)[1]}).submit()
            changed = link
    reader = await signed_in(settings, "interviewer@acme.test")
    assert (await reader.get("/hr/messages")).status == 200
    for path in ("/hr/candidates", "/hr/assignments", "/hr/people", "/hr/audit", "/hr/roles"):
        assert "没有找到" in (await reader.get(path, expect=404)).text
    page = await (await admin.get(role)).form(f"{role}/delete").submit(expect=409)
    assert "还有成员使用" in page.text
    await (await admin.get(changed)).form("person-form").fill({"role-0": "interviewer"}).submit()
    await (await admin.get(role)).form(f"{role}/delete").submit()
    with pytest.raises(PageError):
        await admin.get(role)
    assert (await reader.get("/hr/assignments")).status == 200
    for browser in (admin, reader):
        await browser.close()


async def test_departments_move_and_stay_while_used(settings: Settings) -> None:
    admin = await signed_in(settings, "admin@acme.test")
    page = await admin.get("/hr/departments")
    page = await page.form("department-form").fill({"name": "测试中心"}).submit()
    assert "测试中心" in page.text
    page = await page.form("department-form").fill({"name": "测试中心"}).submit(expect=422)
    assert "同名部门" in page.text
    ids = {
        element.text: element.attrs["href"]
        for element in page.all("href")
        if "departments/" in element.attrs["href"]
    }
    mine = next(href for text, href in ids.items() if "测试中心" in text)
    research = next(href for text, href in ids.items() if "研发部" in text)
    page = await admin.get(mine)
    page = await page.form("department-form").fill({"parent": research.rsplit("/", 1)[1]}).submit()
    page = await (await admin.get(research)).form(f"{research}/delete").submit(expect=422)
    assert "请先移走" in page.text
    page = await (await admin.get(mine)).form(f"{mine}/delete").submit()
    assert "部门已删除" in page.text
    await admin.close()


async def test_an_old_proof_is_asked_for_anew_and_nothing_typed_is_lost(settings: Settings) -> None:
    admin = await signed_in(settings, "admin@acme.test")
    page = await admin.get("/hr/departments")
    owner = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    schema = await owner.fetchval("select schema_name from shared.tenants where slug = 'acme'")
    await owner.execute(f"update {schema}.sessions set proved_at = now() - interval '1 hour'")  # noqa: S608
    await owner.close()
    page = await admin.get("/hr/roles/new")
    form = page.form("role-form").fill({"name": "晚到的角色"}).tick("permission", ["messages.read"])
    page = await people.proven(await form.submit(), PASSWORD)
    assert page.path == "/hr/roles" and "晚到的角色" in page.text
    role = next(link for link in page.entries("/hr/roles"))
    await (await admin.get(role)).form(f"{role}/delete").submit()
    await admin.close()
