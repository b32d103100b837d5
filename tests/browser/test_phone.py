"""The candidate's whole way in a real browser of phone size, by finger; HR and the seal keeper in another window."""

import re
from urllib.parse import urlsplit

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import Inbox
from playwright.sync_api import Browser, Page

from tests.browser.phone import PHONE, Watch, accessible, draw, kind_to_thumbs, spread, until
from tests.support.sheets import PEOPLE, SCORES, person, score, workbook
from tools.walk.people import aside, decide, log_in, read_contract, seal, send_contract

NUMBER, NAME = "13800030001", "阿卜杜热合曼·买买提艾力"


async def _admit(settings: Settings, name: str = NAME, number: str = NUMBER) -> str:
    """HR imports, confirms; returns the application."""
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    tabs = {"候选人": [PEOPLE, person(name, number)], "面试评分": [SCORES, score(name, number, 8, 8)]}
    await people.import_sheet(staff, "a.xlsx", workbook(tabs))
    await staff.close()
    return await decide(settings, name, "pass")


def code(inbox: Inbox, had: int) -> str:
    return aside(inbox.code(NUMBER, had))


def test_a_candidate_signs_on_a_phone(browser: Browser, settings: Settings, inbox: Inbox) -> None:
    application = aside(_admit(settings))
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    watch, page, origin = Watch(context), context.new_page(), settings.origin("acme")

    page.goto(origin + "/")
    kind_to_thumbs(page)
    page.fill("#phone", NUMBER)
    page.get_by_role("button", name="获取验证码").tap()
    page.locator("#code").wait_for()
    assert page.get_by_role("button", name="秒后可以重新获取").is_disabled()
    kind_to_thumbs(page)
    page.fill("#code", code(inbox, 0))
    page.get_by_role("button", name="查看进度").tap()
    page.get_by_role("heading", name=re.compile("请填写入职登记")).wait_for()
    kind_to_thumbs(page)

    page.get_by_role("link", name="填写入职登记").tap()
    page.fill("#id_number", "310199198812311224")
    page.fill("#address", "上海市浦东新区世纪大道 100 号 101 室")
    page.check("[name=agree]")
    page.get_by_role("button", name="提交").tap()
    page.get_by_text("校验位不对").wait_for()
    assert page.input_value("#address").startswith("上海市")
    assert page.evaluate("document.activeElement.id") == "id_number"
    kind_to_thumbs(page)
    page.fill("#id_number", "310199198812311223")
    page.get_by_role("button", name="提交").tap()
    page.get_by_text("已收到，谢谢").wait_for()

    contract = aside(send_contract(settings, application))
    page.goto(origin + "/progress")
    kind_to_thumbs(page)
    page.get_by_role("link", name="阅读并签署合同").tap()
    page.wait_for_url("**/read")
    kind_to_thumbs(page)
    page.locator("#text summary").tap()
    assert "劳动合同书" in page.inner_text("article")
    kind_to_thumbs(page)
    page.locator("#text summary").tap()
    read_contract(page)
    page.check("[name=agree]")
    page.get_by_role("button", name="下一步").tap()
    page.wait_for_url("**/verify")
    kind_to_thumbs(page)
    page.fill("#name", NAME)
    page.fill("#id_number", "310199198812311223")
    page.get_by_role("button", name="获取验证码").tap()
    page.fill("#code", "000000")
    page.get_by_role("button", name="下一步").tap()
    page.get_by_text("验证码不正确").wait_for()
    kind_to_thumbs(page)
    page.fill("#code", code(inbox, 1))
    page.get_by_role("button", name="下一步").tap()
    page.locator("canvas").wait_for()
    kind_to_thumbs(page)
    _sign_both_ways(page)
    page.wait_for_url("**/done")
    page.get_by_role("heading", name="您已签署，等待公司盖章").wait_for()

    aside(seal(settings, contract))
    page.reload()
    page.get_by_text("合同已签署完成").wait_for()
    page.get_by_text("在浏览器打开").wait_for()  # this is WeChat
    kind_to_thumbs(page)
    _check_the_file(page, f"/contracts/{contract}/pdf")
    context.close()
    assert watch.origins == {urlsplit(origin).netloc}
    assert [line for line in watch.complaints if "422" not in line] == []


