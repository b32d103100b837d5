"""What the check asks for, as HR people see it: the minimum wage of a new place, a reason, a second person."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count

import pytest
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox

from tests.functional.test_portal import ADDRESS, admitted, staff_of

_NUMBERS = count(1)
HOSTILE = "<script>alert(1)</script> {{7*7}} #let x = 1 \"' & ￥"
PLACE = "青海省玉树藏族自治州玉树市"
FIGURE = {
    "wage_monthly": "1890", "wage_from": "2025-01-01", "wage_source": "青海省人力资源和社会保障厅关于调整最低工资标准的通知",
    "wage_document": "青人社厅发〔2025〕1号",
}  # fmt: skip
MISREAD = "负责保管客户招标押金，任何员工入职交押金 500 元的做法一经发现立即上报"


@dataclass
class Case:
    """Somebody who has passed and said who they are, HR, and whoever approves."""

    hr: Browser
    boss: Browser
    application: str

    async def form(self) -> Page:
        return await self.hr.get(f"/hr/contracts/new/{self.application}")

    async def refused(self, **other: str) -> Page:
        typed = {name.replace("__", "."): text for name, text in other.items()}
        return await people.contract_form(await self.form()).fill(typed).submit(expect=422)


@pytest.fixture
async def case(settings: Settings, inbox: Inbox, acme: Browser) -> AsyncIterator[Case]:
    number = next(_NUMBERS)
    phone = f"138000463{number:02d}"
    application = await admitted(settings, phone, "欧阳子涵")
    await people.sign_in(acme, inbox, phone)
    await people.fill_onboarding(acme, id_number(630 + number), ADDRESS)
    hr, boss = await staff_of(settings), await staff_of(settings, "admin")
    yield Case(hr, boss, application)
    await hr.close()
    await boss.close()


def _answers(page: Page) -> list[str]:
    return [name for name in page.form("contract-form").names() if name.startswith("answer-")]


def _beside(page: Page, field: str) -> str:
    return "".join(one.text for one in page.all("id") if one.attrs["id"] == f"{field}-error")


async def test_a_new_place_asks_for_its_minimum_wage_once(case: Case) -> None:
    before = await case.boss.get("/hr/minimum-wages")
    refused = await case.refused(job__location=PLACE)
    form = refused.form("contract-form")
    assert (
        "必须填写" in refused.text and form.value("wage_region") == PLACE and form.value("wage_monthly") == ""
    )
    wrong = FIGURE | {"wage_monthly": "一千八", "wage_source": "", "wage_region": "火星"}
    refused = await form.fill(wrong).submit(expect=422)
    form = refused.form("contract-form")
    assert (
        all(form.value(name) == text for name, text in wrong.items()) and form.value("job.location") == PLACE
    )
    assert "没有认出这个地区" in _beside(refused, "wage_region") and _beside(refused, "wage_source")
    refused = await form.fill(FIGURE | {"wage_region": PLACE, "wage_monthly": "18900"}).submit(expect=422)
    assert "月标准应在" in _beside(refused, "wage_monthly")
    page = await refused.form("contract-form").fill({"wage_monthly": "1,890.00"}).submit()
    assert "HT-" in page.text
    listed = await case.boss.get("/hr/minimum-wages")
    assert PLACE in listed.text and "¥1,890.00" in listed.text and FIGURE["wage_document"] in listed.text
    (remove,) = _removals(listed) - _removals(before)
    await listed.form(remove).submit()
    other = await case.boss.get("/hr/minimum-wages?place=江苏省苏州市")
    assert other.form("wage-form").value("wage_monthly") == "2,490.00"


async def test_nobody_writes_a_minimum_wage_that_was_not_asked_for(case: Case) -> None:
    low = {
        "wage_region": "上海市",
        "wage_monthly": "500",
        "wage_from": "2026-01-01",
        "wage_source": "通知",
        "wage_document": "1号",
    }
    form = people.contract_form(await case.form()).fill(low)
    typed = {"job.location": "上海市", "pay.base": "600", "probation.wage": "600"}
    refused = await form.fill(typed).submit(expect=422)
    assert "低于当地最低工资" in refused.text
    assert "¥500.00" not in (await case.boss.get("/hr/minimum-wages")).text


async def test_the_page_of_minimum_wages(case: Case) -> None:
    page = await case.boss.get("/hr/minimum-wages")
    refused = (
        await page.form("wage-form")
        .fill(FIGURE | {"wage_region": "朝阳区", "wage_source": HOSTILE})
        .submit(expect=422)
    )
    assert "没有认出这个地区" in refused.text and refused.form("wage-form").value("wage_source") == HOSTILE
    kept = await refused.form("wage-form").fill({"wage_region": "辽宁省朝阳市"}).submit()
    assert HOSTILE in kept.text and b"<script>alert" not in kept.content and "辽宁省朝阳市" in kept.text
    (remove,) = _removals(kept) - _removals(page)
    assert HOSTILE not in (await kept.form(remove).submit()).text
    await case.hr.get("/hr/minimum-wages", expect=404)


def _removals(page: Page) -> set[str]:
    return {one.attrs["action"] for one in page.all("action") if one.attrs["action"].endswith("/remove")}


async def test_a_warning_goes_on_with_a_reason_that_everybody_sees(case: Case) -> None:
    refused = await case.refused(job__location="新加坡")
    (name,) = _answers(refused)
    assert "请写明原因" in _beside(refused, name)
    refused = await refused.form("contract-form").fill({name: "长" * 301}).submit(expect=422)
    assert (
        "最多" in _beside(refused, name) and refused.form("contract-form").value("job.location") == "新加坡"
    )
    page = await refused.form("contract-form").fill({name: HOSTILE}).submit()
    contract = page.path.rsplit("/", 1)[1]
    page = await people.wait_for_state(case.hr, contract, "checked")
    assert HOSTILE in page.text and b"<script>alert" not in page.content
    assert page.form("send-form")


async def test_a_ban_called_misread_waits_for_a_second_person(case: Case) -> None:
    refused = await case.refused(job__duties=MISREAD)
    (name,) = _answers(refused)
    assert "不是这个意思" in refused.text and "押金" in _beside(refused, "job-duties")
    page = await refused.form("contract-form").fill({name: "写的是要上报的违规行为"}).submit()
    contract = page.path.rsplit("/", 1)[1]
    page = await people.wait_for_state(case.hr, contract, "checked")
    assert "待审批" in page.text and not [
        one for one in page.all("id") if one.attrs["id"] in ("send-form", "approve-form")
    ]
    refused = await case.hr.post(f"/hr/contracts/{contract}/send", [], expect=None)
    assert "还没有通过审批" in refused.text
    await case.hr.post(f"/hr/contracts/{contract}/approve", [], expect=404)
    page = await case.boss.get(f"/hr/contracts/{contract}")
    assert "写的是要上报的违规行为" in page.text
    again = await page.form("return-form").submit(expect=422)
    assert "请填写这一项" in again.text
    page = await page.form("approve-form").submit()
    assert "已同意" in page.text
    page = await (await case.hr.get(f"/hr/contracts/{contract}")).form("send-form").submit()
    assert "已发送" in page.text


async def test_where_every_contract_is_approved_one_can_be_given_back(case: Case) -> None:
    rule = await case.boss.get("/hr/signing-rule")
    await rule.form("signing-rule-form").fill({"contract_approval": "1"}).submit()
    try:
        page = await people.contract_form(await case.form()).submit()
        contract = page.path.rsplit("/", 1)[1]
        await people.wait_for_state(case.hr, contract, "checked")
        assert "待审批" in (await case.boss.get("/hr/contracts?state=checked")).text
        page = await case.boss.get(f"/hr/contracts/{contract}")
        page = await page.form("return-form").fill({"return_words": "岗位写错了"}).submit()
        page = await case.hr.get(f"/hr/contracts/{contract}")
        assert "岗位写错了" in page.text and "审批驳回" in page.text
        again = await page.form(f"/hr/contracts/{contract}/withdraw").submit(("then", "anew"))
        form = again.form(
            "contract-form"
        )  # nothing has to be typed again, but what is asked for each contract
        assert (
            form.value("job.conditions") == people.AGREED["job.conditions"]
            and form.value("hazard.exists") == ""
        )
    finally:
        rule = await case.boss.get("/hr/signing-rule")
        await rule.form("signing-rule-form").drop("contract_approval").submit()
