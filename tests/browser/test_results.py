"""Results and rules in a real browser: on a phone, by keyboard alone, and without scripts."""

from typing import Literal

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from playwright.sync_api import Browser, Page, expect

from tests.browser.phone import PHONE, accessible
from tests.support.sheets import PEOPLE, SCORES, person, score, workbook
from tools.walk.people import aside, log_in

_SMALL = """() => [...document.querySelectorAll('main a.btn, main button, main summary, main textarea, main select')]
  .filter(element => element.checkVisibility() && !element.closest('.visually-hidden') &&
    element.getBoundingClientRect().height < 43.5).map(element => element.outerHTML.slice(0, 120))"""


def enter(browser: Browser, settings: Settings, **options: object) -> Page:
    context = browser.new_context(**{"base_url": settings.origin("acme"), "locale": "zh-CN"} | options)  # type: ignore[arg-type]
    page = context.new_page()
    log_in(page, "hr@acme.test")
    page.wait_for_url("**/hr/")
    return page


async def _scored(settings: Settings, name: str, number: str) -> str:
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    tabs = {"候选人": [PEOPLE, person(name, number)], "面试评分": [SCORES, score(name, number, 8, 8)]}
    await people.import_sheet(staff, "r.xlsx", workbook(tabs))
    file = (await staff.get(f"/hr/candidates?q={name}")).entries("/hr/candidates")[0]
    await staff.close()
    return file


def tab_to(page: Page, name: str, role: Literal["button", "checkbox"] = "button") -> None:
    """Press Tab until the focus stands there."""
    button = page.get_by_role(role, name=name, exact=True)
    for _press in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            return
    raise AssertionError(f"Tab never reaches {name}")


def test_a_result_is_confirmed_and_turned_round_on_a_phone(browser: Browser, settings: Settings) -> None:
    file = aside(_scored(settings, "拇指确认", "13800070001"))
    page = enter(browser, settings, **PHONE)
    page.goto(f"{file}/result")
    accessible(page)
    assert page.evaluate(_SMALL) == []
    page.get_by_role("button", name="确认通过").tap()
    expect(page.get_by_role("status")).to_contain_text("已确认拇指确认通过")
    page.goto(f"{file}/result")
    page.get_by_text("改判这个结果").tap()
    page.get_by_role("button", name="改判为未通过并通知").tap()
    expect(page.get_by_text("请填写理由")).to_be_visible()
    page.get_by_label("理由").fill("岗位已撤")
    accessible(page)
    page.get_by_role("button", name="改判为未通过并通知").tap()
    expect(page.get_by_text("已被改判取代")).to_be_visible()
    page.context.close()


def test_a_result_is_confirmed_by_keyboard_alone(browser: Browser, settings: Settings) -> None:
    file = aside(_scored(settings, "键盘确认", "13800070002"))
    page = enter(browser, settings)
    page.goto(f"{file}/result")
    tab_to(page, "确认通过")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已确认键盘确认通过")
    page.context.close()


def test_many_are_confirmed_by_keyboard_alone(browser: Browser, settings: Settings) -> None:
    names = ("连键甲", "连键乙")
    for number, name in enumerate(names):
        aside(_scored(settings, name, f"1380007001{number}"))
    page = enter(browser, settings)
    page.goto("/hr/candidates?todo=1&q=连键")
    for name in sorted(names, key=page.inner_text("tbody").index):
        tab_to(page, f"选择{name}", "checkbox")
        page.keyboard.press("Space")
    tab_to(page, "按系统标记确认并通知")
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm/check")
    tab_to(page, "确认 2 人")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="批量确认的结果")).to_be_visible()
    expect(page.locator("[data-ready='2'][data-left='0']")).to_have_count(1)
    page.context.close()


def test_many_are_confirmed_on_a_phone(browser: Browser, settings: Settings) -> None:
    for number, name in enumerate(("连触甲", "阿卜杜热合曼·连触")):
        aside(_scored(settings, name, f"1380007002{number}"))
    page = enter(browser, settings, **PHONE)
    page.goto("/hr/candidates?todo=1&q=连触")
    accessible(page)
    for box in page.locator("[data-check]").all():
        box.tap()
    button = page.get_by_role("button", name="按系统标记确认并通知")
    expect(button).to_be_in_viewport()  # whatever was ticked, the bar that acts on it is at hand
    assert page.evaluate(_SMALL) == []
    button.tap()
    page.wait_for_url("**/confirm/check")
    accessible(page)
    assert page.evaluate(_SMALL) == []
    page.get_by_role("button", name="确认 2 人").tap()
    expect(page.get_by_role("heading", name="批量确认的结果")).to_be_visible()
    accessible(page)
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_lines_are_moved_by_keyboard_with_and_without_scripts(
    browser: Browser, settings: Settings, scripts: bool
) -> None:
    page = enter(browser, settings, java_script_enabled=scripts)
    page.goto("/hr/rule")
    tab_to(page, "添加一条")
    page.keyboard.press("Enter")
    expect(page.locator("#kind-2-0")).to_be_focused()
    page.locator("#kind-2-0").select_option("veto")
    page.locator("#outcome-2").select_option("fail")
    tab_to(page, "把第 3 条上移")
    page.keyboard.press("Enter")
    expect(page.locator("#up-1")).to_be_focused()
    expect(page.locator("#kind-1-0")).to_have_value("veto")
    page.keyboard.press("Enter")
    expect(page.locator("#down-0")).to_be_focused()  # at the top there is only down
    expect(page.locator("#rule-says li").first).to_have_text("有面试官一票否决 → 未通过")
    tab_to(page, "删除第 1 条")
    page.keyboard.press("Enter")
    expect(page.locator("#drop-0")).to_be_focused()
    expect(page.locator("#kind-0-0")).to_have_value("missing_score")
    page.context.close()


def test_the_sentence_follows_what_is_chosen(browser: Browser, settings: Settings) -> None:
    page = enter(browser, settings)
    page.goto("/hr/rule")
    page.locator("#kind-0-1").select_option("dimension_below")
    expect(page.locator("#rule-says li").first).to_have_text("（还没有填完）")
    page.locator("#dimension-0-1").select_option("沟通能力")
    page.locator("#limit-0-1").fill("4")
    page.locator("#limit-0-1").press("Tab")
    expect(page.locator("#rule-says li").first).to_have_text("有维度没有打分，并且沟通能力低于 4 → 需复核")
    expect(page.locator("#limit-0-0")).to_be_hidden()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        accessible(page)
    page.context.close()


def test_the_pages_of_confirming_are_accessible(browser: Browser, settings: Settings) -> None:
    page = enter(browser, settings)
    for width, height in ((1440, 900), (640, 400), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for path in ("/hr/rule/confirming", "/hr/rule/assessments/new", "/hr/rule/versions/1"):
            page.goto(path)
            accessible(page)
        page.goto("/hr/rule")
        page.fill("#limit-1-0", "9.5")
        page.get_by_role("button", name="用过去的候选人试算").click()
        expect(page.locator("#tried")).to_be_visible()
        accessible(page)
    page.context.close()
