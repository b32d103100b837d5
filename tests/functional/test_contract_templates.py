"""Contract templates through their pages: written by two at once, approved by a third, in force from a day."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox

from tests.functional.test_portal import ADDRESS, admitted, staff_of

_NUMBERS = count(1)
HOSTILE = "<script>alert(1)</script> {{7*7}} #let x = 1 \"' & ￥ \u202e 😀"


@dataclass
class Desk:
    """Whoever writes, and whoever approves."""

    hr: Browser
    boss: Browser

    async def begin(self, like: str = "固定期限 · 技术及职能岗") -> str:
        """A template of the tenant's own; the address of its draft."""
        page = await self.hr.get("/hr/contract-templates")
        typed = {"name": f"试用模板 {next(_NUMBERS)}", "like": page.option("like", like) or ""}
        page = await page.form("add-form").fill(typed).submit()
        return page.path

    async def studio(self, path: str) -> dict[str, Any]:
        page = await self.hr.get(path)
        return json.loads(_island(page))

    async def send(
        self, path: str, changes: dict[str, Any] | str, *, by: Browser | None = None
    ) -> tuple[int, dict[str, Any]]:
        typed = changes if isinstance(changes, str) else json.dumps(changes, ensure_ascii=False)
        return await post(by or self.hr, f"{path}/changes", {"revision": "1", "changes": typed})


def _island(page: Page) -> str:
    return next(one.text for one in page.elements("script") if one.attrs.get("id") == "studio-data")


async def post(browser: Browser, path: str, values: dict[str, str]) -> tuple[int, dict[str, Any]]:
    headers = {"origin": browser.origin, "sec-fetch-site": "same-origin", "hx-request": "true"}
    answer = await browser._client.post(path, data=values, headers=headers)
    kind = answer.headers.get("content-type", "")
    return answer.status_code, answer.json() if kind.startswith("application/json") else {}


def changed(tree: dict[str, Any], at: int, text: str) -> dict[str, Any]:
    """Other words in one of the first clauses, as the editor sends them."""
    clauses = [block for block in tree["blocks"] if block["t"] == "clause"]
    before = clauses[at]
    return {"put": [{"before": before, "after": before | {"runs": [{"t": "text", "text": text}]}}]}


def new(tree: dict[str, Any], block: dict[str, Any]) -> dict[str, Any]:
    """A block in front of all others."""
    ids = [one["id"] for one in tree["blocks"]]
    return {
        "put": [{"before": None, "after": block}],
        "order": [{"parent": "", "before": ids, "after": [block["id"], *ids]}],
    }


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    hr, boss = await staff_of(settings), await staff_of(settings, "admin")
    yield Desk(hr, boss)
    await hr.close()
    await boss.close()


async def test_a_template_goes_from_draft_to_contracts(desk: Desk) -> None:
    path = await desk.begin()
    studio = await desk.studio(path)
    block = {
        "t": "clause",
        "id": "welcome",
        "runs": [{"t": "text", "text": "欢迎加入。"}],
        "numbered": False,
        "item": "",
    }
    status, answer = await desk.send(path, new(studio["tree"], block))
    assert status == 200 and answer["tree"]["blocks"][0] == block and answer["conflicts"] == []
    assert answer["findings"] == [] and answer["revision"] == studio["revision"] + 1

    asked = await desk.hr.get(f"{path}/submit")
    name = asked.form("submit-form").value("name")
    wrong = asked.form("submit-form").fill({"effective_from": "2020-01-01"})
    refused = await wrong.submit(expect=422)
    assert (
        "生效日不能早于今天" in refused.text
        and refused.form("submit-form").value("effective_from") == "2020-01-01"
    )
    assert (
        name
        in (
            await refused.form("submit-form").fill({"effective_from": str(clock.today_in_china())}).submit()
        ).text
    )
    status, answer = await desk.send(path, {"title": {"before": "劳动合同书", "after": "合同"}})
    assert status == 409 and "已经提交审批" in answer["refused"]

    review = await desk.boss.get(f"{path}/review")
    assert "欢迎加入" in review.text
    listing = await review.form(f"{path}/approve").submit()
    assert "已同意" in listing.text and name in listing.text
    await desk.hr.get(path, expect=404)
    (shown,) = [
        href for href in listing.links("/hr/contract-templates/") if name in (await desk.hr.get(href)).text
    ][:1]
    version = await desk.hr.get(shown)
    assert "欢迎加入。" in version.text and "第 1 版" in version.text


