"""Scorecards through real pages: nobody is swayed, nothing typed is lost, nobody is judged by what the law forbids."""

import re
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from openpyxl import load_workbook

from tests.functional.test_walls import filled, parameters, routes
from tests.support.sheets import PEOPLE, person, workbook

NAMES = ("沟通能力", "专业技能", "团队协作", "稳定性")
JSON = {"accept": "application/json", "sec-fetch-site": "same-origin"}


async def signed_in(settings: Settings, who: str) -> Browser:
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, f"{who}@acme.test", PASSWORD)
    return browser


@pytest.fixture
async def hr(settings: Settings) -> AsyncIterator[Browser]:
    browser = await signed_in(settings, "hr")
    yield browser
    await browser.close()


@pytest.fixture
async def admin(settings: Settings) -> AsyncIterator[Browser]:
    browser = await signed_in(settings, "admin")
    yield browser
    await browser.close()


async def added(hr: Browser, name: str, phone: str, post: str = "测试工程师") -> str:
    """A candidate's file."""
    await people.import_sheet(hr, "s.xlsx", workbook({"候选人": [PEOPLE, person(name, phone, post)]}))
    return (await hr.get(f"/hr/candidates?q={name}")).entries("/hr/candidates")[0]


async def link_for(hr: Browser, file: str, login: str, name: str = "外部专家") -> str:
    """The personal link of somebody asked to score."""
    form = (await hr.get(file)).form("ask-form")
    page = await form.fill({"guest_login": login, "guest_name": name, "round": "初试"}).submit()
    links = [e.text.strip() for e in page.all("class") if e.attrs["class"] == "copy"]
    return links[-1].removeprefix(hr.origin)


def scores(*points: str, **more: str) -> dict[str, str]:
    return dict(zip(NAMES, points, strict=True)) | {"conclusion": "通过"} | more


async def autosave(browser: Browser, path: str, fields: dict[str, str]) -> dict[str, str]:
    """What the page's script sends a moment after something was typed."""
    answer = await browser._client.post(f"{path}/draft", data=fields | {"changed": "1"}, headers=JSON)
    assert answer.status_code == 201, answer.text
    said: dict[str, str] = answer.json()
    return said


def typed(page: Page) -> dict[str, str]:
    form = page.form("card-form")
    return {name: form.value(name) for name in (*NAMES, "note", "conclusion")}


