"""The candidate's whole way in a real browser of phone size, by finger; HR and the seal keeper in another window."""

import asyncio
import re
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import Inbox
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.sheets import PEOPLE, SCORES, person, score, workbook
from tools.chromium import ARGUMENTS, chromium

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
    "locale": "zh-CN", "timezone_id": "Asia/Shanghai",
    "user_agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0",
}  # fmt: skip
T = TypeVar("T")
NUMBER, NAME = "13800030001", "阿卜杜热合曼·买买提艾力"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program, env = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS, env=env)
        yield started
        started.close()


class Watch:
    """What a window asked for and complained about."""

    def __init__(self, context: BrowserContext) -> None:
        self.origins: set[str] = set()
        self.complaints: list[str] = []
        context.on("request", lambda request: self.origins.add(urlsplit(request.url).netloc))
        context.on(
            "console", lambda line: self.complaints.append(line.text) if line.type == "error" else None
        )
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))


def accessible(page: Page) -> None:
    """Nothing serious is found by axe."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(r => r.violations)")
    serious = [
        (item["id"], item["nodes"][0]["html"]) for item in found if item["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "the page is wider than the phone"
    )


def draw(page: Page) -> None:
    """Sign with a finger."""
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    touch = page.context.new_cdp_session(page)
    for row in range(3):
        points = [(0.12 + step * 0.03, 0.25 + row * 0.2 + (step % 5) * 0.03) for step in range(24)]
        spots = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [spots[0]]})
        for spot in spots[1:]:
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [spot]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def _admit(settings: Settings) -> str:
    """HR imports, confirms; returns the application."""
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    data = workbook(
        {"候选人": [PEOPLE, person(NAME, NUMBER)], "面试评分": [SCORES, score(NAME, NUMBER, 8, 8)]}
    )
    await people.import_sheet(staff, "a.xlsx", data)
    file = (await staff.get(f"/hr/candidates?q={NAME}")).links("/hr/candidates/")[0]
    await (await staff.get(file)).form("decision-form").submit(("outcome", "pass"))
    await staff.close()
    return file.rsplit("/", 1)[1]


async def _send(settings: Settings, application: str) -> str:
    """HR makes the contract and sends it."""
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    page = await (await staff.get(f"/hr/contracts/new/{application}")).form("contract-form").submit()
    contract = page.path.rsplit("/", 1)[1]
    await (await people.wait_for_state(staff, contract, "checked")).form("send-form").submit()
    await staff.close()
    return contract


async def _seal(settings: Settings, contract: str) -> None:
    keeper = Headless(settings.origin("acme"))
    await people.log_in(keeper, "seal@acme.test", PASSWORD)
    await (await people.wait_for_state(keeper, contract, "pending_company")).form("seal-form").submit()
    await people.wait_for_state(keeper, contract, "archived")
    await keeper.close()


def aside(work: Coroutine[Any, Any, T]) -> T:
    """Somebody else's doing, in a thread of its own: the browser's driver holds this one's event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def code(inbox: Inbox, had: int) -> str:
    return aside(inbox.code(NUMBER, had))


def test_a_candidate_signs_on_a_phone(browser: Browser, settings: Settings, inbox: Inbox) -> None:
    application = aside(_admit(settings))
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    watch, page, origin = Watch(context), context.new_page(), settings.origin("acme")

    page.goto(origin + "/")
    accessible(page)
    page.fill("#phone", NUMBER)
    page.get_by_role("button", name="获取验证码").tap()
    page.fill("#code", code(inbox, 0))
    page.get_by_role("button", name="查看进度").tap()
    page.get_by_role("heading", name=re.compile("请填写入职登记")).wait_for()
    accessible(page)

    page.get_by_role("link", name="填写入职登记").tap()
    page.fill("#id_number", "310199198812311224")
    page.fill("#address", "上海市浦东新区世纪大道 100 号 101 室")
    page.check("[name=agree]")
    page.get_by_role("button", name="提交").tap()
    page.get_by_text("校验位不对").wait_for()
    assert page.input_value("#address").startswith("上海市")
    page.fill("#id_number", "310199198812311223")
    page.get_by_role("button", name="提交").tap()
    page.get_by_text("已收到，谢谢").wait_for()

    contract = aside(_send(settings, application))
    page.goto(origin + "/progress")
    page.get_by_role("link", name="阅读并签署合同").tap()
    page.wait_for_url("**/read")
    accessible(page)
    assert "劳动合同书" in page.inner_text("article")
    page.check("[name=agree]")
    page.get_by_role("button", name="下一步").tap()
    page.get_by_role("button", name="获取验证码").tap()
    page.fill("#code", "000000")
    page.get_by_role("button", name="下一步").tap()
    page.get_by_text("验证码不正确").wait_for()
    page.fill("#code", code(inbox, 1))
    page.get_by_role("button", name="下一步").tap()
    page.locator("canvas").wait_for()
    assert page.get_by_role("button", name="确认签署").is_disabled()
    draw(page)
    page.locator("[data-preview] img").wait_for()
    accessible(page)
    # click, not tap: after raw touch events the driver's next tap is taken for the end of a gesture.
    page.get_by_role("button", name="确认签署").click()
    page.wait_for_url("**/done")
    page.get_by_role("heading", name="您已签署，等待公司盖章").wait_for()

    aside(_seal(settings, contract))
    page.reload()
    page.get_by_text("合同已签署完成").wait_for()
    accessible(page)
    context.close()
    assert watch.origins == {urlsplit(origin).netloc}
    assert [line for line in watch.complaints if "422" not in line] == []


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)])
def test_the_console_is_accessible(browser: Browser, settings: Settings, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    watch, page, origin = Watch(context), context.new_page(), settings.origin("acme")
    page.goto(origin + "/hr/login")
    page.fill("[name=login]", "hr@acme.test")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    for path in ("/hr/", "/hr/candidates?todo=1", "/hr/imports", "/hr/messages", "/hr/contracts", "/hr/rule"):
        page.goto(origin + path)
        accessible(page)
    page.goto(origin + "/hr/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    context.close()
    assert watch.origins == {urlsplit(origin).netloc}
    assert watch.complaints == []
