"""The board in a real browser: by drag, by keyboard, without scripts, on a phone; axe at each width."""

from collections.abc import Iterator

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.phone import Watch, accessible
from tests.support.sheets import PEOPLE, SCORES, person, score, workbook
from tools.walk.people import aside, log_in

BOARD = "/hr/board?q=看板"
PAGES = (
    "/hr/board", "/hr/board?source=官网", "/hr/stages", "/hr/vacancies", "/hr/vacancies?closed=1", "/hr/vacancies/new",
    "/hr/duplicates", "/hr/pool", "/hr/blacklist",
)  # fmt: skip
WIDTHS = {"desktop": (1440, 900), "zoomed": (640, 400), "phone": (390, 844)}
CROWD = 27


async def _crowd(settings: Settings) -> None:
    """More new candidates than a column shows at first, and one whose result waits to be confirmed."""
    hr = Headless(settings.origin("globex"))
    await people.log_in(hr, "hr@globex.test", PASSWORD)
    names = [f"看板{chr(0x5B50 + number)}" for number in range(CROWD)]
    rows = [person(name, f"1390077{number:04d}") for number, name in enumerate(names)]
    await people.import_sheet(hr, "a.xlsx", workbook({"候选人": [PEOPLE, *rows]}))
    judged = person("看板评", "13900779901")
    cards = [score("看板评", "13900779901", 8, 8)]
    await people.import_sheet(
        hr, "b.xlsx", workbook({"候选人": [PEOPLE, judged], "面试评分": [SCORES, *cards]})
    )
    await hr.close()


@pytest.fixture(scope="module")
def staff(browser: Browser, settings: Settings) -> Iterator[Page]:
    """HR of a tenant with a crowd; whatever the browser complains about fails the module."""
    aside(_crowd(settings))
    context = browser.new_context(
        base_url=settings.origin("globex"),
        locale="zh-CN",
        reduced_motion="reduce",
        viewport={"width": 1440, "height": 900},
    )
    watch = Watch(context)
    page = context.new_page()
    log_in(page, "admin@globex.test")
    page.wait_for_load_state("load")
    yield page
    assert [line for line in watch.complaints if "409" not in line and "422" not in line] == []
    context.close()


def column(page: Page, label: str) -> Locator:
    return page.locator(f"[data-column][data-label='{label}']")


def card(page: Page, name: str) -> Locator:
    return page.locator("[data-card]", has=page.get_by_role("link", name=name, exact=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits(staff: Page, width: str, scheme: str) -> None:
    staff.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))  # type: ignore[arg-type]
    staff.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    staff.goto(BOARD)
    moving = staff.locator("[data-move]").first.get_attribute("href")
    whole = staff.locator(".board-column--end a").first.get_attribute("href")
    assert moving and whole
    for path in (*PAGES, moving, whole):
        staff.goto(path)
        accessible(staff)
    staff.emulate_media(color_scheme="light")
    staff.set_viewport_size({"width": 1440, "height": 900})


def test_a_column_grows_and_the_totals_are_right(staff: Page) -> None:
    staff.goto(BOARD)
    first = column(staff, "新候选人")
    expect(first.locator("[data-card]")).to_have_count(20)
    total = int(first.locator("h2 .mute").inner_text())
    assert total == CROWD
    first.locator("[data-more]").click()
    expect(first.locator("[data-card]")).to_have_count(total)
    expect(first.locator("[data-card]").nth(20).locator(".who")).to_be_focused()


def test_a_card_is_dragged(staff: Page) -> None:
    staff.goto(BOARD)
    name = column(staff, "新候选人").locator(".who").first.inner_text()
    card(staff, name).drag_to(column(staff, "评审中"))
    expect(column(staff, "评审中").get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(staff.locator("#board-says")).to_contain_text(f"已将{name}移到「评审中」")


def test_the_keyboard_alone_moves_a_card_and_every_step_is_said(staff: Page) -> None:
    staff.goto(BOARD)
    says = staff.locator("#board-says")
    first = column(staff, "新候选人").locator(".who")
    name = first.nth(1).inner_text()
    first.first.focus()
    staff.keyboard.press("ArrowDown")
    expect(first.nth(1)).to_be_focused()
    staff.keyboard.press(" ")
    expect(says).to_contain_text(f"已拿起{name}")
    staff.keyboard.press("ArrowRight")
    expect(says).to_contain_text("放到「待面试」")
    staff.keyboard.press("Escape")
    expect(says).to_contain_text("留在原处")
    staff.keyboard.press(" ")
    staff.keyboard.press("ArrowRight")
    staff.keyboard.press(" ")
    moved = column(staff, "待面试").get_by_role("link", name=name, exact=True)
    expect(moved).to_be_focused()
    expect(says).to_contain_text(f"已将{name}移到「待面试」")


def test_what_is_not_confirmed_stays_and_the_reason_is_said(staff: Page) -> None:
    staff.goto(BOARD)
    card(staff, "看板评").drag_to(column(staff, "待签约"))
    expect(staff.locator("#board-refused")).to_contain_text("请先在候选人页面确认结果")
    expect(column(staff, "评审中").get_by_role("link", name="看板评", exact=True)).to_be_visible()


def test_the_archive_asks_for_a_reason(staff: Page) -> None:
    staff.goto(BOARD)
    name = column(staff, "新候选人").locator(".who").nth(2).inner_text()
    card(staff, name).drag_to(column(staff, "已归档"))
    expect(staff.get_by_role("heading", level=1)).to_have_text(f"移动{name}")
    staff.get_by_role("button", name="移动", exact=True).click()
    expect(staff.get_by_text("请选择归档原因。")).to_be_visible()
    staff.get_by_label("归档原因").select_option(label="候选人放弃：薪资")
    staff.get_by_label("已归档").check()
    staff.get_by_role("button", name="移动", exact=True).click()
    expect(staff.get_by_role("status").first).to_contain_text(f"已将{name}移到「已归档」")


def test_without_scripts_a_form_moves_on_a_phone(browser: Browser, staff: Page, settings: Settings) -> None:
    context = browser.new_context(
        base_url=settings.origin("globex"),
        java_script_enabled=False,
        viewport={"width": 390, "height": 844},
        storage_state=staff.context.storage_state(),
    )
    page = context.new_page()
    page.goto(BOARD)
    mover = column(page, "新候选人").locator("[data-card]").first
    name = mover.locator(".who").inner_text()
    mover.locator("[data-move]").click()
    page.get_by_label("待面试").check()
    page.get_by_role("button", name="移动", exact=True).click()
    assert page.url.endswith("/hr/board")
    page.goto(BOARD)
    expect(column(page, "待面试").get_by_role("link", name=name, exact=True)).to_have_count(1)
    context.close()