def _settled(page: Page) -> None:
    """Wait until the pad is drawn at its new size: as many pixels as it is wide, and painted."""
    until(page, "Math.abs(canvas().width - canvas().offsetWidth * devicePixelRatio) < 2")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _sign_both_ways(page: Page) -> None:
    """Write upright, turn the phone, turn it back: nothing is lost. The paper is seen before the last tap."""
    look = page.get_by_role("button", name="写好了，看一看")
    assert look.is_disabled()
    draw(page)
    upright = spread(page)
    page.set_viewport_size({"width": 844, "height": 390})
    until(page, "canvas().offsetWidth > 700")
    box = page.locator(".pad").bounding_box()
    assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= 390
    _settled(page)
    assert spread(page)[1] == pytest.approx(upright[1], abs=0.05)
    kind_to_thumbs(page)
    page.set_viewport_size({"width": 390, "height": 844})
    until(page, "canvas().offsetWidth < 400")
    _settled(page)
    assert spread(page) == pytest.approx(upright, abs=0.05)
    # click, not tap: after raw touch events the driver's next tap is taken for the end of a gesture.
    look.click()
    page.get_by_role("button", name="重写").click()
    assert look.is_disabled()
    page.set_viewport_size({"width": 844, "height": 390})
    until(page, "canvas().offsetWidth > 700")
    draw(page)
    look.click()
    until(page, "preview().naturalWidth > 0")
    picture = page.locator("[data-drawn]")
    until(
        page,
        "preview().getBoundingClientRect().top >= 0 && preview().getBoundingClientRect().bottom <= innerHeight",
    )
    assert picture.is_visible()
    kind_to_thumbs(page)
    page.get_by_role("button", name="确认签署").click()


def _check_the_file(page: Page, path: str) -> None:
    """What was downloaded is held up at the page that the contract's code leads to."""
    numbers: list[int] = page.evaluate(
        "path => fetch(path).then(answer => answer.arrayBuffer()).then(data => [...new Uint8Array(data)])",
        path,
    )
    page.get_by_role("link", name="合同验真").click()
    kind_to_thumbs(page)
    file = {"name": "劳动合同.pdf", "mimeType": "application/pdf", "buffer": bytes(numbers)}
    page.set_input_files("#file", file)  # type: ignore[arg-type]
    page.get_by_role("heading", name="这就是公司存档的那一份").wait_for()
    page.get_by_text("逐字节一致").wait_for()
    kind_to_thumbs(page)


@pytest.mark.parametrize("path", ["/privacy", "/nothing", "/m/1-nothing", "/?to=/progress&ended=1"])
def test_the_pages_of_a_stranger_are_kind_to_thumbs(browser: Browser, settings: Settings, path: str) -> None:
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    watch, page, origin = Watch(context), context.new_page(), settings.origin("acme")
    page.goto(origin + path)
    kind_to_thumbs(page)
    page.set_viewport_size({"width": 195, "height": 422})  # 200 %
    accessible(page)
    context.close()
    assert watch.origins == {urlsplit(origin).netloc}
    assert [line for line in watch.complaints if "404" not in line] == []


def test_without_scripts_the_road_goes_up_to_the_signature(
    browser: Browser, settings: Settings, inbox: Inbox
) -> None:
    number, name = "13800030002", "张𬭎"
    application = aside(_admit(settings, name, number))
    context = browser.new_context(**PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page, origin = context.new_page(), settings.origin("acme")
    page.goto(origin + "/")
    page.fill("#phone", number)
    page.get_by_role("button", name="获取验证码").click()
    page.locator("noscript p").wait_for()  # the text of a noscript is not found by its words
    assert "秒后可以重新获取" in page.content()
    page.fill("#code", aside(inbox.code(number, 0)))
    page.get_by_role("button", name="查看进度").click()
    page.get_by_role("link", name="填写入职登记").click()
    page.fill("#id_number", "310199198812311223")
    page.fill("#address", "上海市浦东新区世纪大道 100 号 101 室")
    page.check("[name=agree]")
    page.get_by_role("button", name="提交").click()
    contract = aside(send_contract(settings, application))
    page.goto(f"{origin}/contracts/{contract}")
    page.check("[name=agree]")
    page.check("[name=read_all]")
    page.get_by_role("button", name="下一步").click()
    page.fill("#name", name)
    page.fill("#id_number", "310199198812311223")
    page.get_by_role("button", name="获取验证码").click()
    page.fill("#code", aside(inbox.code(number, 1)))
    page.get_by_role("button", name="下一步").click()
    page.locator("noscript .notice").wait_for()
    assert "手写签名需要启用 JavaScript" in page.content()
    page.get_by_text("可以改签纸质合同").wait_for()
    context.close()


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)])
def test_the_console_is_accessible(browser: Browser, settings: Settings, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    watch, page, origin = Watch(context), context.new_page(), settings.origin("acme")
    log_in(page, "hr@acme.test", origin)
    for path in ("/hr/", "/hr/candidates?todo=1", "/hr/imports", "/hr/messages", "/hr/contracts", "/hr/rule"):
        page.goto(origin + path)
        accessible(page)
    page.goto(origin + "/hr/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    context.close()
    assert watch.origins == {urlsplit(origin).netloc}
    assert watch.complaints == []
