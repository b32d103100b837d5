"""Signing has no dead end: from every step one can ask, correct, want paper, refuse or leave, and whatever became of the
contract, the next tap says it in words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

import asyncpg
import pytest
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox, eventually

from tests.functional.test_portal import ADDRESS, admitted, sent_contract, staff_of

_NUMBERS = count(1)
_PAGES = ("", "/read", "/verify", "/sign", "/done", "/ask", "/mistake", "/paper", "/decline", "/status")
_WAYS = {"ask", "mistake", "paper", "decline", "status"}
_FORMS = ("/read", "/code", "/verify", "/sign", "/ask", "/mistake", "/paper", "/decline", "/later")


@dataclass
class Case:
    """One candidate with a contract to sign, and who sent it."""

    settings: Settings
    inbox: Inbox
    me: Browser
    hr: Browser
    phone: str
    application: str
    contract: str

    @property
    def at(self) -> str:
        """The contract's address in the portal."""
        return f"/contracts/{self.contract}"

    async def open(self) -> Page:
        """HR looks at it."""
        return await self.hr.get(f"/hr/contracts/{self.contract}")

    async def ask(self, words: str = "工资是税前还是税后？") -> Page:
        """The candidate asks."""
        page = await self.me.get(f"{self.at}/ask")
        return await page.form("ask-form").fill({"words": words}).submit()

    async def answer(self, words: str, verdict: str = "answer", *, expect: int = 200) -> Page:
        """HR answers what is open first."""
        form = (await self.open()).form("answer-form-1")
        return await form.fill({"words": words}).submit(("verdict", verdict), expect=expect)

    async def told(self, words: str) -> None:
        """Wait for a text message that says so."""

        async def look() -> bool | None:
            texts = [one["text"] for one in await self.inbox.messages() if one["to"] == self.phone]
            return True if any(words in text for text in texts) else None

        await eventually(look, f"a text message to {self.phone} that says {words}")

    @asynccontextmanager
    async def rows(self) -> AsyncIterator[asyncpg.Connection]:
        """The tenant's tables, past every service: for what only time does."""
        connection = await asyncpg.connect(self.settings.database_owner_url.replace("+asyncpg", ""))
        schema = await connection.fetchval("select schema_name from shared.tenants where slug = 'acme'")
        await connection.execute(f"set search_path = {schema}")
        try:
            yield connection
        finally:
            await connection.close()

    async def let_time_pass(self) -> None:
        """Its last moment was a minute ago."""
        past = "update contracts set sign_until = $2::timestamptz - interval '1 minute' where id::text = $1"
        async with self.rows() as connection:
            await connection.execute(past, self.contract, clock.now())


@pytest.fixture
async def case(settings: Settings, inbox: Inbox, acme: Browser) -> AsyncIterator[Case]:
    number = next(_NUMBERS)
    phone = f"138000488{number:02d}"
    application = await admitted(settings, phone, "阿卜杜热合曼·买买提艾力")
    await people.sign_in(acme, inbox, phone)
    await people.fill_onboarding(acme, id_number(700 + number), ADDRESS)
    contract = await sent_contract(settings, application)
    hr = await staff_of(settings)
    yield Case(settings, inbox, acme, hr, phone, application, contract)
    await hr.close()


async def _every_tap_says(case: Case, words: str, *, but: tuple[str, ...] = ()) -> None:
    """Every step's page and every step's form leads to the contract's page, which says so."""
    for step in _PAGES:
        page = await case.me.get(f"{case.at}{step}")
        assert page.path == f"{case.at}/status" and words in page.text, step
    for step in _FORMS:
        if step not in but:
            fields = [("agree", "1"), ("words", "?"), ("about", "other"), ("reason", "other"), ("sure", "1")]
            page = await case.me.post(f"{case.at}{step}", fields)
            assert page.path == f"{case.at}/status" and words in page.text, step


