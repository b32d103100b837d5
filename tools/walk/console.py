"""The staff's pages."""

import io
import re

from huiyin.demo import PASSWORD
from openpyxl import Workbook
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import ADDRESS, aside, decide, fill_agreed

_LONG = "阿卜杜热合曼·买买提艾力"

_CONSOLE = {
    "todo": "/hr/",
    "candidates": "/hr/candidates",
    "confirm": "/hr/candidates?todo=1",
    "candidates-none": "/hr/candidates?q=没有这个人",
    "import": "/hr/imports",
    "messages": "/hr/messages",
    "contracts": "/hr/contracts",
    "contracts-none": "/hr/contracts?state=withdrawn",
    "employees": "/hr/employees",
    "reports": "/hr/reports",
    "reports-promises": "/hr/reports/promises",
    "reports-sources": "/hr/reports/sources",
    "reports-none": "/hr/reports/funnel?first=2020-01-01&last=2020-03-31",
    "rule": "/hr/rule",
    "audit": "/hr/audit",
    "missing": "/hr/nothing",
}


def console(album: Album, waiting: Page) -> None:
    """The staff; `waiting` is the window of the candidate whose contract is made."""
    settings = album.settings
    origin = settings.origin("acme")
    page = album.window()
    page.goto(f"{origin}/hr/login")
    album.keep(page, "console-login")
    _enter(page, "hr@acme.test", "wrong")
    album.keep(page, "console-login-wrong")
    _enter(page, "hr@acme.test", PASSWORD)
    for name, path in _CONSOLE.items():
        page.goto(origin + path)
        album.keep(page, f"console-{name}")
    for name, who in (("candidate", "欧阳"), ("candidate-review", _LONG), ("candidate-interview", "俞冬梅")):
        page.goto(f"{origin}/hr/candidates?q={who}")
        page.goto(origin + _first(page, "/hr/candidates/"))
        album.keep(page, f"console-{name}")
        if name == "candidate-review":
            page.goto(f"{page.url}/promise")
            album.keep(page, "console-promise-move")
    page.goto(f"{origin}/hr/contracts")
    page.goto(origin + _first(page, "/hr/contracts/"))
    album.keep(page, "console-contract")
    _employee(album, page)
    page.context.close()
    _new_contract(album, waiting)
    _import(album, origin)
    _interviewer(album, origin)


def _employee(album: Album, page: Page) -> None:
    """Somebody leaves: first with a day before they came."""
    origin = album.settings.origin("acme")
    page.goto(f"{origin}/hr/employees")
    page.goto(origin + _first(page, "/hr/employees/"))
    album.keep(page, "console-employee")
    page.locator("[name=ended_on]").evaluate("field => field.removeAttribute('min')")
    page.fill("[name=ended_on]", "2020-01-31")
    page.select_option("[name=reason]", "resigned")
    page.get_by_role("button", name="登记离职").click()
    page.get_by_text("最后工作日不能早于").wait_for()
    album.keep(page, "console-employee-wrong")
    page.fill("[name=ended_on]", "2099-12-31")
    page.get_by_role("button", name="登记离职").click()
    page.get_by_text("更正离职登记").wait_for()
    album.keep(page, "console-employee-leaving")
    page.goto(f"{origin}/hr/employees?state=left")
    album.keep(page, "console-employees-none")


def _new_contract(album: Album, page: Page) -> None:
    origin = album.settings.origin("acme")
    application = aside(decide(album.settings, "李想", "pass"))
    page.goto(f"{origin}/onboarding")
    page.fill("#id_number", "310199199001011002")
    page.fill("#address", ADDRESS)
    page.check("[name=agree]")
    page.click("[form=onboarding-form]")
    page.wait_for_url("**/progress")
    page.context.close()
    page = album.window()
    page.goto(f"{origin}/hr/login")
    _enter(page, "hr@acme.test", PASSWORD)
    page.goto(f"{origin}/hr/contracts/new/{application}")
    album.keep(page, "console-contract-new")
    fill_agreed(page)
    page.fill("[name='pay.base']", "1000")
    page.evaluate("document.getElementById('contract-form').requestSubmit()")
    page.get_by_text("最低工资").first.wait_for()
    page.evaluate("scrollTo(0, 0)")
    album.keep(page, "console-contract-blocked")
    page.context.close()


def _import(album: Album, origin: str) -> None:
    page = album.window()
    page.goto(f"{origin}/hr/login")
    _enter(page, "hr@acme.test", PASSWORD)
    page.goto(f"{origin}/hr/imports")
    page.set_input_files(
        "[name=sheet]", {"name": "候选人.xlsx", "mimeType": "application/octet-stream", "buffer": _sheet()}
    )
    page.evaluate("document.getElementById('import-form').requestSubmit()")
    page.wait_for_url(re.compile(r"/hr/imports/[0-9a-f-]{36}"))
    album.keep(page, "console-import-preview")
    page.evaluate("document.getElementById('apply-form').requestSubmit()")
    page.locator("[data-result]").wait_for()
    album.keep(page, "console-import-done")
    page.context.close()


def _sheet() -> bytes:
    """A sheet as people have them: two good rows, one with an odd wish, two that cannot be candidates."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "候选人"
    for row in (
        ("姓名", "手机号", "邮箱", "应聘岗位", "部门", "工作地点", "期望薪资"),
        ("何雨晴", "13700002211", "heyuqing@example.com", "产品经理", "产品部", "上海市浦东新区", "20k"),
        ("古丽巴哈尔·艾合买提", "13700002212", "", "质量工程师", "制造一部", "苏州市昆山市", "11k"),
        ("宋佳", "13700002213", "songjia@example.com", "销售经理", "销售部", "北京市朝阳区", "面议"),
        ("王小明", "1370000", "", "销售经理", "销售部", "北京市朝阳区", "9k"),
        ("", "13700002215", "", "后端开发工程师", "研发部", "上海市浦东新区", "21k"),
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _interviewer(album: Album, origin: str) -> None:
    page = album.window()
    page.goto(f"{origin}/hr/login")
    _enter(page, "interviewer@acme.test", PASSWORD)
    page.goto(f"{origin}/hr/assignments")
    album.keep(page, "console-interviews")
    page.goto(origin + _first(page, "/hr/assignments/"))
    album.keep(page, "console-interview")
    page.context.close()


def _enter(page: Page, login: str, password: str) -> None:
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state("load")


def _first(page: Page, beginning: str) -> str:
    """Where the first link to one of a list leads to."""
    hrefs: list[str] = page.eval_on_selector_all(
        "main a[href]", "links => links.map(a => a.getAttribute('href'))"
    )
    return next(href for href in hrefs if re.match(re.escape(beginning) + r"[0-9a-f-]{36}$", href))