async def test_nobody_sees_others_before_their_own_is_sent(
    settings: Settings, hr: Browser, admin: Browser
) -> None:
    """HR owes a card: every page, list, export and timeline of the console is opened, and says nothing."""
    name, secret = "公良默", "只有别人的评价里才有的话"
    file = await added(hr, name, "13860000001")
    guest = Browser(settings.origin("acme"))
    link = await link_for(hr, file, "other@example.com", "旁观甲")
    await (await guest.get(link)).form("card-form").fill(scores("3", "2", "3", "2", note=secret)).submit()
    seen = await admin.get(file)
    assert secret in seen.text and "平均分 2.50" in seen.text and "旁观甲" in seen.text
    names = {e.text: e.attrs["value"] for e in (await hr.get(file)).all("value") if e.tag == "option"}
    await (await hr.get(file)).form("ask-form").fill({"user": names["周敏"], "round": "复试"}).submit()
    words = (secret, "平均分 2.50", "初试 · 旁观甲", "沟通能力 3")
    opened = 0
    ids = {"application_id": file.rsplit("/", 1)[1]}
    page = await hr.get(file)
    assert page.one("data-owing") and not any(word in page.text for word in words)
    assert "decision-form" not in page.response.text
    for method, path in routes(settings):
        if method != "GET" or not path.startswith("/hr") or set(parameters(path)) - {"application_id"}:
            continue
        for query in ("", f"?q={name}", f"?q={name}&outcome=fail", "?todo=1&size=100"):
            answer = await hr._client.get(filled(path, ids) + query, follow_redirects=True)  # type: ignore[arg-type]
            assert not any(word in answer.text for word in words), (path, query)
            opened += 1
    assert opened > 60
    row = await hr.get(f"/hr/candidates?q={name}")
    assert name in row.text and "未通过" not in "".join(e.text for e in row.elements("tbody"))
    assert not (await hr.get(f"/hr/candidates?q={name}&todo=1")).entries("/hr/candidates")
    page = await people.proven(await hr.get(f"/hr/candidates/export.xlsx?q={name}", expect=200), PASSWORD)
    cells = [
        str(cell) for row in load_workbook(BytesIO(page.content)).worksheets[0].values for cell in row if cell
    ]
    assert (
        name in cells and not {"未通过", "通过"} & set(cells) and not any("平均分" in cell for cell in cells)
    )
    # Nor can the result be confirmed in the dark.
    headers = {"origin": hr.origin, "sec-fetch-site": "same-origin"}
    refused = await hr._client.post(f"{file}/decision", data={"outcome": "fail"}, headers=headers)
    assert refused.status_code == 422 and "请先提交您自己的评价" in refused.text
    # The own card sent, all is there.
    mine = (await hr.get("/hr/assignments")).entries("/hr/assignments")[-1]  # the newest
    assert name in (await hr.get(mine)).text
    await (await hr.get(mine)).form("card-form").fill(scores("4", "4", "4", "4", note="我的")).submit()
    page = await hr.get(file)
    assert secret in page.text and "我的" in page.text and "未通过" in page.text
    await guest.close()


async def test_a_killed_page_opens_as_it_was_typed(settings: Settings, hr: Browser) -> None:
    file = await added(hr, "闻人草", "13860000002")
    link = await link_for(hr, file, "draft@example.com")
    phone, desk = Browser(settings.origin("acme")), Browser(settings.origin("acme"))
    await phone.get(link)
    said = await autosave(phone, link, {"沟通能力": "8", "note": "手机上开始"})
    assert re.match(r"已自动保存 \d\d:\d\d", said["saved"])
    await phone.close()  # killed
    page = await desk.get(link)
    assert typed(page) == dict.fromkeys(NAMES, "") | {"沟通能力": "8", "note": "手机上开始", "conclusion": ""}
    assert "还差 4 项" in page.text
    # Without scripts: a button keeps the whole form, half-filled as it is.
    form = page.form("card-form").fill({"专业技能": "7", "exact:专业技能": "7.5"})
    answer = await desk.post(f"{link}/draft", form._data.fields)
    assert "草稿已保存" in answer.text and answer.form("card-form").value("exact:专业技能") == "7.5"
    # What no field of the card is called is not kept.
    await autosave(desk, link, {"hacked": "x", "团队协作": "9"})
    page = await desk.get(link)
    assert "hacked" not in page.response.text and page.form("card-form").value("团队协作") == "9"
    assert "还没有评价" in (await hr.get(file)).text  # a draft never counts
    page = await page.form("card-form").fill({"稳定性": "8", "conclusion": "通过"}).submit()
    assert "评价已提交" in page.text
    late = await desk._client.post(f"{link}/draft", data={"note": "迟到", "changed": "1"}, headers=JSON)
    assert late.status_code == 303
    assert "手机上开始" in (await hr.get(file)).text and "迟到" not in (await hr.get(file)).text
    await desk.close()