async def test_who_wrote_it_does_not_approve_it_and_sees_why_it_came_back(desk: Desk) -> None:
    path = await desk.begin()
    tree = (await desk.studio(path))["tree"]
    assert (await desk.send(path, changed(tree, 0, "甲方：某公司"), by=desk.boss))[0] == 200
    await (await desk.hr.get(f"{path}/submit")).form("submit-form").submit()
    own = await desk.boss.get(f"{path}/review")
    assert "要由没有改过它的同事审批" in own.text
    status, _none = await post(desk.boss, f"{path}/approve", {"seen": "x"})
    assert status == 422
    status, _none = await post(desk.hr, f"{path}/approve", {"seen": "x"})
    assert status == 404  # what one may not do is not there

    path = await desk.begin()
    await (await desk.hr.get(f"{path}/submit")).form("submit-form").submit()
    form = (await desk.boss.get(f"{path}/review")).form("return-form")
    empty = await form.fill({"reason": " "}).submit(expect=422)
    assert "reason-error" in [one.attrs["id"] for one in empty.all("id")]
    await form.fill({"reason": HOSTILE}).submit()
    back = await desk.hr.get(f"{path}/submit")
    assert "alert(1)" in back.text and "<script>alert" not in back.response.text


async def test_what_was_changed_after_the_look_is_not_approved(desk: Desk) -> None:
    path = await desk.begin()
    tree = (await desk.studio(path))["tree"]
    await (await desk.hr.get(f"{path}/submit")).form("submit-form").submit()
    form = (await desk.boss.get(f"{path}/review")).form(f"{path}/approve")
    await (await desk.hr.get(f"{path}/review")).form(f"{path}/take-back").submit()
    assert (await desk.send(path, changed(tree, 0, "后来改的")))[0] == 200
    await (await desk.hr.get(f"{path}/submit")).form("submit-form").submit()
    refused = await form.submit(expect=422)
    assert "草稿又改过" in refused.text


async def test_two_at_once_lose_nothing(desk: Desk) -> None:
    path = await desk.begin()
    tree = (await desk.studio(path))["tree"]
    answers = await asyncio.gather(
        desk.send(path, changed(tree, 0, "甲写的")), desk.send(path, changed(tree, 1, "乙写的"), by=desk.boss)
    )
    assert [(status, answer["conflicts"]) for status, answer in answers] == [(200, []), (200, [])]
    both = json.dumps((await desk.studio(path))["tree"], ensure_ascii=False)
    assert "甲写的" in both and "乙写的" in both
    answers = await asyncio.gather(
        *(desk.send(path, changed(tree, 2, text)) for text in ("一个人的话", "另一个人的话"))
    )
    (conflict,) = (one for _status, answer in answers for one in answer["conflicts"])
    said = {conflict["theirs"]["runs"][0]["text"], conflict["yours"]["runs"][0]["text"]}
    assert said == {"一个人的话", "另一个人的话"}


async def test_the_same_request_twice_changes_it_once(desk: Desk) -> None:
    path = await desk.begin()
    studio = await desk.studio(path)
    block = {"t": "heading", "id": "once", "text": "只有一次", "item": ""}
    for _twice in range(2):
        _status, answer = await desk.send(path, new(studio["tree"], block))
    assert answer["conflicts"] == [] and answer["revision"] == studio["revision"] + 1
    assert [one["id"] for one in answer["tree"]["blocks"]].count("once") == 1


@pytest.mark.parametrize(
    "changes",
    ["", "[]", "{", '{"put":[{"before":null,"after":{"t":"x","id":"a"}}]}', '{"order":[{"parent":"","before":[],"after":["x"],"y":1}]}', "[" * 9000],
)  # fmt: skip
async def test_what_is_no_change_is_refused_in_words(desk: Desk, changes: str) -> None:
    path = await desk.begin()
    before = await desk.studio(path)
    status, answer = await desk.send(path, changes)
    assert status == 422 and "没法保存" in answer["refused"]
    assert (await desk.studio(path))["tree"] == before["tree"]


async def test_hostile_wording_is_shown_as_wording(desk: Desk) -> None:
    path = await desk.begin()
    studio = await desk.studio(path)
    block = {
        "t": "clause",
        "id": "hostile",
        "runs": [{"t": "text", "text": HOSTILE}],
        "numbered": True,
        "item": "",
    }
    status, answer = await desk.send(path, new(studio["tree"], block))
    assert status == 200 and {one["block"] for one in answer["findings"] if "无法印刷" in one["message"]} == {
        "hostile"
    }
    page = await desk.hr.get(path)
    assert "<script>alert" not in page.response.text
    status, made = await post(desk.hr, f"{path}/preview", {"sample": "everything", "have": ""})
    assert (
        status == 200 and len(made["pages"]) > 5 and {"hostile"} <= {one["block"] for one in made["places"]}
    )
    refused = await (await desk.hr.get(f"{path}/submit")).form("submit-form").submit(expect=422)
    assert "改好后才能提交" in refused.text and "无法印刷" in refused.text


