"""What the pictures tell: candidates, HR and the seal keeper on every page, in every state."""

import asyncio
import io
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import Inbox
from huiyin.up import Product
from openpyxl import Workbook
from playwright.sync_api import Page

from tools.screens import Album

T = TypeVar("T")
_LI, _OUYANG, _SIMA, _YU = "13800006721", "15100000312", "13900001177", "13086569070"
_LONG = "阿卜杜热合曼·买买提艾力"
_ADDRESS = "上海市浦东新区世纪大道 100 号 1 幢 101 室"


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


async def decide(settings: Settings, name: str, outcome: str) -> str:
    """HR confirms a candidate's result; returns the application."""
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    file = (await staff.get(f"/hr/candidates?q={name}")).links("/hr/candidates/")[0]
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
    page = await (await staff.get(f"/hr/contracts/new/{application}")).form("contract-form").submit()
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


def portal(album: Album, product: Product) -> Page:
    """The candidates. The window of 李想, in review, stays open: nobody gets two codes within a minute."""
    settings, inbox = album.settings, Inbox(product.stack.inbox_origin)
    origin = settings.origin("acme")
    _arrive(album, inbox, origin)
    page = album.window()
    sign_in(page, inbox, _YU, origin)
    album.keep(page, "portal-progress-interview")
    page.context.close()
    waiting = album.window()
    sign_in(waiting, inbox, _LI, origin)
    album.keep(waiting, "portal-progress-review")
    aside(decide(settings, "司马喆", "fail"))
    page = album.window()
    sign_in(page, inbox, _SIMA, origin)
    album.keep(page, "portal-progress-ended")
    page.context.close()
    page, application = _onboard(album, inbox, origin)
    _sign(album, product, page, application)
    page.context.close()
    return waiting


def _arrive(album: Album, inbox: Inbox, origin: str) -> None:
    page = album.window()
    page.goto(album.settings.origin() + "/")
    album.keep(page, "portal-base-domain")
    page.goto(f"{origin}/m/1-nothing")
    album.keep(page, "portal-link-gone")
    page.goto(f"{origin}/nothing")
    album.keep(page, "portal-missing")
    page.goto(f"{origin}/privacy")
    album.keep(page, "portal-privacy")
    page.goto(f"{origin}/?to=/progress&ended=1")
    album.keep(page, "portal-signin-ended")
    page.goto(f"{origin}/")
    album.keep(page, "portal-signin-phone")
    page.fill("#phone", "1380000")
    page.click("[form=phone-form]")
    album.keep(page, "portal-signin-phone-wrong")
    page.fill("#phone", "13611112222")
    page.click("[form=phone-form]")
    page.wait_for_url(re.compile(r"/code\?"))
    album.keep(page, "portal-signin-code")
    page.fill("#code", "123456")
    page.click("[form=code-form]")
    page.get_by_text("验证码不正确").wait_for()
    album.keep(page, "portal-signin-code-wrong")
    page.context.close()


def _onboard(album: Album, inbox: Inbox, origin: str) -> tuple[Page, str]:
    """欧阳䶮 passed: fills the form, first wrongly. Their window stays open; who applied comes with it."""
    page = album.window()
    sign_in(page, inbox, _OUYANG, origin)
    album.keep(page, "portal-progress-offer")
    page.goto(f"{origin}/onboarding")
    album.keep(page, "portal-onboarding")
    page.fill("#id_number", "310199198812311224")
    page.fill("#address", "上海")
    page.click("[form=onboarding-form]")
    page.get_by_text("校验位不对").wait_for()
    album.keep(page, "portal-onboarding-wrong")
    page.fill("#id_number", "310199198812311223")
    page.fill("#address", _ADDRESS)
    page.check("[name=agree]")
    page.click("[form=onboarding-form]")
    page.get_by_text("已收到，谢谢").wait_for()
    album.keep(page, "portal-progress-onboarded")
    return page, aside(_application(album.settings, "欧阳"))


async def _application(settings: Settings, name: str) -> str:
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    file = (await staff.get(f"/hr/candidates?q={name}")).links("/hr/candidates/")[0]
    await staff.close()
    return file.rsplit("/", 1)[1]