async def test_a_discriminating_note_is_rewritten_or_explained(settings: Settings, hr: Browser) -> None:
    file = await added(hr, "亓官宁", "13860000003")
    link = await link_for(hr, file, "words@example.com")
    guest = Browser(settings.origin("acme"))
    said = await autosave(guest, link, {"note": "已婚未育，怕很快生孩子"})
    assert "已婚" in said["words"] and "《妇女权益保障法》第四十三条" in said["words"]  # while it is typed
    card = scores("8", "8", "8", "8", note="已婚未育，怕很快生孩子")
    page = await (await guest.get(link)).form("card-form").fill(card).submit(expect=422)
    assert "请改写评语，或写明这些内容为什么与岗位相关" in page.text and "妇女权益保障法" in page.text
    form = page.form("card-form").fill({"note": "乙肝携带者，已婚", "words_reason": "岗位有法定禁止"})
    page = await form.submit(expect=422)  # the reason was for other words: asked again, and nothing is lost
    assert page.form("card-form").value("words_reason") == "岗位有法定禁止" and "就业促进法" in page.text
    page = await page.form("card-form").submit()
    assert "评价已提交" in page.text
    shown = (await hr.get(file)).text
    assert "乙肝" in shown and "面试官说明与岗位相关：岗位有法定禁止" in shown
    file = await added(hr, "亓官安", "13860000004")
    link = await link_for(hr, file, "words@example.com")
    page = await (await guest.get(link)).form("card-form").fill(card).submit(expect=422)
    page = (
        await page.form("card-form").fill({"note": "项目经验扎实"}).submit()
    )  # rewritten: no more questions
    assert "评价已提交" in page.text and "提醒词" not in (await hr.get(file)).text
    await guest.close()


async def test_a_form_of_ones_own_from_editor_to_card(
    settings: Settings, hr: Browser, admin: Browser
) -> None:
    page = await admin.get("/hr/forms/new")
    form = page.form("form-editor").fill({"name": "安全员评价表", "name-0": "安全意识", "weight-0": "3"})
    form = (
        await form.fill({"minimum-0": "6", "veto-0": "1", "anchor0-0": "主动停工排险"}).submit(
            ("do", "remove:3")
        )
    ).form("form-editor")
    form = (await form.submit(("do", "down:1"))).form("form-editor")
    assert [form.value(f"name-{n}") for n in range(3)] == ["安全意识", "团队协作", "专业技能"]
    form = (await form.submit(("do", "add"))).form("form-editor")
    page = await form.fill({"name-3": "安全意识", "weight-3": "0"}).submit(("do", "save"), expect=422)
    assert "这个维度已经有了" in page.text and "请填写 0.1 到 100 之间的数" in page.text
    assert "主动停工排险" in page.text and page.form("form-editor").value("name-3") == "安全意识"
    form = (await page.form("form-editor").submit(("do", "remove:3"))).form("form-editor")
    page = await form.submit(("do", "save"))
    assert "「安全员评价表」第 1 版已保存" in page.text
    address = page.path
    refused = await page.form("use-form").submit(expect=422)
    assert "都不选就是默认评价表" in refused.text
    file = await added(hr, "漆雕稳", "13860000005", "安全员")
    post = (await admin.get(address)).option("place", "安全员 · 研发部")
    assert post is not None
    page = await (await admin.get(address)).form("use-form").fill({"place": post, "round": "初试"}).submit()
    link = await link_for(hr, file, "safety@example.com")
    guest = Browser(settings.origin("acme"))
    card = await guest.get(link)
    assert "安全意识" in card.text and "主动停工排险" in card.text and "最低 6 分" in card.text
    await autosave(guest, link, {"安全意识": "5"})
    listed = (await admin.get("/hr/forms")).text
    assert "第 1 版：1 份待评价" in listed
    form = (await admin.get(address)).form("form-editor").fill({"name-1": "应变"})
    theirs = (await admin.get(address)).form("form-editor").fill({"name-1": "别人的应变"})
    page = await form.submit(("do", "save"))
    # Begun before that: whoever saves second is told, loses nothing, and saves over it knowingly or not at all.
    theirs = (await theirs.submit(("do", "up:1"))).form("form-editor")
    told = await theirs.submit(("do", "save"), expect=422)
    assert "刚刚保存了第 2 版" in told.text and told.form("form-editor").value("name-0") == "别人的应变"
    assert "第 2 版已保存" in page.text and "第 1 版：1 份待评价" in page.text
    card = await guest.get(link)  # begun with the first version, stays with it
    assert "团队协作" in card.text and "应变" not in card.text
    filled_in = {"团队协作": "8", "专业技能": "8", "conclusion": "不通过", "veto:安全意识": "1"}
    page = await card.form("card-form").fill(filled_in).submit(expect=422)
    assert "安全意识低于最低要求，请写明您看到的事实" in page.text and "请填写这一项" in page.text
    page = (
        await page.form("card-form")
        .fill({"note": "带电作业", "veto-reason:安全意识": "不断电就开柜"})
        .submit()
    )
    assert "评价已提交" in page.text
    shown = (await hr.get(file)).text
    assert "一票否决 安全意识 不断电就开柜" in shown and "低于最低 6 分" in shown
    assert "安全意识 5 低于最低 6 分 团队协作 8 专业技能 8" in shown
    # HR gives it back, with a reason; what it said stays to be read.
    card_id = next(
        e.attrs["action"] for e in (await hr.get(file)).all("action") if e.attrs["action"].endswith("/reopen")
    )
    await (await hr.get(file)).form(card_id).submit(expect=422)
    page = await (await hr.get(file)).form(card_id).fill({"reopen_reason": "评错了人"}).submit()
    assert "已退回更正" in page.text and "等待外部专家评价" in page.text
    card = await guest.get(link)
    assert (
        card.form("card-form").value("note") == "带电作业" and card.form("card-form").value("安全意识") == "5"
    )
    form = card.form("card-form").fill({"安全意识": "8", "note": "规范作业"})
    form._data.fields = [pair for pair in form._data.fields if pair[0] != "veto:安全意识"]
    assert "评价已提交" in (await form.submit()).text
    shown = (await hr.get(file)).text
    assert "规范作业" in shown and "退回更正：评错了人" in shown and "一票否决" not in shown
    assert "退回面试评价，请面试官更正" in shown and shown.count("系统按规则标记结果") == 2
    for browser in (guest,):
        await browser.close()