async def test_only_changed_pages_are_sent(desk: Desk) -> None:
    path = await desk.begin()
    tree = (await desk.studio(path))["tree"]
    _status, first = await post(desk.hr, f"{path}/preview", {"sample": "plain", "have": ""})
    have = ",".join(one["hash"] for one in first["pages"])
    assert all("png" in one for one in first["pages"])
    last = [block for block in tree["blocks"] if block["t"] == "annex"][-1]
    after = {name: value for name, value in last.items() if name != "blocks"} | {"title": "告知书"}
    before = {name: value for name, value in last.items() if name != "blocks"}
    assert (await desk.send(path, {"put": [{"before": before, "after": after}]}))[0] == 200
    _status, second = await post(desk.hr, f"{path}/preview", {"sample": "plain", "have": have})
    sent = [number for number, one in enumerate(second["pages"]) if "png" in one]
    assert sent and 0 not in sent


async def test_a_later_day_leaves_todays_contracts_as_they_are(desk: Desk) -> None:
    listing = await desk.hr.get("/hr/contract-templates")
    name = "无固定期限"
    (shown,) = [
        href for href in listing.links("/hr/contract-templates/") if name in _heading(await desk.hr.get(href))
    ]
    page = await (await desk.hr.get(shown)).form(f"{shown}/draft").submit()
    path = page.path
    tree = (await desk.studio(path))["tree"]
    assert (await desk.send(path, changed(tree, 0, "从以后起")))[0] == 200
    later = clock.today_in_china() + timedelta(days=30)
    await (
        (await desk.hr.get(f"{path}/submit"))
        .form("submit-form")
        .fill({"effective_from": str(later)})
        .submit()
    )
    await (await desk.boss.get(f"{path}/review")).form(f"{path}/approve").submit()
    found = await desk.hr.get("/hr/contract-templates")
    assert "起用" in found.text
    assert (await desk.hr.get(shown)).text.count("使用中") >= 1


def _heading(page: Page) -> str:
    return page.elements("h1")[0].text


async def test_another_tenant_finds_nothing(desk: Desk, settings: Settings) -> None:
    path = await desk.begin()
    stranger = Browser(settings.origin("globex"))
    await people.log_in(stranger, "admin@globex.test", PASSWORD)
    for address in (path, f"{path}/submit", f"{path}/review"):
        await stranger.get(address, expect=404)
    for action in ("changes", "preview", "submit", "take-back", "approve", "return", "drop"):
        status, _none = await post(
            stranger, f"{path}/{action}", {"changes": "{}", "seen": "x", "reason": "x"}
        )
        assert status == 404, action
    await stranger.close()


async def test_a_draft_can_be_dropped(desk: Desk) -> None:
    path = await desk.begin()
    page = await (await desk.hr.get(path)).form(f"{path}/drop").submit()
    assert "已放弃草稿" in page.text
    await desk.hr.get(path, expect=404)


async def test_the_todo_page_says_who_is_to_see_to_it(desk: Desk) -> None:
    path = await desk.begin()
    asked = await desk.hr.get(f"{path}/submit")
    name = asked.form("submit-form").value("name")
    await asked.form("submit-form").submit()
    assert f"{path}/review" in (await desk.boss.get("/hr/")).links(path)
    assert name not in (await desk.hr.get("/hr/")).text
    form = (await desk.boss.get(f"{path}/review")).form("return-form")
    await form.fill({"reason": "第三条写得不清楚"}).submit()
    mine = await desk.hr.get("/hr/")
    assert f"{path}/submit" in mine.links(path) and "第三条写得不清楚" in mine.text
    assert name not in (await desk.boss.get("/hr/")).text


async def test_a_template_of_ones_own_is_proposed_where_it_fits_and_doubted_elsewhere(desk: Desk) -> None:
    path = await desk.begin()
    form = (await desk.hr.get(f"{path}/submit")).form("submit-form")
    refused = await form.fill({"regions": "火星", "posts": "潜水员"}).submit(expect=422)
    assert "没有认出“火星”" in refused.text and refused.form("submit-form").value("posts") == "潜水员"
    await refused.form("submit-form").fill({"regions": "海南省三亚市"}).submit()
    review = await desk.boss.get(f"{path}/review")
    assert "海南省三亚市" in review.text and "潜水员" in review.text
    await review.form(f"{path}/approve").submit()


