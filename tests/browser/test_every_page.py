"""Axe on the pages that come with interviews, results, notices, promises and reports, at both sizes, light and dark."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import Inbox
from playwright.sync_api import Browser, Page

from tests.browser.phone import PHONE, accessible, kind_to_thumbs
from tests.support.sheets import PEOPLE, SCORES, person, score, workbook
from tools.walk.people import aside, decide, log_in, sign_in

LOOKS = {"phone": ((390, 844), "light"), "desktop": ((1440, 900), "dark")}
CONSOLE = (
    "/hr/interviews", "/hr/interviews?view=day", "/hr/rounds", "/hr/forms", "/hr/forms/new", "/hr/stages", "/hr/vacancies",
    "/hr/rule/confirming", "/hr/rule/assessments/new", "/hr/rule/versions/1", "/hr/promise-rule", "/hr/offers", "/hr/offer-rule", "/hr/minimum-wages", "/hr/contract-templates", "/hr/signing-rule", "/hr/delivery", "/hr/channels",
    "/hr/channels/new/wecom", "/hr/channels/new/wecom_app", "/hr/channels/new/tencent", "/hr/triggers", "/hr/messages", "/hr/messages/unreached", "/hr/pool?asked=1",
    *(f"/hr/reports/{one}" for one in ("funnel", "stages", "interviewers", "sources", "notices", "promises", "survey")),
)  # fmt: skip
SETTINGS = (
    "/hr/people", "/hr/people/new", "/hr/roles", "/hr/roles/new", "/hr/departments", "/hr/features", "/hr/brand",
    "/hr/sso-connections", "/hr/sso-connections/new/oidc", "/hr/domains", "/hr/employers", "/hr/employers/new",
    "/hr/company", "/hr/company/welcome", "/hr/audit", "/hr/employees", "/hr/employees/new", "/hr/help", "/hr/settings",
)  # fmt: skip
LONG, PHONE_OF_LONG = "阿卜杜热合曼·买买提艾力", "13800050301"
OVER, PHONE_OF_OVER = "司马喆", "13800050302"
WAITS, PHONE_OF_WAITS = "上官䶮", "13800050303"


@pytest.fixture(scope="module")
def admin(browser: Browser, settings: Settings) -> Iterator[Page]:
    context = browser.new_context(base_url=settings.origin("acme"), locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    log_in(page, "admin@acme.test")
    page.wait_for_url("**/hr/")
    yield page
    context.close()


async def _met(settings: Settings) -> tuple[str, str, str]:
    """Somebody in review with an interview before them: the application and the interview; and one who waits for an
    answer."""
    hr = Headless(settings.origin("acme"))
    await people.log_in(hr, "hr@acme.test", PASSWORD)
    rows = [person(LONG, PHONE_OF_LONG), person(OVER, PHONE_OF_OVER), person(WAITS, PHONE_OF_WAITS)]
    cards = [score(LONG, PHONE_OF_LONG, 8, 8), score(OVER, PHONE_OF_OVER, 4, 4)]
    cards.append(score(WAITS, PHONE_OF_WAITS, 7, 7))
    await people.import_sheet(
        hr, "a.xlsx", workbook({"候选人": [PEOPLE, *rows], "面试评分": [SCORES, *cards]})
    )
    file = (await hr.get(f"/hr/candidates?q={PHONE_OF_LONG[-4:]}")).entries("/hr/candidates")[0]
    application = file.rsplit("/", 1)[1]
    waits = (await hr.get(f"/hr/candidates?q={PHONE_OF_WAITS[-4:]}")).entries("/hr/candidates")[0]
    page = await hr.get(f"/hr/interviews/new/{application}")
    boxes = [element.attrs["value"] for element in page.all("name") if element.attrs["name"] == "panel"]
    day = (clock.today_in_china() + timedelta(days=12)).isoformat()
    values = {
        "round": "终面",
        "day": day,
        "time": "14:00",
        "place": "3 号楼 5 层「天权」会议室",
        "sure": "yes",
    }
    page = await page.form("interview-form").fill(values).tick("panel", boxes[:3]).submit()
    await hr.close()
    return application, page.path.rsplit("/", 1)[1], waits


@pytest.fixture(scope="module")
def met(settings: Settings) -> tuple[str, str, str]:
    return aside(_met(settings))


async def _employed(settings: Settings) -> str:
    """Somebody added by hand: their page."""
    hr = Headless(settings.origin("acme"))
    await people.log_in(hr, "hr@acme.test", PASSWORD)
    typed = {
        "name": LONG,
        "phone": "13800050304",
        "job_title": "设备维护高级工程师（华东大区）",
        "starts_on": "2024-02-29",
    }
    page = await (await hr.get("/hr/employees/new")).form("add-form").fill(typed).submit()
    await hr.close()
    return page.path


@pytest.fixture(scope="module")
def employed(settings: Settings) -> str:
    return aside(_employed(settings))


@pytest.mark.parametrize("look", LOOKS)
def test_the_console(admin: Page, met: tuple[str, str, str], employed: str, look: str) -> None:
    application, interview, waits = met
    (width, height), scheme = LOOKS[look]
    admin.set_viewport_size({"width": width, "height": height})
    admin.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    file = f"/hr/candidates/{application}"
    of_one = (file, f"{file}/result", f"{waits}/promise", f"/hr/blacklist/new/{application}")
    of_one += (
        f"/hr/interviews/new/{application}",
        f"/hr/interviews/{interview}",
        f"/hr/interviews/{interview}/edit",
        employed,
        f"{employed}/details",
    )
    for path in (*CONSOLE, *SETTINGS, *of_one):
        answer = admin.goto(path)
        assert answer is not None and answer.ok, path
        accessible(admin)


def test_a_candidate_with_an_interview(
    browser: Browser, settings: Settings, inbox: Inbox, met: tuple[str, str, str]
) -> None:
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    page, origin = context.new_page(), settings.origin("acme")
    sign_in(page, inbox, PHONE_OF_LONG, origin)
    kind_to_thumbs(page)
    for step in ("", "/another-time", "/decline"):
        page.goto(f"{origin}/interviews/{met[1]}{step}")
        kind_to_thumbs(page)
    context.close()


def test_a_candidate_who_asks_for_a_person(
    browser: Browser, settings: Settings, inbox: Inbox, met: tuple[str, str, str]
) -> None:
    aside(decide(settings, PHONE_OF_OVER[-4:], "fail"))
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    page, origin = context.new_page(), settings.origin("acme")
    sign_in(page, inbox, PHONE_OF_OVER, origin)
    kind_to_thumbs(page)
    page.get_by_role("link", name="要求人工复核").tap()
    page.wait_for_url("**/review/**")
    kind_to_thumbs(page)
    page.goto(f"{origin}/progress")
    page.get_by_role("button", name="4 好").tap()
    page.get_by_text("已记下").wait_for()
    kind_to_thumbs(page)
    context.close()
