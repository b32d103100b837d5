"""What the people of the pictures do, before the camera and behind it."""

import asyncio
import io
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import Inbox
from openpyxl import Workbook
from playwright.sync_api import Page

ADDRESS = "上海市浦东新区世纪大道 100 号 1 幢 101 室"
T = TypeVar("T")


def aside(work: Coroutine[Any, Any, T]) -> T:
    """Somebody else's doing, in a thread of its own: the browser's driver holds this one's event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def sign_in(page: Page, inbox: Inbox, phone: str, origin: str) -> None:
    """A candidate comes in."""
    page.goto(f"{origin}/")
    had = aside(inbox.codes(phone))
    page.fill("#phone", phone)
    page.click("[form=phone-form]")
    page.fill("#code", aside(inbox.code(phone, had)))
    page.click("[form=code-form]")
    page.wait_for_url("**/progress")


def fill_agreed(page: Page) -> None:
    """HR types into the form of a contract what only people know, where nothing says it yet."""
    for name, value in people.AGREED.items():
        blank = page.locator(f"[name='{name}']")
        if not blank.is_visible() or blank.input_value():
            continue
        if blank.evaluate("blank => blank.tagName") == "SELECT":
            blank.select_option(value)
        else:
            blank.fill(value)


def log_in(page: Page, login: str, origin: str = "") -> None:
    """Somebody of the demo signs in to the console; without `origin` the window knows its own. Where it leads is not
    waited for."""
    page.goto(f"{origin}/hr/login")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()


def read_contract(page: Page) -> None:
    """Bring every page of the contract into view, until it can be gone on from."""
    for leaf in page.locator("[data-page]").all():
        leaf.scroll_into_view_if_needed()
        leaf.locator("img").evaluate("image => image.decode()")
    page.get_by_role("button", name="下一步").wait_for()


def draw(page: Page) -> None:
    """Write something like a name with the mouse."""
    box = page.locator("canvas").bounding_box()
    if box is None:
        raise LookupError("there is no pad to write on")
    strokes = (
        ((0.18, 0.42), (0.38, 0.40)), ((0.28, 0.30), (0.28, 0.55)), ((0.27, 0.45), (0.17, 0.60)),
        ((0.29, 0.45), (0.40, 0.60)), ((0.20, 0.64), (0.36, 0.64), (0.28, 0.70), (0.28, 0.84), (0.24, 0.80)),
        ((0.18, 0.74), (0.40, 0.72)), ((0.54, 0.40), (0.70, 0.38)), ((0.62, 0.30), (0.62, 0.60)),
        ((0.74, 0.34), (0.74, 0.60), (0.86, 0.60), (0.86, 0.33), (0.74, 0.34)), ((0.75, 0.47), (0.86, 0.47)),
        ((0.56, 0.72), (0.53, 0.82)), ((0.62, 0.70), (0.64, 0.84), (0.78, 0.84), (0.78, 0.76)),
        ((0.70, 0.68), (0.72, 0.74)), ((0.84, 0.70), (0.88, 0.78)),
    )  # fmt: skip
    for (x, y), *rest in strokes:
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        page.mouse.down()
        for x, y in rest:
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=8)
        page.mouse.up()


async def interviewed(settings: Settings, *people_with_marks: tuple[str, str, int], mail: str = "") -> None:
    """HR imports people who had their first interview: name, phone, and the points for both dimensions; with `mail`,
    which is theirs."""
    book = Workbook()
    tab = book.worksheets[0]
    tab.title = "候选人"
    scores = book.create_sheet("面试评分")
    tab.append(("姓名", "手机号", "应聘岗位", "部门", "工作地点", "邮箱"))
    scores.append(("姓名", "手机号", "应聘岗位", "面试轮次", "面试官", "面试时间", "沟通能力", "专业技能"))
    post = "质量工程师"
    for name, phone, marks in people_with_marks:
        tab.append((name, phone, post, "制造一部", "苏州市昆山市", mail))
        scores.append((name, phone, post, "初试", "王磊", "2026-11-20 15:30", marks, marks))
    sheet = io.BytesIO()
    book.save(sheet)
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    await people.import_sheet(staff, "候选人.xlsx", sheet.getvalue())
    await staff.close()


async def decide(settings: Settings, name: str, outcome: str) -> str:
    """HR confirms a candidate's result; returns the application."""
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    file = (await staff.get(f"/hr/candidates?q={name}")).entries("/hr/candidates")[0]
    form = (await staff.get(file)).form("decision-form")
    if outcome == "pass":
        await form.submit(("outcome", outcome))
    else:
        await form.fill({"reason": "岗位要求与经历暂不匹配"}).submit(("outcome", outcome))
    await staff.close()
    return file.rsplit("/", 1)[1]


async def send_contract(settings: Settings, application: str) -> str:
    """HR makes the contract and sends it."""
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    form = people.contract_form(await staff.get(f"/hr/contracts/new/{application}"))
    pay = form.value("pay.base") or "12000"
    page = await form.fill({"pay.base": pay, "probation.wage": form.value("probation.wage") or pay}).submit()
    contract = page.path.rsplit("/", 1)[1]
    await (await people.wait_for_state(staff, contract, "checked")).form("send-form").submit()
    await staff.close()
    return contract


async def seal(settings: Settings, contract: str) -> None:
    """The seal keeper seals, the archive takes it."""
    keeper = Headless(settings.origin("acme"))
    await people.log_in(keeper, "seal@acme.test", PASSWORD)
    await (await people.wait_for_state(keeper, contract, "pending_company")).form("seal-form").submit()
    await people.wait_for_state(keeper, contract, "archived")
    await keeper.close()


async def application_of(settings: Settings, name: str) -> str:
    """The application of the candidate whose name begins so."""
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    file = (await staff.get(f"/hr/candidates?q={name}")).entries("/hr/candidates")[0]
    await staff.close()
    return file.rsplit("/", 1)[1]