def _sign(album: Album, product: Product, page: Page, application: str) -> None:
    settings, inbox = album.settings, Inbox(product.stack.inbox_origin)
    origin = settings.origin("acme")
    contract = aside(send_contract(settings, application))
    stranger = album.window()
    stranger.goto(f"{origin}/contracts/{contract}")  # as from the message: first who, then the contract
    album.keep(stranger, "portal-signin-for-contract")
    stranger.context.close()
    page.goto(f"{origin}/contracts/{contract}")
    page.wait_for_url("**/read")
    album.keep(page, "portal-sign-1-read")
    page.goto(f"{origin}/progress")
    album.keep(page, "portal-progress-contract")
    page.goto(f"{origin}/contracts/{contract}/read")
    page.click("[form=read-form]")
    page.get_by_text("请先阅读合同全文").wait_for()
    page.locator("#agree").scroll_into_view_if_needed()
    album.keep(page, "portal-sign-1-read-wrong")
    page.check("[name=agree]")
    page.click("[form=read-form]")
    page.wait_for_url("**/verify")
    album.keep(page, "portal-sign-2-verify")
    had = aside(inbox.codes(_OUYANG))
    page.click("[form=send-form]")
    page.locator("#verify-form").wait_for()
    album.keep(page, "portal-sign-2-code")
    page.fill("#code", "000000")
    page.click("[form=verify-form]")
    page.get_by_text("验证码不正确").wait_for()
    album.keep(page, "portal-sign-2-code-wrong")
    page.fill("#code", aside(inbox.code(_OUYANG, had)))
    page.click("[form=verify-form]")
    page.locator("canvas").wait_for()
    album.keep(page, "portal-sign-3-empty")
    draw(page)
    album.keep(page, "portal-sign-3-written")
    page.click("[data-look]")
    album.keep(page, "portal-sign-3-look")
    if product.worker is not None:
        product.worker.stop()  # else the signature is made before anybody can look
    page.click("[data-send]")
    page.get_by_text("正在生成您的数字签名").wait_for()
    album.keep(page, "portal-sign-4-making")
    product.start_worker()
    page.get_by_text("您已签署，等待公司盖章").wait_for(timeout=60_000)
    album.keep(page, "portal-sign-4-signed")
    page.goto(f"{origin}/progress")
    album.keep(page, "portal-progress-signed")
    signed = _download(page, f"/contracts/{contract}/pdf")
    aside(seal(settings, contract))
    page.goto(f"{origin}/contracts/{contract}/done")
    album.keep(page, "portal-sign-5-completed")
    page.goto(f"{origin}/progress")
    album.keep(page, "portal-progress-completed")
    page.goto(f"{origin}/contracts/{contract}/read")
    album.keep(page, "portal-contract-text")
    final = _download(page, f"/contracts/{contract}/pdf")
    _verify(album, origin, signed, final)


def _download(page: Page, path: str) -> bytes:
    """A file, fetched as the page itself would."""
    numbers: list[int] = page.evaluate(
        "path => fetch(path).then(answer => answer.arrayBuffer()).then(data => [...new Uint8Array(data)])",
        path,
    )
    return bytes(numbers)


def _verify(album: Album, origin: str, signed: bytes, final: bytes) -> None:
    page = album.window()
    page.goto(f"{origin}/verify")
    album.keep(page, "portal-verify")
    middle = len(final) // 2
    changed = final[:middle] + bytes([final[middle] ^ 1]) + final[middle + 1 :]
    for name, data, words in (
        ("wrong", b"nothing", "这不是 PDF"),
        ("good", final, "签署后没有改动"),
        ("half", signed, "公司还没有盖章"),
        ("changed", changed, "与签署时不一样"),
    ):
        page.goto(f"{origin}/verify")
        page.set_input_files("#file", {"name": "劳动合同.pdf", "mimeType": "application/pdf", "buffer": data})
        page.click("[form=check-form]")
        page.get_by_text(words).first.wait_for()
        album.keep(page, f"portal-verify-{name}")
    page.context.close()


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
    page.goto(f"{origin}/hr/contracts")
    page.goto(origin + _first(page, "/hr/contracts/"))
    album.keep(page, "console-contract")
    page.context.close()
    _new_contract(album, waiting)
    _import(album, origin)
    _interviewer(album, origin)


def _new_contract(album: Album, page: Page) -> None:
    origin = album.settings.origin("acme")
    application = aside(decide(album.settings, "李想", "pass"))
    page.goto(f"{origin}/onboarding")
    page.fill("#id_number", "310199199001011002")
    page.fill("#address", _ADDRESS)
    page.check("[name=agree]")
    page.click("[form=onboarding-form]")
    page.wait_for_url("**/progress")
    page.context.close()
    page = album.window()
    page.goto(f"{origin}/hr/login")
    _enter(page, "hr@acme.test", PASSWORD)
    page.goto(f"{origin}/hr/contracts/new/{application}")
    album.keep(page, "console-contract-new")
    page.fill("[name='pay.base']", "1000")
    page.evaluate("document.getElementById('contract-form').requestSubmit()")
    page.get_by_text("最低工资").first.wait_for()
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
    page.goto(f"{origin}/hr/interviews")
    album.keep(page, "console-interviews")
    page.goto(origin + _first(page, "/hr/interviews/"))
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


def messages(album: Album, product: Product) -> None:
    """The letters, and the inbox that shows them."""
    inbox = product.stack.inbox_origin
    page = album.window()
    page.goto(f"{inbox}/")
    album.keep(page, "portal-inbox")
    kinds = {"好消息": "passed", "已有答复": "ended", "请签署": "contract", "已签署完成": "completed"}
    for message in httpx.get(f"{inbox}/api/messages", trust_env=False, timeout=30).json():
        kind = next((kind for words, kind in kinds.items() if words in message["subject"]), "")
        if kind:
            page.goto(f"{inbox}/mails/{message['id']}")
            album.keep(page, f"portal-mail-{kind}")
    page.context.close()
