"""An offer as people use it: HR writes and sends it, the candidate answers on the phone, the contract takes its terms from it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox
from huiyin.tenants.contracts.law.periods import last_day

from tests.functional.test_language import english
from tests.functional.test_portal import ADDRESS, admitted, link_to, staff_of
from tests.functional.test_road import hr as staff_as

_NUMBERS = count(1)
NAME = "阿卜杜热合曼·买买提艾力"
HOSTILE = "<script>alert(1)</script> {{7*7}} #let x = 1 \"' & ￥"


@dataclass
class Case:
    """Somebody who has passed, on their phone, and HR."""

    settings: Settings
    inbox: Inbox
    me: Browser
    hr: Browser
    phone: str
    application: str

    def values(self, form_page: Page, **other: str) -> dict[str, str]:
        """What HR types: everything that nobody knows but people."""
        start = clock.today_in_china() + timedelta(days=14)
        typed = people.AGREED | {
            "contract.start": start.isoformat(),
            "contract.end": last_day(start, 36).isoformat(),
            "probation.end": last_day(start, 3).isoformat(),
            "job.location": "上海市浦东新区",
            "job.department": "设备部",
        }
        names = form_page.form("offer-form").names()
        return {name: text for name, text in typed.items() if name in names} | other

    async def write(self, **other: str) -> str:
        """A version, as a draft; its address below `/offers`."""
        page = await self.hr.get(f"/hr/offers/new/{self.application}")
        page = await page.form("offer-form").fill(self.values(page, **other)).submit()
        return page.path.rsplit("/", 1)[1]

    async def send(self, offer: str) -> Page:
        return await (await self.hr.get(f"/hr/offers/{offer}")).form("send-form").submit()

    async def accept(self, offer: str) -> Page:
        return await (await self.me.get(f"/offers/{offer}/confirm")).form("accept-form").submit()


@pytest.fixture
async def case(settings: Settings, inbox: Inbox, acme: Browser) -> AsyncIterator[Case]:
    number = next(_NUMBERS)
    phone = f"138000489{number:02d}"
    application = await admitted(settings, phone, NAME)
    await people.sign_in(acme, inbox, phone)
    hr = await staff_of(settings)
    yield Case(settings, inbox, acme, hr, phone, application)
    await hr.close()


async def test_bad_input_is_said_beside_its_field_and_nothing_typed_is_lost(case: Case) -> None:
    page = await case.hr.get(f"/hr/offers/new/{case.application}")
    form = page.form("offer-form")
    assert form.value("pay.base") == "" and form.value("job.title")
    wrong = {
        "pay.base": "-5000", "contract.start": "明天", "reply_by": clock.today_in_china().isoformat(), "words": HOSTILE,
        "bonus.base_desc": "入职交押金 500 元",
    }  # fmt: skip
    refused = await form.fill(case.values(page, **wrong)).submit(expect=422)
    again = refused.form("offer-form")
    assert all(again.value(name) == text for name, text in wrong.items())
    assert b"<script>alert" not in refused.content
    later = {"reply_by": (clock.today_in_china() + timedelta(days=3)).isoformat()}
    refused = await again.fill(later).submit(expect=422)
    assert {"bonus-base_desc-error", "contract-start-error"} <= _said(refused)
    again = refused.form("offer-form").fill(case.values(page, **{"pay.base": "-5000"}))
    refused = await again.submit(expect=422)
    assert "pay-base-error" in _said(refused)
    mended = case.values(page, words=HOSTILE)
    shown = await refused.form("offer-form").fill(mended).submit()
    assert HOSTILE in shown.text and b"<script>alert" not in shown.content


def _said(page: Page) -> set[str]:
    """What is said beside fields, by its id."""
    return {one.attrs["id"] for one in page.all("id") if one.attrs["id"].endswith("-error")}


async def test_the_road_of_an_offer(case: Case) -> None:
    offer = await case.write()
    sent = await case.send(offer)
    assert "候选人还没有打开" in sent.text
    link = await link_to(case.inbox, case.phone, "答复录用通知书")
    page = await case.me.get(link)
    assert (
        page.path == f"/offers/{offer}"
        and "¥12,000.00" in page.text
        and "没有" not in page.one("data-offer").text
    )
    assert "看过" in (await case.hr.get(f"/hr/offers/{offer}")).text
    page = await case.me.get("/progress")
    assert "请答复录用通知书" in page.text and page.links(f"/offers/{offer}")

    ask = await case.me.get(f"/offers/{offer}/ask")
    assert (await ask.form("ask-form").submit(expect=422)).form("ask-form").value("words") == ""
    asked = await ask.form("ask-form").fill({"words": "试用期能改成两个月吗？"}).submit()
    assert asked.path == f"/offers/{offer}" and "试用期能改成两个月吗？" in asked.text
    page = await case.hr.get("/hr/offers?state=asked")
    assert page.links(f"/hr/offers/{offer}")
    page = (
        await (await case.hr.get(f"/hr/offers/{offer}"))
        .form("reply-form")
        .fill({"reply_words": "可以。"})
        .submit()
    )
    assert "已答复" in page.text
    assert (
        await link_to(case.inbox, case.phone, "公司已答复")
        and "可以。" in (await case.me.get(f"/offers/{offer}")).text
    )

    page = await case.accept(offer)
    assert page.path == f"/offers/{offer}" and "您已接受录用" in page.text
    assert (await case.me.get(f"/offers/{offer}/confirm")).path == f"/offers/{offer}"  # a step back
    await people.fill_onboarding(case.me, id_number(710), ADDRESS)

    page = await case.hr.get(f"/hr/contracts/new/{case.application}")
    form = people.contract_form(page)
    assert form.value("pay.base") == "12,000.00" and "来自录用通知书" in page.text
    refused = await form.fill({"pay.base": "11000", "probation.wage": "11000"}).submit(expect=422)
    assert "与录用通知书不一致" in refused.text and "12000" in refused.text and "11000" in refused.text
    assert refused.form("contract-form").value("pay.base") == "11000"
    reason = "候选人同意，见 11 月 20 日邮件"
    page = await refused.form("contract-form").fill({"departure_reason": reason}).submit()
    assert reason in page.text and "departures" in {one.attrs["id"] for one in page.all("id")}


async def test_of_two_versions_the_one_that_stands_is_answered(case: Case) -> None:
    first = await case.write()
    await case.send(first)
    confirm = (await case.me.get(f"/offers/{first}/confirm")).form("accept-form")
    second = await case.write(**{"pay.base": "15000"})
    await case.send(second)
    late = await confirm.submit(expect=422)
    assert "请看新的一版" in late.text and late.links(f"/offers/{second}")
    assert "您已接受录用" in (await case.accept(second)).text


async def test_nobody_else_reads_or_answers_it(case: Case) -> None:
    draft = await case.write()
    await case.me.get(f"/offers/{draft}", expect=404)  # not sent
    await case.send(draft)
    other = Browser(case.settings.origin("acme"))
    await admitted(case.settings, "13800048999", "别人")
    await people.sign_in(other, case.inbox, "13800048999")
    for step in ("", "/confirm", "/ask", "/decline"):
        await other.get(f"/offers/{draft}{step}", expect=404)
    for step in ("accept", "ask", "decline"):
        await other.post(f"/offers/{draft}/{step}", [("seen", "x"), ("words", "x")], expect=404)
    interviewer = await staff_as(case.settings, login="interviewer")
    for path in ("/hr/offers", f"/hr/offers/{draft}", f"/hr/offers/new/{case.application}", "/hr/offer-rule"):
        await interviewer.get(path, expect=404)
    stranger = Browser(case.settings.origin("acme"))
    assert (await stranger.get(f"/offers/{draft}")).path == "/"
    for browser in (other, interviewer, stranger):
        await browser.close()


async def test_the_rule_makes_a_second_person_approve(case: Case) -> None:
    admin = await staff_as(case.settings, login="admin")
    form = (await admin.get("/hr/offer-rule")).form("offer-rule-form")
    wrong = await form.fill({"reply_days": "61", "approval": "1"}).submit(expect=422)
    assert wrong.form("offer-rule-form").value("reply_days") == "61"
    await wrong.form("offer-rule-form").fill({"reply_days": "7", "approval": "1"}).submit()
    try:
        offer = await case.write()
        page = await case.hr.get(f"/hr/offers/{offer}")
        refused = await case.hr.post(f"/hr/offers/{offer}/send", [], expect=422)
        assert "不能进行这个操作" in refused.text
        await page.form("submit-form").submit()
        page = await case.hr.get(f"/hr/offers/{offer}")
        assert page.one("data-state").attrs["data-state"] == "pending_approval"
        page = await admin.get(f"/hr/offers/{offer}")
        page = await page.form("return-form").fill({"return_words": "底薪超了"}).submit()
        page = await case.hr.get(f"/hr/offers/{offer}")
        assert "底薪超了" in page.text
        await page.form("submit-form").submit()
        await (await admin.get(f"/hr/offers/{offer}")).form("approve-form").submit()
        assert "候选人还没有打开" in (await case.send(offer)).text
    finally:
        form = (await admin.get("/hr/offer-rule")).form("offer-rule-form")
        await form.drop("approval").fill({"reply_days": "5"}).submit()
        await admin.close()


async def test_a_no_is_heard_and_an_accepted_one_is_not_withdrawn_without_a_reason(case: Case) -> None:
    offer = await case.write()
    await case.send(offer)
    page = (
        await (await case.me.get(f"/offers/{offer}/decline"))
        .form("decline-form")
        .fill({"words": "家在外地"})
        .submit()
    )
    assert "您已答复不接受" in page.text
    page = await case.hr.get(f"/hr/offers/{offer}")
    assert "家在外地" in page.text and page.links(f"/hr/offers/new/{case.application}")
    second = await case.write()
    await case.send(second)
    await case.accept(second)
    page = await case.hr.get(f"/hr/offers/{second}")
    refused = await page.form("withdraw-form").submit(expect=422)
    assert "《民法典》" in refused.text
    await refused.form("withdraw-form").fill({"withdraw_words": "编制冻结"}).submit()
    assert await link_to(case.inbox, case.phone, "录用通知书已撤回")
    assert "已撤回" in (await case.me.get(f"/offers/{second}")).text


async def test_in_english(case: Case) -> None:
    offer = await case.write()
    await case.send(offer)
    for browser, path in (
        *((case.me, f"/offers/{offer}{step}") for step in ("", "/confirm", "/ask", "/decline")),
        *((case.hr, path) for path in (f"/hr/offers/{offer}", "/hr/offers", "/hr/help")),
    ):
        page = await english(browser, path)
        assert "offer" in page.text.lower() and "录用通知书" not in page.text, path
