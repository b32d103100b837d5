"""An interviewer in a corridor: the card by keyboard alone, by thumb on a phone, with a line that breaks, on two devices."""

from typing import Any

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from playwright.sync_api import Browser, Page, expect

from tests.browser.phone import PHONE, Watch, accessible, kind_to_thumbs
from tests.support.sheets import PEOPLE, person, workbook
from tools.walk.people import aside

LONG = "跨部门协作与在不确定条件下推动复杂项目按期落地的综合沟通能力评估项目"
FORM = "十二维评价表"
_IN_SIGHT = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return top !== null && (top === document.activeElement || document.activeElement.parentElement.contains(top));
}"""


async def _link(settings: Settings, name: str, phone: str, round_name: str = "终面") -> str:
    hr = Headless(settings.origin("acme"))
    await people.log_in(hr, "hr@acme.test", PASSWORD)
    await people.import_sheet(hr, "b.xlsx", workbook({"候选人": [PEOPLE, person(name, phone, "质量工程师")]}))
    file = (await hr.get(f"/hr/candidates?q={name}")).entries("/hr/candidates")[0]
    who = {"guest_login": "thumb@example.com", "guest_name": "路上的人", "round": round_name}
    page = await (await hr.get(file)).form("ask-form").fill(who).submit()
    link = [e.text.strip() for e in page.all("class") if e.attrs["class"] == "copy"][-1]
    await hr.close()
    return link


async def _twelve(settings: Settings) -> None:
    """A form as awkward as forms get, for all final rounds."""
    admin = Headless(settings.origin("acme"))
    await people.log_in(admin, "admin@acme.test", PASSWORD)
    form = (await admin.get("/hr/forms/new")).form("form-editor")
    for _number in range(8):
        form = (await form.submit(("do", "add"))).form("form-editor")
    values = {"name": FORM}
    for number in range(12):
        values |= {f"name-{number}": f"{number + 1} {LONG}", f"veto-{number}": "1", f"minimum-{number}": "5"}
        values |= {f"anchor{band}-{number}": "在压力下仍能说清事实、依据和取舍，" * 8 for band in range(4)}
    page = await form.fill(values).submit(("do", "save"))
    await page.form("use-form").fill({"round": "终面"}).submit()
    await admin.close()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, in sight: no more often than the page has things to focus."""
    for _press in range(120):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            assert page.evaluate(_IN_SIGHT), f"{selector} has the focus under something else"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


@pytest.mark.parametrize(
    ("name", "phone", "device"),
    [
        ("西门键", "13870000001", {"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN"}),
        ("东门键", "13870000005", PHONE),
    ],
    ids=["desk", "phone"],
)
def test_by_keyboard_alone(
    browser: Browser, settings: Settings, name: str, phone: str, device: dict[str, Any]
) -> None:
    link = aside(_link(settings, name, phone, "初试"))
    context = browser.new_context(**device)
    watch, page = Watch(context), context.new_page()
    page.goto(link)
    for dimension, presses in (("沟通能力", 9), ("专业技能", 8), ("团队协作", 8), ("稳定性", 7)):
        _tab_to(page, f"[name='{dimension}']")
        page.keyboard.press("Space")  # 0
        for _press in range(presses - 1):
            page.keyboard.press("ArrowRight")
        expect(page.locator(f"[name='{dimension}']:checked")).to_have_value(str(presses - 1))
    _tab_to(page, "[name=note]")
    page.keyboard.type("讲清了取舍")
    expect(page.locator("[data-missing]")).to_have_text("还差 1 项")
    _tab_to(page, "[name=conclusion]")
    page.keyboard.press("Space")
    expect(page.locator("[data-missing]")).to_have_text("已填完，可以提交")
    expect(page.locator("[data-saved]")).to_contain_text("已自动保存")
    _tab_to(page, "button.btn--primary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="谢谢")).to_be_visible()
    accessible(page)
    assert page.evaluate("Object.keys(localStorage).length") == 0
    context.close()
    assert watch.complaints == []


def test_by_thumb_with_the_most_awkward_form(browser: Browser, settings: Settings) -> None:
    aside(_twelve(settings))
    link = aside(_link(settings, "阿卜杜热合曼·买买提艾力", "13870000002"))
    other = aside(_link(settings, "左丘后", "13870000003"))
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    watch, page = Watch(context), context.new_page()
    page.goto(link)
    kind_to_thumbs(page)
    expect(page.locator("[data-missing]")).to_have_text("还差 13 项")
    sets = page.locator("fieldset[data-marks]")
    for number in range(12):
        sets.nth(number).locator(".tap", has_text="8").tap()
    expect(sets.first.locator(".anchor.band-7")).to_be_visible()
    expect(sets.first.locator(".anchor.band-9")).to_be_hidden()
    sets.first.locator(".veto").tap()
    expect(sets.first.locator(".why")).to_be_visible()
    page.locator("[data-missing]").tap()  # leads to what is missing
    assert page.url.endswith("#ask-conclusion")
    page.fill("[name=note]", "已婚，短期内可能生育")
    expect(page.locator(".warned")).to_contain_text("《妇女权益保障法》第四十三条")
    kind_to_thumbs(page)
    page.locator(".tap", has_text="待定").tap()
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_text("请改写评语").first).to_be_visible()
    kind_to_thumbs(page)
    page.fill("[name=note]", "表达有条理")
    sets.first.locator(".why textarea").fill("无法说明离职原因")
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_role("heading", name="谢谢")).to_be_visible()
    kind_to_thumbs(page)
    page.locator(".next-card", has_text="左丘后").tap()
    expect(page).to_have_url(other)
    context.close()
    # 422 is an error to the browser's console, and the only one.
    assert [line for line in watch.complaints if "422" not in line] == []


