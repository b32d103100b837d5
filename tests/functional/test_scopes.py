"""HR of one department, a hiring manager and an interviewer without account, through real pages."""

from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser

from tests.support.sheets import PEOPLE, person, workbook

INSIDE, OUTSIDE = "钟离春", "端木叶"


async def signed_in(settings: Settings, login: str) -> Browser:
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, login, PASSWORD)
    return browser


async def with_roles(admin: Browser, login: str, roles: dict[str, str]) -> None:
    """Give somebody exactly these roles."""
    for link in (await admin.get("/hr/people")).entries("/hr/people"):
        page = await admin.get(link)
        if login in page.text:
            await page.form("person-form").fill({"department-0": "", "role-1": ""} | roles).submit()


async def file_of(hr: Browser, name: str, phone: str, post: str, department: str) -> str:
    row = list(person(name, phone, post))
    row[4] = department
    await people.import_sheet(hr, "s.xlsx", workbook({"候选人": [PEOPLE, tuple(row)]}))
    return (await hr.get(f"/hr/candidates?q={name}")).entries("/hr/candidates")[0]


async def test_a_departments_hr_finds_nothing_of_the_others(settings: Settings) -> None:
    admin, hr = await signed_in(settings, "admin@acme.test"), await signed_in(settings, "hr@acme.test")
    inside = await file_of(hr, INSIDE, "13840000001", "测试工程师", "研发部")
    outside = await file_of(hr, OUTSIDE, "13840000002", "门店店长", "门店运营部")
    tree = await admin.get("/hr/departments")
    research = next(a.attrs["href"] for a in tree.all("href") if a.text.startswith("研发部"))
    narrow = {"role-0": "hr", "department-0": research.rsplit("/", 1)[1]}
    await with_roles(admin, "interviewer@acme.test", narrow)
    try:
        mine = await signed_in(settings, "interviewer@acme.test")
        assert INSIDE in (await mine.get("/hr/candidates?q=" + INSIDE)).text
        page = await mine.get("/hr/candidates?q=" + OUTSIDE)
        assert not page.entries("/hr/candidates")
        assert (await mine.get(inside)).status == 200
        for path in (outside, outside.replace("candidates/", "contracts/new/"), "/hr/imports", "/hr/rule"):
            assert "没有找到" in (await mine.get(path, expect=404)).text
        exported = (await mine.get("/hr/candidates/export.xlsx")).content
        assert exported[:2] == b"PK"
        page = await mine.get("/hr/candidates/new")
        typed = {"name": "陈到", "phone": "13840000003", "post": "门店店长", "department": "门店运营部"}
        page = await page.form("add-form").fill(typed).submit(expect=422)
        assert "自己负责" in page.text
        assert page.form("add-form").value("name") == "陈到"
        await mine.close()
    finally:
        await with_roles(admin, "interviewer@acme.test", {"role-0": "interviewer"})
    for browser in (admin, hr):
        await browser.close()


async def test_a_masked_value_is_shown_once_and_written_down(settings: Settings) -> None:
    hr = await signed_in(settings, "hr@acme.test")
    file = await file_of(hr, "令狐安", "13840000004", "测试工程师", "研发部")
    page = await hr.get(file)
    assert "13840000004" not in page.text and "20,000" not in page.text
    page = await page.form(f"{file}/show/phone#details").submit()
    assert "13840000004" in page.text and "20,000" not in page.text
    page = await page.form(f"{file}/show/pay#details").submit()
    assert "¥20,000.00" in page.text and "13840000004" not in page.text
    assert (await hr.get(file)).text.count("查看敏感信息") == 2
    keeper = await signed_in(settings, "seal@acme.test")
    headers = {"origin": keeper.origin, "sec-fetch-site": "same-origin"}
    assert (await keeper._client.post(f"{file}/show/phone", headers=headers)).status_code == 404
    assert (await hr._client.post(f"{file}/show/password_hash", headers=headers)).status_code == 404
    for browser in (hr, keeper):
        await browser.close()


async def test_an_interviewer_without_account_scores_by_a_link(settings: Settings) -> None:
    hr = await signed_in(settings, "hr@acme.test")
    file = await file_of(hr, "公冶明", "13840000005", "测试工程师", "研发部")
    page = await hr.get(file)
    page = (
        await page.form("ask-form")
        .fill({"guest_login": "expert", "guest_name": "外部专家"})
        .submit(expect=422)
    )
    assert page.form("ask-form").value("guest_name") == "外部专家"
    right = {"guest_login": "expert@example.com", "guest_name": "外部专家", "round": "复试"}
    page = await page.form("ask-form").fill(right).submit()
    link = next(e.text for e in page.all("class") if e.attrs["class"] == "copy").strip()
    path = link.removeprefix(settings.origin("acme"))
    guest = Browser(settings.origin("acme"))
    page = await guest.get(path)
    assert "公冶明" in page.text and "13840000005" not in page.text
    page = await page.form("card-form").fill({"沟通能力": "8", "note": "思路清晰"}).submit(expect=422)
    assert "思路清晰" in page.text and "请打分" in page.text
    rest = {"专业技能": "8", "团队协作": "8", "稳定性": "8", "conclusion": "通过"}
    form = page.form("card-form").fill(rest)
    assert "评价已提交" in (await form.submit()).text
    assert "评价已提交" in (await form.submit()).text  # a second tap
    assert (await guest.get("/hr/candidates")).path == "/hr/login"
    changed = path[:-2] + ("AA" if path[-2:] != "AA" else "BB")
    assert "已失效" in (await guest.get(changed, expect=410)).text
    stranger = Browser(settings.origin("globex"))
    assert "已失效" in (await stranger.get(path, expect=410)).text
    page = await hr.get(file)
    assert "复试 · 外部专家" in page.text and "平均分 8.00" in page.text
    for browser in (hr, guest, stranger):
        await browser.close()
