"""Signing where things go wrong, in a real browser that calls itself WeChat's: in no step is anything lost, and none shows
the browser's own page of errors."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import Inbox
from playwright.sync_api import Browser, Page, expect

from tests.browser.phone import PHONE, Watch, draw, kind_to_thumbs, spread, until
from tests.support.sheets import PEOPLE, SCORES, person, score, workbook
from tools.walk.people import ADDRESS, aside, decide, read_contract, send_contract

ID_NUMBER = "310199198812311223"
NO_LINE, STILL_NONE = "没有网络，您填写的都还在", "还是没有网络，没有发出去"
NEXT, ASK, LOOK, SIGN = "下一步", "获取验证码", "写好了，看一看", "确认签署"


@dataclass
class Candidate:
    """Somebody with a contract to sign, and how a browser is theirs."""

    name: str
    phone: str
    contract: str
    token: str


async def _sent(settings: Settings, inbox: Inbox, name: str, phone: str) -> Candidate:
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    tabs = {"候选人": [PEOPLE, person(name, phone)], "面试评分": [SCORES, score(name, phone, 8, 8)]}
    await people.import_sheet(staff, "a.xlsx", workbook(tabs))
    await staff.close()
    application = await decide(settings, name, "pass")
    me = Headless(settings.origin("acme"))
    await people.sign_in(me, inbox, phone)
    await people.fill_onboarding(me, ID_NUMBER, ADDRESS)
    token = next(cookie.value for cookie in me._client.cookies.jar if cookie.name == "me")
    await me.close()
    return Candidate(name, phone, await send_contract(settings, application), token or "")


class Phones:
    """Phones of the candidates, each a window of its own."""

    def __init__(self, browser: Browser, settings: Settings, inbox: Inbox) -> None:
        self._browser, self._settings, self._inbox = browser, settings, inbox
        self._number = 0
        self.origin = settings.origin("acme")

    def candidate(self, name: str) -> Candidate:
        self._number += 1
        return aside(_sent(self._settings, self._inbox, name, f"138000609{self._number:02d}"))

    @contextmanager
    def phone(self, who: Candidate, **other: object) -> Iterator[Page]:
        context = self._browser.new_context(**(PHONE | {"base_url": self.origin} | other))  # type: ignore[arg-type]
        context.add_cookies([{"name": "me", "value": who.token, "url": self.origin}])
        watch, page = Watch(context), context.new_page()
        yield page
        context.close()
        assert [
            line for line in watch.complaints if not re.search(r"422|404|ERR_INTERNET_DISCONNECTED", line)
        ] == []

    def code(self, who: Candidate, had: int) -> str:
        return aside(self._inbox.code(who.phone, had))

    def codes(self, who: Candidate) -> int:
        return aside(self._inbox.codes(who.phone))

    def to_code(self, page: Page, who: Candidate) -> None:
        """Read and agreed to: the page that asks who one is."""
        page.goto(f"/contracts/{who.contract}")
        read_contract(page)
        page.check("[name=agree]")
        page.get_by_role("button", name=NEXT).click()
        page.wait_for_url("**/verify")

    def to_pad(self, page: Page, who: Candidate) -> None:
        """Read and verified: the page to draw on."""
        self.to_code(page, who)
        had = self.codes(who)
        page.fill("#name", who.name)
        page.fill("#id_number", ID_NUMBER)
        page.get_by_role("button", name=ASK).click()
        page.fill("#code", self.code(who, had))
        page.get_by_role("button", name=NEXT).click()
        page.locator("canvas").wait_for()


@pytest.fixture(scope="module")
def phones(browser: Browser, settings: Settings, inbox: Inbox) -> Phones:
    return Phones(browser, settings, inbox)


async def _least(settings: Settings, seconds: str) -> None:
    admin = Headless(settings.origin("acme"))
    await people.log_in(admin, "admin@acme.test", PASSWORD)
    page = await admin.get("/hr/signing-rule")
    await page.form("signing-rule-form").fill({"least_seconds": seconds}).submit()
    await admin.close()


def line(page: Page) -> str:
    """What the page says of the line."""
    return page.locator("[data-line]").inner_text()


# --- ① ---------------------------------------------------------------------------------------------------------------


def test_the_button_says_what_is_missing_and_then_leads_on(phones: Phones, settings: Settings) -> None:
    who = phones.candidate("阿依努尔·买买提")
    aside(_least(settings, "3"))
    try:
        with phones.phone(who) as page:
            page.goto(f"/contracts/{who.contract}")
            page.wait_for_url("**/read")
            button = page.locator("[data-next]")
            expect(button).to_have_text(re.compile(r"还有 \d+ 页没看"))
            last = page.locator("[data-page]").last
            button.click()  # leads to what is missing, and not on
            assert page.url.endswith("/read")
            last.scroll_into_view_if_needed()
            page.reload()  # what was seen stays seen
            expect(button).to_have_text(re.compile(r"还有 \d+ 页没看"))
            read_contract(page)
            page.locator("[data-look]").first.tap()
            large = page.locator("[data-large] img")
            large.evaluate("image => image.decode()")
            assert large.evaluate("image => image.naturalWidth") == 1800
            kind_to_thumbs(page)
            page.locator("[data-close]").tap()
            page.get_by_role("button", name=NEXT).click()
            page.get_by_text("请先阅读合同全文").wait_for()  # the box; the pages need not be seen again
            expect(button).to_have_text(NEXT)
            page.check("[name=agree]")
            button.click()
            page.wait_for_url("**/verify")
            kind_to_thumbs(page)
    finally:
        aside(_least(settings, "0"))


def test_the_text_to_its_end_is_enough(phones: Phones) -> None:
    who = phones.candidate("司徒文远")
    with phones.phone(who) as page:
        page.goto(f"/contracts/{who.contract}/read")
        page.locator("#text summary").tap()
        size = page.locator("article").evaluate("text => parseFloat(getComputedStyle(text).fontSize)")
        assert size >= 20
        page.locator("[data-text-end]").scroll_into_view_if_needed()
        expect(page.locator("[data-next]")).to_have_text(NEXT)


def test_without_a_line_the_reader_is_told_and_goes_on_by_itself(phones: Phones) -> None:
    who = phones.candidate("欧阳建明")
    with phones.phone(who) as page:
        page.goto(f"/contracts/{who.contract}/read")
        read_contract(page)
        page.check("[name=agree]")
        page.context.set_offline(True)
        page.get_by_role("button", name=NEXT).click()
        page.get_by_text(NO_LINE).wait_for()
        assert page.is_checked("[name=agree]")
        page.context.set_offline(False)
        page.wait_for_url("**/verify")


# --- ② ---------------------------------------------------------------------------------------------------------------


def test_who_one_is_and_five_wrong_codes(phones: Phones) -> None:
    who = phones.candidate("艾力江·吐尔逊")
    with phones.phone(who) as page:
        phones.to_code(page, who)
        page.fill("#name", who.name)
        page.fill("#id_number", "310199198812311224")
        page.get_by_role("button", name=ASK).click()
        page.get_by_text("与登记表不一致，还可以试 4 次").wait_for()
        assert page.input_value("#name") == who.name and page.input_value("#id_number").endswith("4")
        assert page.evaluate("document.activeElement.id") == "id_number"
        kind_to_thumbs(page)
        page.fill("#id_number", ID_NUMBER)
        page.context.set_offline(True)
        page.get_by_role("button", name=ASK).click()
        page.get_by_text(NO_LINE).wait_for()
        page.get_by_text(STILL_NONE).wait_for(timeout=15_000)
        assert page.input_value("#id_number") == ID_NUMBER
        page.context.set_offline(False)
        page.get_by_role("button", name=ASK).click()
        for left in (4, 3, 2, 1):
            page.fill("#code", "000000")
            page.get_by_role("button", name=NEXT).click()
            page.get_by_text(f"还可以试 {left} 次").wait_for()
        page.fill("#code", "000000")
        page.get_by_role("button", name=NEXT).click()
        page.get_by_text("连续 5 次不正确").wait_for()
        assert page.get_by_role("button", name="秒后可以重新获取").is_disabled()
        page.get_by_text("打电话给招聘负责人").wait_for()
        kind_to_thumbs(page)


# --- ③ ---------------------------------------------------------------------------------------------------------------


def test_neither_a_reload_nor_a_cut_line_costs_the_drawing(phones: Phones) -> None:
    who = phones.candidate("古丽娜尔·艾尔肯")
    with phones.phone(who) as page:
        phones.to_pad(page, who)
        draw(page)
        before = spread(page)
        page.reload()
        until(page, "canvas() !== null && canvas().width > 0")
        expect(page.get_by_role("button", name=LOOK)).to_be_enabled()
        assert spread(page) == pytest.approx(before, abs=0.05)
        kept = page.evaluate("localStorage.getItem(Object.keys(localStorage)[0])")
        assert "time" not in kept and "pressure" not in kept
        page.get_by_role("button", name=LOOK).click()
        until(page, "preview().naturalWidth > 0")
        _on_its_page(page)
        kind_to_thumbs(page)
        page.context.set_offline(True)
        page.get_by_role("button", name=SIGN).click()
        page.get_by_text(NO_LINE).wait_for()
        page.get_by_text(STILL_NONE).wait_for(timeout=15_000)
        assert page.url.endswith("/sign") and page.locator("[data-drawn]").is_visible()
        page.context.set_offline(False)
        page.get_by_role("button", name=SIGN).click()
        page.wait_for_url("**/done")
        page.get_by_role("heading", name="您已签署，等待公司盖章").wait_for(timeout=30_000)
        assert page.evaluate("Object.keys(localStorage).length") == 0


def test_the_line_comes_back_and_it_is_sent_by_itself(phones: Phones) -> None:
    who = phones.candidate("上官云飞")
    with phones.phone(who) as page:
        phones.to_pad(page, who)
        draw(page)
        page.get_by_role("button", name=LOOK).click()
        page.context.set_offline(True)
        page.get_by_role("button", name=SIGN).click()
        page.get_by_text(NO_LINE).wait_for()
        page.context.set_offline(False)
        page.wait_for_url("**/done")


def test_the_pad_lies_across_a_phone_that_stays_upright(phones: Phones) -> None:
    who = phones.candidate("布买热木·肉孜")
    with phones.phone(who) as page:
        phones.to_pad(page, who)
        page.locator("[data-turn]").click()
        until(page, "canvas().offsetHeight > 800")
        kind_to_thumbs(page)
        draw(page)  # what goes down on the screen goes along the line
        across = spread(page)
        page.locator("[data-turn]").click()
        until(page, "canvas().offsetHeight < 300")
        upright = spread(page)
        assert upright[0] / upright[1] == pytest.approx(
            across[1] * 844 / (across[0] * 390) / (354 / 256), rel=0.15
        )
        strokes: list[list[list[int]]] = page.evaluate(
            "JSON.parse(document.querySelector('[name=strokes]').value)"
        )
        # Written from left to right on the glass, each line lower: seen across, each line lies further along.
        begins = [stroke[0] for stroke in strokes]
        assert begins[0][0] < begins[1][0] < begins[2][0]
        page.locator("[data-undo]").click()
        assert len(page.evaluate("JSON.parse(document.querySelector('[name=strokes]').value)")) == 2
        page.get_by_role("button", name=LOOK).click()
        until(page, "preview().naturalWidth > 0")
        _on_its_page(page)


def test_of_two_devices_the_first_signs_and_the_other_is_told(phones: Phones) -> None:
    who = phones.candidate("诸葛明月")
    with phones.phone(who) as first, phones.phone(who) as second:
        phones.to_pad(first, who)
        second.goto(f"/contracts/{who.contract}")
        second.wait_for_url("**/sign")
        for page in (first, second):
            draw(page)
            page.get_by_role("button", name=LOOK).click()
        first.get_by_role("button", name=SIGN).click()
        first.wait_for_url("**/done")
        second.get_by_role("button", name=SIGN).click()
        second.wait_for_url("**/done")
        for page in (first, second):
            page.get_by_role("heading", name="您已签署，等待公司盖章").wait_for(timeout=30_000)
            assert page.evaluate("Object.keys(localStorage).length") == 0


def test_what_was_taken_back_meanwhile_is_said_at_the_last_tap(phones: Phones, settings: Settings) -> None:
    who = phones.candidate("第五伦")
    with phones.phone(who) as page:
        phones.to_pad(page, who)
        draw(page)
        page.get_by_role("button", name=LOOK).click()
        aside(_taken_back(settings, who.contract))
        page.get_by_role("button", name=SIGN).click()
        page.get_by_text(re.compile("公司(已)?撤回")).first.wait_for()


async def _taken_back(settings: Settings, contract: str) -> None:
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    page = await staff.get(f"/hr/contracts/{contract}")
    await page.form(f"/hr/contracts/{contract}/withdraw").submit()
    await staff.close()


def test_a_computer_shows_the_way_to_the_phone(phones: Phones) -> None:
    who = phones.candidate("夏侯清")
    desk = {"viewport": {"width": 1280, "height": 900}, "is_mobile": False, "has_touch": False}
    with phones.phone(who, **desk) as page:
        page.goto(f"/contracts/{who.contract}/read")
        code = page.get_by_alt_text("二维码")
        expect(code).to_be_visible()
        code.evaluate("image => image.decode()")
        page.get_by_text("用手机扫一扫").wait_for()
    with phones.phone(who) as page:
        page.goto(f"/contracts/{who.contract}/read")
        expect(page.get_by_alt_text("二维码")).to_be_hidden()


def _on_its_page(page: Page) -> None:
    """The drawing stands in the place of 乙方's signature, on the page that has it."""
    page.locator(".sheet > img").evaluate("image => image.decode()")
    inside = page.evaluate(
        """() => {
          const sheet = document.querySelector('.sheet').getBoundingClientRect();
          const drawn = document.querySelector('[data-drawn]').getBoundingClientRect();
          return [(drawn.left - sheet.left) / sheet.width, (drawn.top - sheet.top) / sheet.height,
                  drawn.width / sheet.width];
        }"""
    )
    assert 0.45 < inside[0] < 0.75 and 0.05 < inside[1] < 0.95 and 0.2 < inside[2] < 0.4