def test_a_broken_line_and_a_killed_page_lose_nothing(browser: Browser, settings: Settings) -> None:
    link = aside(_link(settings, "第五续", "13870000004", "初试"))
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link)
    sets = page.locator("fieldset[data-marks]")
    sets.nth(0).locator(".tap", has_text="7").tap()
    expect(page.locator("[data-saved]")).to_contain_text("已自动保存")
    context.set_offline(True)
    sets.nth(1).locator(".tap", has_text="6").tap()
    page.fill("[name=note]", "在电梯里写的")
    expect(page.locator("[data-saved]")).to_contain_text("网络中断")
    page.close(run_before_unload=False)  # killed without a line
    context.set_offline(False)
    page = context.new_page()
    page.goto(link)
    expect(page.locator("[name=note]")).to_have_value("在电梯里写的")
    expect(page.locator("[data-saved]")).to_contain_text("已自动保存")
    elsewhere = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    desk = elsewhere.new_page()
    desk.goto(link)
    expect(desk.locator("[name=note]")).to_have_value("在电梯里写的")
    expect(desk.locator("fieldset[data-marks] input:checked")).to_have_count(2)
    desk.fill("[name=note]", "在桌前接着写")
    desk.get_by_role("button", name="保存草稿").click()  # no scripts: a button does it
    expect(desk.get_by_role("status").first).to_contain_text("草稿已保存")
    page.reload()
    expect(page.locator("[name=note]")).to_have_value("在桌前接着写")
    for one in (context, elsewhere):
        one.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_shows_the_phone_beside_it(browser: Browser, settings: Settings, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", color_scheme=scheme, reduced_motion="reduce"
    )  # type: ignore[call-overload]
    watch, page = Watch(context), context.new_page()
    page.goto(settings.origin("acme") + "/hr/login?next=/hr/forms")
    page.fill("[name=login]", "admin@acme.test")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/hr/forms")
    for width in (1440, 640, 390):
        page.set_viewport_size({"width": width, "height": 900})
        accessible(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="通用评价表").click()
    accessible(page)
    page.fill("#name-0", "表达")
    page.press("#name-0", "Tab")
    expect(page.locator("#preview legend").first).to_contain_text("表达")
    page.get_by_role("button", name="添加维度").click()
    expect(page.locator(".dimension")).to_have_count(5)
    expect(page.locator("#name-0")).to_have_value("表达")
    page.fill("#name-4", "表达")
    page.get_by_role("button", name="保存为新版本").last.click()
    expect(page.get_by_text("这个维度已经有了")).to_be_visible()
    expect(page.locator("#name-4")).to_be_focused()
    accessible(page)
    context.close()
    assert [line for line in watch.complaints if "422" not in line] == []