async def test_a_question_is_answered_and_the_contract_waits_meanwhile(case: Case) -> None:
    page = await case.me.get(f"{case.at}/read")
    assert _ways_from(page) == _WAYS
    page = await (await case.me.get(f"{case.at}/ask")).form("ask-form").submit(expect=422)
    assert "请填写这一项" in page.text
    page = await case.ask()
    assert page.path == f"{case.at}/status" and "前答复您，签署期限顺延" in page.text
    assert page.one("data-situation").attrs["data-situation"] == "held"
    assert len((await case.ask()).all("data-concern")) == 1  # the second tap
    # The text can be read on, nothing can be signed.
    assert (await case.me.get(f"{case.at}/read")).path == f"{case.at}/read"
    for step in ("", "/verify", "/sign"):
        assert (await case.me.get(f"{case.at}{step}")).path == f"{case.at}/status"
    assert (await case.me.post(f"{case.at}/read", [("agree", "1")])).path == f"{case.at}/status"
    assert "公司正在处理您的问题" in (await case.me.get("/progress")).text

    todo = await case.hr.get("/hr/")
    assert any(case.contract in link for link in todo.links("/hr/contracts/"))
    listed = await case.hr.get("/hr/contracts?state=asked")
    assert f"/hr/contracts/{case.contract}" in listed.entries("/hr/contracts")
    assert "请填写这一项" in (await case.answer("", expect=422)).text
    assert "工资是税前还是税后？" in (await case.open()).text
    page = await case.answer("都是税前，明细见第四条。")
    assert "已答复" in page.text
    await case.told("公司已答复，请查看后签署")
    page = await case.me.get(f"{case.at}/status")
    assert "都是税前，明细见第四条。" in page.text and "最晚在这个时间前签署" in page.text
    page = await case.me.get(page.links(case.at)[-1])
    assert page.path == f"{case.at}/read"
    page = await people.read_contract(case.me, case.contract)
    assert page.path == f"{case.at}/verify" and _ways_from(page) == _WAYS
    await people.sign_contract(case.me, case.inbox, case.phone, case.contract)
    for way in ("ask", "decline", "status"):
        page = await case.me.get(f"{case.at}/{way}")
        assert page.path == f"{case.at}/done" and ("您已签署" in page.text or "正在生成" in page.text)


async def test_a_mistake_names_its_blank_and_can_be_taken_back(case: Case) -> None:
    page = await case.me.get(f"{case.at}/mistake")
    page = await page.form("ask-form").fill({"words": "13000"}).submit(expect=422)
    assert "请选择一项" in page.text and page.form("ask-form").value("words") == "13000"
    page = await page.form("ask-form").fill({"about": "pay.base"}).submit()
    assert "信息有误" in page.text and "基本工资" in page.text
    assert "基本工资" in (await case.open()).text
    page = await page.form(_take_back(page)).submit()
    assert "已收回" in page.text and page.one("data-situation").attrs["data-situation"] == "sent"
    page = await case.me.post(f"{case.at}/later", [])
    assert page.path == "/progress" and "没关系，稍后再签。最晚" in page.text


def _ways_from(page: Page) -> set[str]:
    """The ways out that a page offers."""
    ways = {link.rsplit("/", 1)[1] for link in page.links("/contracts/")}
    return ways & _WAYS if any(form == "later-form" for form in _forms(page)) else set()


def _forms(page: Page) -> list[str]:
    return [one.attrs.get("id", "") for one in page.elements("form")]


def _take_back(page: Page) -> str:
    return next(one.attrs["action"] for one in page.all("action") if "/take-back/" in one.attrs["action"])


async def test_a_refusal_is_confirmed_and_final(case: Case) -> None:
    page = await case.me.get(f"{case.at}/decline")
    page = await page.form("decline-form").fill({"words": "家里有事"}).submit(expect=422)
    assert "请选择一项" in page.text and "请先勾选确认" in page.text
    assert page.form("decline-form").value("words") == "家里有事"
    page = await page.form("decline-form").fill({"reason": "plans", "sure": "1"}).submit()
    assert page.path == f"{case.at}/status" and "您已拒签这份合同" in page.text
    await _every_tap_says(case, "您已拒签这份合同")
    assert "您已拒签劳动合同" in (await case.me.get("/progress")).text
    page = await case.open()
    assert "个人计划有变" in page.text and "家里有事" in page.text and "重新生成" in page.text
    assert "已处理" in (await case.answer("")).text
    # The application is where it was before the contract, and another one can be made.
    page = await case.hr.get(f"/hr/contracts/new/{case.application}")
    assert page.form("contract-form")


