"""The console in a real browser: axe at two widths and in the dark, the keyboard, the answer on the row, the forms."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.db import Database
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy.directory import TenantDirectory
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.people.persons.models import Person
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from tests.browser.phone import accessible
from tests.support.sheets import PEOPLE, SCORES, person, score, workbook
from tools.walk.people import aside, log_in

PAGES = (
    "/hr/", "/hr/candidates", "/hr/candidates?todo=1", "/hr/candidates?q=nobody", "/hr/candidates/new", "/hr/imports",
    "/hr/assignments", "/hr/messages", "/hr/contracts", "/hr/employees", "/hr/rule", "/hr/audit", "/hr/help", "/hr/settings",
)  # fmt: skip
WIDTHS = {"desktop": (1440, 900), "zoomed": (640, 400), "phone": (390, 844)}


@pytest.fixture(scope="module")
def staff(browser: Browser, settings: Settings) -> Iterator[Page]:
    """HR, signed in; whatever the browser complains about fails the test that saw it."""
    context = browser.new_context(base_url=settings.origin("acme"), locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    log_in(page, "hr@acme.test")
    yield page
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits(staff: Page, width: str, scheme: str) -> None:
    staff.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))  # type: ignore[arg-type]
    staff.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in PAGES:
        staff.goto(path)
        accessible(staff)
    staff.emulate_media(color_scheme="light")
    staff.set_viewport_size({"width": 1440, "height": 900})


def test_the_keyboard_reaches_everything(staff: Page) -> None:
    staff.goto("/hr/candidates")
    staff.keyboard.press("/")
    expect(staff.locator("[data-search]")).to_be_focused()
    staff.keyboard.type("李想jk?")
    expect(staff.locator("[data-search]")).to_have_value("李想jk?")
    staff.goto("/hr/candidates")
    for key in ("j", "j", "k"):
        staff.keyboard.press(key)
    first = staff.locator("[data-row]").first
    expect(first).to_have_class("is-selected")
    staff.keyboard.press("?")
    expect(staff.get_by_role("dialog")).to_be_visible()
    staff.keyboard.press("Escape")
    expect(staff.get_by_role("dialog")).to_be_hidden()
    staff.keyboard.press("j")
    staff.keyboard.press("k")
    name = first.locator("[data-open]").inner_text()
    staff.keyboard.press("Enter")
    expect(staff.get_by_role("heading", level=1)).to_have_text(name)


async def _first_in_line(settings: Settings, name: str, number: str) -> None:
    """A candidate who passes, and whose promise is older than everybody's."""
    browser = Headless(settings.origin("acme"))
    await people.log_in(browser, "hr@acme.test", PASSWORD)
    tabs = {"候选人": [PEOPLE, person(name, number)], "面试评分": [SCORES, score(name, number, 8, 8)]}
    await people.import_sheet(browser, "a.xlsx", workbook(tabs))
    await browser.close()
    database = Database(settings.database_url)
    tenant = await TenantDirectory(database, settings).by_host("acme.localhost")
    assert tenant is not None
    whose = select(Person.id).where(Person.name == name).scalar_subquery()
    async with database.tenant(tenant) as session:
        await session.execute(
            update(Application)
            .where(Application.person_id == whose)
            .values(promised_at=datetime(2020, 1, 1, tzinfo=UTC))
        )
    await database.close()


def test_a_row_asks_before_it_tells_the_candidate(staff: Page, settings: Settings) -> None:
    name = "褚先到"
    aside(_first_in_line(settings, name, "13800030901"))
    staff.goto("/hr/")
    row = staff.locator("[data-row]", has_text=name)
    row.get_by_text("确认通过", exact=True).click()
    panel = row.locator("[data-panel]:visible")
    expect(panel).to_contain_text("不能收回")
    expect(panel.get_by_role("button", name="确认并通知")).to_be_focused()
    staff.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    row.get_by_text("改判", exact=True).click()
    expect(panel.get_by_label("理由")).to_be_focused()
    row.get_by_text("确认通过", exact=True).click()
    expect(panel).to_have_count(1)
    panel.get_by_role("button", name="确认并通知").click()
    expect(staff.get_by_role("status")).to_contain_text(f"已确认{name}通过")
    expect(staff.locator("[data-row]", has=staff.get_by_text("确认通过"), has_text=name)).to_have_count(0)


def test_the_bulk_bar_counts_and_waits_for_a_tick(staff: Page) -> None:
    staff.goto("/hr/candidates?todo=1")
    button = staff.locator("[data-needs-tick]")
    expect(button).to_be_disabled()
    staff.locator("[data-check-all]").check()
    ticked = staff.locator("[data-check]").count()
    expect(staff.locator("[data-checked-count]")).to_have_text(str(ticked))
    expect(button).to_be_enabled()
    staff.locator("[data-check]").first.uncheck()
    expect(staff.locator("[data-checked-count]")).to_have_text(str(ticked - 1))


def test_enter_in_the_add_form_never_adds_a_second_application(staff: Page) -> None:
    outcomes = (staff.get_by_text("已添加褚回车"), staff.get_by_text("这个手机号已有档案"))
    for outcome in outcomes:
        staff.goto("/hr/candidates/new")
        staff.fill("#name", "褚回车")
        staff.fill("#phone", "13800030900")
        staff.fill("#post", "测试工程师")
        staff.keyboard.press("Enter")
        expect(outcome).to_be_visible()
    expect(staff.locator("#phone")).to_be_focused()
    staff.fill("#post", "产品经理")
    staff.keyboard.press("Enter")
    expect(staff.get_by_text("这个手机号已有档案")).to_be_visible()