async def test_words_and_hours_are_the_tenants(settings: Settings, hr: Browser, admin: Browser) -> None:
    page = await admin.get("/hr/forms")
    refused = await page.form("card-rules").fill({"hours": "0", "words": "狼性"}).submit(expect=422)
    assert (
        "请填写 1 到 240 之间的整数" in refused.text and refused.form("card-rules").value("words") == "狼性"
    )
    page = await page.form("card-rules").fill({"hours": "36", "words": "狼性\n\n狼性\n抗压"}).submit()
    assert (
        page.form("card-rules").value("words") == "狼性\n抗压"
        and page.form("card-rules").value("hours") == "36"
    )
    link = await link_for(hr, await added(hr, "壤驷平", "13860000006"), "own@example.com")
    guest = Browser(settings.origin("acme"))
    said = await autosave(guest, link, {"note": "缺少狼性"})
    assert "企业提醒词" in said["words"]
    await page.form("card-rules").fill({"hours": "24", "words": ""}).submit()
    assert (await autosave(guest, link, {"沟通能力": "8"}))["seen"] == ""
    await guest.close()


async def test_thanks_lead_to_the_next(settings: Settings, hr: Browser) -> None:
    first = await link_for(hr, await added(hr, "拓跋一", "13860000007"), "next@example.com")
    await link_for(hr, await added(hr, "拓跋二", "13860000008"), "next@example.com")
    guest = Browser(settings.origin("acme"))
    page = await (await guest.get(first)).form("card-form").fill(scores("8", "8", "8", "8")).submit()
    assert "评价已提交" in page.text and "拓跋二" in page.text
    page = await guest.get(next(path for path in page.links("/i/")))
    assert "拓跋二" in page.text and page.form("card-form")
    await guest.close()