FLEXIBLE = {
    "fields": [
        {"before": None, "after": {"name": "own.top", "label": "弹性薪资上限", "kind": "percent", "required": True}},
        {"before": None, "after": {"name": "own.parts", "label": "弹性薪资项目", "kind": "rows", "required": True, "columns": ["项目", "上限"]}},
    ]
}  # fmt: skip


async def flexible(desk: Desk) -> str:
    """A template with a pay structure of the tenant's own, in force; its code."""
    path = await desk.begin()
    tree = (await desk.studio(path))["tree"]
    runs = [
        {"t": "text", "text": "弹性薪资不超过基本工资的"},
        {"t": "field", "name": "own.top"},
        {"t": "text", "text": "："},
    ]
    clause = {"t": "clause", "id": "flexible", "runs": runs, "numbered": False, "item": ""}
    table = {
        "t": "table",
        "id": "parts",
        "head": ["项目", "上限"],
        "rows": [],
        "widths": [1, 1],
        "rows_of": "own.parts",
    }
    where = {"how": "greater", "field": "own.top", "values": ["20"]}
    more = {
        "t": "clause",
        "id": "more",
        "runs": [{"t": "text", "text": "弹性部分较大。"}],
        "numbered": False,
        "item": "",
    }
    ids = [one["id"] for one in tree["blocks"]]
    changes = FLEXIBLE | {
        "put": [
            *({"before": None, "after": block} for block in (clause, table, more)),
            {"before": None, "after": {"t": "condition", "id": "large", "test": where, "blocks": []}},
        ],
        "order": [
            {"parent": "large", "before": [], "after": ["more"]},
            {"parent": "", "before": ids, "after": ["flexible", "parts", "large", *ids]},
        ],
    }
    status, answer = await desk.send(path, changes)
    assert status == 200 and [one for one in answer["findings"] if one["level"] == "error"] == []
    form = (await desk.hr.get(f"{path}/submit")).form("submit-form").fill({"regions": "海南省三亚市"})
    name = form.value("name")
    await form.submit()
    await (await desk.boss.get(f"{path}/review")).form(f"{path}/approve").submit()
    return name


async def test_a_pay_structure_of_ones_own_reaches_the_contract(
    desk: Desk, settings: Settings, inbox: Inbox, acme: Browser
) -> None:
    name = await flexible(desk)
    application = await admitted(settings, "13800046988", "淳于意")
    await people.sign_in(acme, inbox, "13800046988")
    await people.fill_onboarding(acme, id_number(988), ADDRESS)
    page = await desk.hr.get(f"/hr/contracts/new/{application}")
    code = page.option("template", name) or ""
    typed = {"template": code, "own.top": "25", "own.parts": "餐补 | 500\n交通｜300"}
    wrong = people.contract_form(page).fill(typed | {"own.top": "250", "own.parts": "餐补"})
    refused = await wrong.submit(expect=422)
    said = [
        one.attrs["id"]
        for one in refused.all("id")
        if one.attrs["id"] in ("own-top-error", "own-parts-error")
    ]
    assert sorted(set(said)) == ["own-parts-error", "own-top-error"]
    assert (
        refused.form("contract-form").value("own.parts") == "餐补"
        and "没有填写弹性薪资项目" not in refused.text
    )
    reasons = {
        one: "面试时说好的" for one in refused.form("contract-form").names() if one.startswith("answer-")
    }
    doubted = await refused.form("contract-form").fill(typed | reasons).submit(expect=None)
    if doubted.status == 422:  # it is made for another place: a reason is asked for
        reasons = {
            one: "试用这份模板" for one in doubted.form("contract-form").names() if one.startswith("answer-")
        }
        doubted = await doubted.form("contract-form").fill(reasons).submit()
    contract = doubted.path
    for words in ("弹性薪资不超过基本工资的25%：", "弹性部分较大。", "交通", "300"):
        assert words in doubted.text, words
    await people.wait_for_state(desk.hr, contract.rsplit("/", 1)[1], "checked")
    await (await desk.hr.get(contract)).form(f"{contract}/withdraw").submit()
    again = (await desk.hr.get(f"/hr/contracts/new/{application}")).form("contract-form")
    assert (again.value("own.top"), again.value("own.parts")) == ("25%", "餐补 | 500\n交通｜300")
    page = await desk.hr.get(f"/hr/contracts/new/{application}")
    assert any(one.attrs.get("value") == code and "selected" in one.attrs for one in page.elements("option"))