async def test_what_expired_can_be_sent_again(case: Case) -> None:
    await case.let_time_pass()
    await _every_tap_says(case, "签署期限已过")
    assert "签署期限已过" in (await case.me.get("/progress")).text
    page = await case.open()
    seen = page.form("again-form")
    assert "已重新发送" in (await seen.submit()).text
    page = await seen.submit()  # the second tap
    assert len([one for one in page.text.split() if "重新发送合同" in one]) == 1
    assert (await case.me.get(case.at)).path == f"{case.at}/read"
    page = await page.form("nudge-form").submit()
    assert "已催办" in page.text
    assert "一小时内只能催一次" in (await page.form("nudge-form").submit()).text


async def test_paper_is_agreed_to_in_the_console(case: Case) -> None:
    page = await (await case.me.get(f"{case.at}/paper")).form("ask-form").submit()
    assert "改签纸质" in page.text
    page = await case.answer("", "agree")
    assert "已同意改签纸质" in page.text
    await case.told("公司同意改签纸质合同")
    await _every_tap_says(case, "这份合同改签纸质")
    page = await (await case.open()).form("again-form").submit()
    assert (await case.me.get(case.at)).path == f"{case.at}/read"


async def test_withdrawn_and_replaced_say_so_and_lead_to_the_new_one(case: Case) -> None:
    page = await (await case.open()).form(f"/hr/contracts/{case.contract}/withdraw").submit(("then", "anew"))
    assert page.path == f"/hr/contracts/new/{case.application}"
    await case.told("合同已撤回，不用签署")
    await _every_tap_says(case, "公司已撤回这份合同")
    assert (await case.me.get(f"{case.at}/pdf")).path == f"{case.at}/status"
    second = await sent_contract(case.settings, case.application)
    page = await case.me.get(case.at)
    assert "已换成新的一份" in page.text and page.links(f"/contracts/{second}")
    for way in ("status", "ask", "decline"):
        stranger = Browser(case.settings.origin("acme"))
        assert (await stranger.get(f"/contracts/{second}/{way}")).path == "/"
        await stranger.close()


async def test_the_rule_is_set_and_the_one_date_is_shown_everywhere(case: Case) -> None:
    admin = await staff_of(case.settings, "admin")
    page = await admin.get("/hr/signing-rule")
    wrong = (
        await page.form("signing-rule-form").fill({"sign_days": "91", "answer_days": "0"}).submit(expect=422)
    )
    assert "1 到 90 之间" in wrong.text and "1 到 10 之间" in wrong.text
    assert wrong.form("signing-rule-form").value("sign_days") == "91"
    await wrong.form("signing-rule-form").fill({"sign_days": "30", "answer_days": "2"}).submit()
    try:
        page = await (await case.open()).form("again-form").submit()
        async with case.rows() as connection:
            until = await connection.fetchval(
                "select sign_until from contracts where id::text = $1", case.contract
            )
        day = until.astimezone(clock.BEIJING)
        assert (day - clock.now()).days in (29, 30) and f"{day:%H:%M}" == "23:59"
        words = f"{day.month}月{day.day}日"
        for shown in (
            page,
            await case.hr.get("/hr/contracts?state=sent"),
            await case.me.get("/progress"),
            await case.me.get(f"{case.at}/read"),
            await case.me.get(f"{case.at}/status"),
        ):
            assert words in shown.text
        await case.told(f"请在{words}24点前阅读并签署")
    finally:
        await (
            (await admin.get("/hr/signing-rule")).form("signing-rule-form").fill({"sign_days": "7"}).submit()
        )
        await admin.close()
