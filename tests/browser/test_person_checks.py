"""Step ② where the company has identities checked: by phone, by face, by neither, on a phone in a real browser."""

from collections.abc import Iterator

import httpx
import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import Inbox
from playwright.sync_api import Browser, Page, expect

from tests.browser.phone import kind_to_thumbs
from tests.browser.test_signing import ASK, ID_NUMBER, NEXT, Candidate, Phones
from tools.walk.people import aside

AGREE, AGREE_FACE = "同意并核对", "同意并开始人脸核验"


async def _rule(settings: Settings, person_check: str) -> None:
    admin = Headless(settings.origin("acme"))
    await people.log_in(admin, "admin@acme.test", PASSWORD)
    page = await admin.get("/hr/signing-rule")
    await page.form("signing-rule-form").fill({"person_check": person_check}).submit()
    await admin.close()


@pytest.fixture(scope="module")
def phones(browser: Browser, settings: Settings, inbox: Inbox) -> Iterator[Phones]:
    """The company offers faces as well, as long as these tests last."""
    aside(_rule(settings, "face"))
    made = Phones(browser, settings, inbox)
    made._number = 40
    yield made
    aside(_rule(settings, "none"))


def to_check(phones: Phones, page: Page, who: Candidate) -> None:
    """Read, and said who one is: the page of the ways there are."""
    phones.to_code(page, who)
    page.fill("#name", who.name)
    page.fill("#id_number", ID_NUMBER)
    page.get_by_role("button", name=NEXT).click()
    page.wait_for_url("**/check")


def goes_on(phones: Phones, page: Page, who: Candidate, said: str) -> None:
    """It is known who it is, and the code leads to the pad."""
    page.wait_for_url("**/verify")
    page.get_by_text(said).wait_for()
    kind_to_thumbs(page)
    had = phones.codes(who)
    page.get_by_role("button", name=ASK).click()
    page.fill("#code", phones.code(who, had))
    page.get_by_role("button", name=NEXT).click()
    page.locator("canvas").wait_for()


def will_say(settings: Settings, name: str, code: str) -> None:
    """The carrier will answer the next question about this name so."""
    fault = {"name": name, "kind": "result", "code": code}
    httpx.post(f"{settings.person_check_endpoint}/faults", json=[fault], trust_env=False).raise_for_status()


def test_by_phone(phones: Phones) -> None:
    who = phones.candidate("诸葛瑾萱")
    with phones.phone(who) as page:
        to_check(phones, page, who)
        kind_to_thumbs(page)
        page.get_by_role("button", name=AGREE).click()
        goes_on(phones, page, who, "运营商核对一致")


def test_a_no_is_said_in_words_and_the_company_confirms(phones: Phones, settings: Settings) -> None:
    who = phones.candidate("上官婉儿")
    will_say(settings, who.name, "-4")
    with phones.phone(who) as page:
        to_check(phones, page, who)
        page.get_by_role("button", name=AGREE).click()
        page.get_by_text("可能是用家人的名字办的").wait_for()
        kind_to_thumbs(page)
        page.reload()  # it is said as long as it is so
        expect(page.get_by_text("可能是用家人的名字办的")).to_be_visible()
        aside(_confirm(settings, who.contract))
        page.get_by_role("link", name="刷新").click()
        goes_on(phones, page, who, "公司已核对证件")


async def _confirm(settings: Settings, contract: str) -> None:
    hr = Headless(settings.origin("acme"))
    await people.log_in(hr, "hr@acme.test", PASSWORD)
    page = await hr.get(f"/hr/contracts/{contract}")
    assert "可能是用家人的名字办的" in page.text
    page = await page.form("person-check-form").fill({"check_words": "见过身份证"}).submit(expect=422)
    assert page.form("person-check-form").value("check_words") == "见过身份证" and "请选择一项" in page.text
    page = await page.form("person-check-form").fill({"how": "met"}).submit()
    assert (
        "见过身份证" in page.text and "当面核对证件原件" in page.text and "person-check-form" not in page.text
    )
    await hr.close()


def test_by_face_with_consent_and_back_again(phones: Phones) -> None:
    who = phones.candidate("尉迟敬德")
    with phones.phone(who) as page:
        to_check(phones, page, who)
        page.get_by_role("button", name=AGREE_FACE).click()
        page.get_by_text("人脸核验要先单独同意").wait_for()
        kind_to_thumbs(page)
        page.check("#face_consent")
        page.get_by_role("button", name=AGREE_FACE).click()
        page.locator("#to-face").wait_for()
        kind_to_thumbs(page)
        page.locator("#to-face").click()
        page.get_by_role("button", name="不通过").click()
        page.wait_for_url("**/check")
        page.get_by_text("人脸核验没有通过").wait_for()
        page.check("#face_consent")
        page.get_by_role("button", name=AGREE_FACE).click()
        page.locator("#to-face").click()
        page.get_by_role("button", name="通过", exact=True).click()
        goes_on(phones, page, who, "人脸核验通过")


def test_who_turns_away_from_the_camera_signs_all_the_same(phones: Phones) -> None:
    who = phones.candidate("令狐采薇")
    with phones.phone(who) as page:
        to_check(phones, page, who)
        page.check("#face_consent")
        page.get_by_role("button", name=AGREE_FACE).click()
        page.locator("#to-face").click()
        page.get_by_role("button", name="不做了").click()
        page.wait_for_url("**/check")
        page.locator("#to-face").wait_for()  # it is still open
        page.get_by_role("button", name="换一种方式").click()
        page.get_by_role("button", name=AGREE).click()
        goes_on(phones, page, who, "运营商核对一致")
