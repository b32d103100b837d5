"""The studio for contract templates in a real browser: by mouse, by touch, by keyboard; alone, two at once, without a line."""

from collections.abc import Iterator
from itertools import count
from urllib.parse import urlsplit

import pytest
from huiyin.platform.settings import Settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.browser.phone import PHONE, Watch, accessible
from tools.walk.people import log_in

DESK = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", "reduced_motion": "reduce"}
HOSTILE = "<script>alert(1)</script>{{7*7}}${x}😀\u202etxet\u2066"
_numbers = count(1)
_SMALL = """() => [...document.querySelectorAll(
  'main a.btn, main button, main summary, main select, main input')].filter(element => {
  if (!element.checkVisibility() || element.closest('[data-words]')) return false;
  const box = (element.closest('label.check') || element).getBoundingClientRect();
  return box.width && (box.height < 43.5);
}).map(element => element.outerHTML.slice(0, 120))"""


def enter(browser: Browser, settings: Settings, **options: object) -> BrowserContext:
    """A browser of its own, HR signed in."""
    context = browser.new_context(base_url=settings.origin("acme"), **(DESK | options))  # type: ignore[arg-type]
    page = context.new_page()
    log_in(page, "admin@acme.test")
    page.wait_for_url("**/hr/")
    return context


@pytest.fixture(scope="module")
def desk(browser: Browser, settings: Settings) -> Iterator[BrowserContext]:
    """HR at a desk; whatever the browser complains about fails the module."""
    context = enter(browser, settings)
    watch = Watch(context)
    yield context
    lost = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "409", "422")
    assert [line for line in watch.complaints if not any(word in line for word in lost)] == []
    context.close()


@pytest.fixture(scope="module")
def phone(browser: Browser, settings: Settings) -> Iterator[BrowserContext]:
    """HR with a phone."""
    context = enter(browser, settings, **PHONE)
    yield context
    context.close()


def begin(context: BrowserContext) -> Page:
    """A new template, with the words of one of the product's, in the studio."""
    page = context.new_page()
    page.goto("/hr/contract-templates")
    page.fill("#name", f"练习 {next(_numbers)}")
    page.get_by_role("button", name="开始写").click()
    page.wait_for_url("**/hr/contract-templates/drafts/*")
    expect(block(page, "b1")).to_be_visible()
    return page


def again(page: Page) -> None:
    """As the server has it."""
    saved(page)
    page.reload()
    expect(block(page, "b1")).to_be_visible()


def saved(page: Page) -> None:
    expect(page.locator("[data-place=status]")).to_have_text("已保存", timeout=15_000)


def block(page: Page, block_id: str) -> Locator:
    return page.locator(f"[data-block='{block_id}']").last


def words(page: Page, block_id: str) -> Locator:
    return block(page, block_id).locator("[data-words]").first


def handle(page: Page, block_id: str) -> Locator:
    return block(page, block_id).locator("[data-handle]").first


def order(page: Page) -> list[str]:
    """The blocks of the top level."""
    found: list[str] = page.evaluate(
        "[...document.querySelector('[data-place=sheet]').children].map(one => one.dataset.block)"
    )
    return found


def at_end(page: Page, block_id: str) -> None:
    words(page, block_id).click()
    page.keyboard.press("Control+End")


def choose(page: Page, name: str) -> None:
    """In the list of fields."""
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def menu(page: Page, block_id: str, action: str) -> None:
    block(page, block_id).hover()
    block(page, block_id).locator("[data-menu-of]").first.click()
    page.locator("[data-place=menu]").get_by_role("button", name=action, exact=True).click()


def drag(page: Page, what: Locator, to: Locator) -> None:
    """By the mouse, to the upper edge of something; not yet let go."""
    source, target = what.bounding_box(), to.bounding_box()
    assert source and target
    page.mouse.move(source["x"] + 8, source["y"] + 8)
    page.mouse.down()
    page.mouse.move(source["x"] + 20, source["y"] + 14, steps=2)
    expect(page.locator("[data-studio]")).to_contain_class("is-dragging")
    gap = to.locator("xpath=preceding-sibling::*[1]")
    for turn in range(
        40
    ):  # a busy machine may have looked away: the hand goes on moving until the gap is there
        for height in (18, 8, 3):
            page.mouse.move(target["x"] + 40 + turn % 3, target["y"] + height, steps=4)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        if "is-gap" in (gap.get_attribute("class") or ""):
            break
        target = to.bounding_box() or target
    expect(gap).to_contain_class("is-gap")


def own_field(page: Page, label: str, kind: str = "text", **parts: str) -> None:
    """A new one of the template's own, by mouse."""
    page.locator("[data-place=own-new]").click()
    fill_own(page, label, kind, **parts)
    expect(page.locator("[data-place=own]")).to_be_hidden()


def fill_own(page: Page, label: str, kind: str, **parts: str) -> None:
    dialog = page.locator("[data-place=own]")
    dialog.get_by_label("名称").fill(label)
    dialog.get_by_label("类型").select_option(kind)
    for part, text in parts.items():
        dialog.locator(f"[name={part}]").fill(text)
    dialog.get_by_role("button", name="保存变量").click()


def chip(page: Page, label: str) -> Locator:
    """Of the template's own, in the list."""
    return page.locator("[data-place=own-fields]").get_by_role("button", name=label, exact=True)


def filled(page: Page) -> Locator:
    """The tables whose rows come with a contract."""
    return page.locator("[data-block]", has=page.locator("[data-filled-by]:visible"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_studio_is_accessible_and_fits(desk: BrowserContext, scheme: str) -> None:
    page = begin(desk)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for width in (1440, 1100, 640, 390):
        page.set_viewport_size({"width": width, "height": 844})
        words(page, "b2").click()
        accessible(page)
    page.locator("[data-show=preview]").click()
    expect(page.locator("[data-page] img").first).to_be_visible()
    accessible(page)
    page.close()


def test_a_thumb_hits_everything(phone: BrowserContext) -> None:
    page = begin(phone)
    words(page, "b5").tap()
    assert page.evaluate(_SMALL) == []
    page.locator("[data-place=open-palette]").tap()
    assert page.evaluate(_SMALL) == []
    accessible(page)
    page.locator("[data-place=close-palette]").tap()
    block(page, "b5").locator("[data-menu-of]").tap()
    assert page.evaluate(_SMALL) == []
    accessible(page)
    page.close()


def test_the_mouse_moves_a_block_and_adds_one(desk: BrowserContext) -> None:
    page = begin(desk)
    block(page, "b5").hover()
    drag(page, handle(page, "b5"), block(page, "b2"))
    page.mouse.up()
    assert order(page)[:4] == ["b1", "b5", "b2", "b3"]
    saved(page)  # what the answer says may move the lines
    drag(page, page.locator("[data-new=clause]"), block(page, "b2"))
    page.mouse.up()
    page.keyboard.type("拖进来的一条")
    saved(page)
    new = order(page)[2]
    again(page)
    assert order(page)[:5] == ["b1", "b5", new, "b2", "b3"]
    expect(words(page, new)).to_have_text("拖进来的一条")
    page.close()


def test_a_finger_moves_a_block(phone: BrowserContext) -> None:
    page = begin(phone)
    handle(page, "b2").scroll_into_view_if_needed()
    source, target = handle(page, "b2").bounding_box(), block(page, "b1").bounding_box()
    assert source and target
    touch = page.context.new_cdp_session(page)

    def touched(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touched("touchStart", source["x"] + 10, source["y"] + 10)
    expect(block(page, "b2")).to_contain_class("sortable-chosen")  # held long enough
    for step in range(1, 9):
        touched("touchMove", source["x"] + 10, source["y"] + 10 + (target["y"] - source["y"] - 6) * step / 8)
    expect(page.locator("[data-place=sheet] > :first-child")).to_contain_class("is-gap")
    touched("touchEnd", 0, 0)
    again(page)
    assert order(page)[:3] == ["b2", "b1", "b3"]
    page.close()


def test_a_finger_adds_a_clause_and_a_field(phone: BrowserContext) -> None:
    page = begin(phone)
    words(page, "b2").tap()
    page.locator("[data-place=open-palette]").tap()
    page.locator("[data-new=clause]").tap()
    page.keyboard.type("岗位：")
    page.locator("[data-place=open-palette]").tap()
    page.locator("[data-field-name='job.title']").tap()
    saved(page)
    new = order(page)[2]
    again(page)
    expect(words(page, new)).to_contain_text("岗位：")
    expect(words(page, new).locator("[data-field='job.title']")).to_be_visible()
    page.close()


def test_the_keyboard_carries_a_block(desk: BrowserContext) -> None:
    page = begin(desk)
    says = page.locator("[data-place=says]")
    handle(page, "b2").focus()
    page.keyboard.press(" ")
    expect(says).to_contain_text("已拿起条款")
    page.keyboard.press("ArrowDown")
    expect(says).to_contain_text("第 3 个")
    page.keyboard.press("Escape")
    expect(says).to_contain_text("已放回")
    assert order(page)[:3] == ["b1", "b2", "b3"]
    page.keyboard.press(" ")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(handle(page, "b2")).to_be_focused()
    again(page)
    assert order(page)[:3] == ["b2", "b1", "b3"]
    page.close()


def test_the_keyboard_carries_a_block_into_a_condition_and_out(desk: BrowserContext) -> None:
    page = begin(desk)
    menu(page, "b2", "放进条件")
    page.locator("[data-field-of]").click()
    choose(page, "试用期结束日")
    page.get_by_role("button", name="确定").click()
    handle(page, "b1").focus()
    for key in (" ", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("[data-place=says]")).to_contain_text("第 1 个，共 2 个，在条件里")
    page.keyboard.press(" ")
    saved(page)
    for key in (" ", "ArrowLeft", " "):
        page.keyboard.press(key)
    again(page)
    assert order(page)[1:3] == ["b1", "b3"]
    page.close()


def test_a_field_comes_by_drag_by_click_and_by_keyboard(desk: BrowserContext) -> None:
    page = begin(desk)
    fields = words(page, "b3").locator("[data-field]")
    page.locator("[data-field-name='job.title']").drag_to(words(page, "b3"))
    expect(fields).to_have_count(1)
    at_end(page, "b3")
    page.locator("[data-field-name='job.location']").click()
    page.keyboard.type("，")
    page.locator("[data-place=insert-field]").focus()
    page.keyboard.press("Enter")
    choose(page, "所属部门")
    expect(words(page, "b3")).to_be_focused()
    page.keyboard.type("。")
    again(page)
    expect(fields).to_have_count(3)
    expect(words(page, "b3")).to_contain_text("，")
    at_end(page, "b3")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(fields).to_have_count(2)
    page.close()


def test_a_condition_is_put_together(desk: BrowserContext) -> None:
    page = begin(desk)
    menu(page, "b2", "放进条件")
    builder = page.locator("[data-place=builder]")
    builder.get_by_role("button", name="确定").click()
    expect(builder.get_by_role("alert")).to_contain_text("还没有选变量")
    builder.locator("[data-field-of]").click()
    choose(page, "试用期结束日")
    builder.get_by_role("button", name="＋ 一组条件").click()
    builder.locator("[data-field-of]").last.click()
    choose(page, "基本工资（元")
    builder.get_by_label("怎样比较").last.select_option("greater")
    builder.get_by_label("和基本工资").fill("8,000")
    builder.get_by_role("button", name="＋ 条件").first.click()  # in the group
    builder.locator("[data-field-of]").last.click()
    choose(page, "工时制度")
    builder.get_by_label("怎样比较").last.select_option("equal")
    accessible(page)
    builder.get_by_role("button", name="确定").click()
    said = block(page, "b2").locator("xpath=../..").locator("[data-test]").first
    expect(said).to_have_text(
        "试用期结束日 已填写 并且 （基本工资（元/月，税前） 大于 8000.00 或者 工时制度 是“标准”）"
    )
    again(page)
    expect(said).to_contain_text("大于 8000.00")
    page.close()


def test_some_words_are_put_under_a_condition(desk: BrowserContext) -> None:
    page = begin(desk)
    at_end(page, "b3")
    for _letter in range(4):
        page.keyboard.press("Shift+ArrowLeft")
    page.locator("[data-place=conditional]").click()
    page.locator("[data-field-of]").click()
    choose(page, "试用期结束日")
    page.get_by_role("button", name="确定").click()
    page.keyboard.type("甚至更多")
    again(page)
    expect(words(page, "b3").locator("[data-when]")).to_contain_text("甚至更多")
    words(page, "b3").locator("[data-test]").click()
    page.get_by_role("button", name="去掉条件，文字留下").click()
    expect(words(page, "b3").locator("[data-when]")).to_have_count(0)
    expect(words(page, "b3")).to_contain_text("甚至更多")
    page.close()


def test_a_field_of_ones_own_by_mouse(desk: BrowserContext) -> None:
    page = begin(desk)
    dialog = page.locator("[data-place=own]")
    page.locator("[data-place=own-new]").click()
    fill_own(page, "所属部门", "choice", hint="写" * 201)
    for problem in ("已经有叫“所属部门”的变量", "请至少写一行", "最多 200 个字"):
        expect(dialog).to_contain_text(problem)
    accessible(page)
    expect(dialog.locator("[name=hint]")).to_have_value("写" * 201)
    fill_own(page, "弹性档位", "choice", hint="", choices="甲档\n乙档")
    expect(dialog).to_be_hidden()
    chip(page, "弹性档位").drag_to(words(page, "b3"))
    page.locator("[data-place=field-search]").fill("档位")
    expect(page.locator("[data-field-name]:visible")).to_have_count(1)
    again(page)
    expect(words(page, "b3").locator("[data-field]")).to_have_text("弹性档位×")
    expect(words(page, "b3").locator(".is-unknown")).to_have_count(0)
    page.close()


def test_a_field_of_ones_own_by_keyboard(desk: BrowserContext) -> None:
    page = begin(desk)
    at_end(page, "b3")
    page.locator("[data-place=own-new]").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("不要的")
    page.keyboard.press("Escape")
    expect(page.locator("[data-own]")).to_have_count(0)
    page.keyboard.press("Enter")
    page.keyboard.type("绩效比例")
    page.keyboard.press("Tab")
    for _kind in ("lines", "date", "money", "percent"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press(" ")  # required
    page.keyboard.press("Enter")
    expect(chip(page, "绩效比例")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("。")
    page.locator("[data-place=insert-field]").focus()
    page.keyboard.press("Enter")
    choose(page, "绩效")
    again(page)
    expect(words(page, "b3").locator("[data-field]")).to_have_text(["绩效比例×", "绩效比例×"])
    page.locator("[data-edit-own]").click()
    expect(page.locator("[data-place=own] [name=required]")).to_be_checked()
    expect(page.locator("[data-place=own] [name=kind]")).to_have_value("percent")
    page.close()


def test_a_field_in_use_is_called_something_else_and_stays(desk: BrowserContext) -> None:
    page = begin(desk)
    at_end(page, "b3")
    own_field(page, "旧名", "money")
    chip(page, "旧名").click()
    dialog = page.locator("[data-place=own]")
    page.locator("[data-edit-own]").click()
    expect(dialog).to_contain_text("正文里用了 1 处")
    expect(dialog.locator("[name=kind]")).to_be_disabled()
    dialog.get_by_role("button", name="删除变量").click()
    expect(dialog.get_by_role("alert")).to_have_text("请先从正文里去掉，再删除。")
    accessible(page)
    dialog.get_by_label("名称").fill("新名")
    dialog.get_by_role("button", name="保存变量").click()
    used = words(page, "b3").locator("[data-field]")
    expect(used).to_have_text("新名×")
    page.locator("[data-place=undo]").click()
    expect(used).to_have_text("旧名×")
    page.locator("[data-place=redo]").click()
    at_end(page, "b3")
    page.keyboard.press("Backspace")
    page.locator("[data-edit-own]").click()
    dialog.get_by_role("button", name="删除变量").click()
    expect(page.locator("[data-own]")).to_have_count(0)
    saved(page)
    page.keyboard.press("Control+z")  # it can be had back, and so can its place
    expect(chip(page, "新名")).to_be_visible()
    page.keyboard.press("Control+z")
    again(page)
    expect(used).to_have_text("新名×")
    page.close()


def test_a_table_is_filled_when_a_contract_is_made(desk: BrowserContext) -> None:
    page = begin(desk)
    words(page, "b3").click()
    own_field(page, "奖励", "rows", columns="项目\n上限")
    expect(filled(page).locator("th")).to_have_text(["项目", "上限"])
    expect(filled(page)).to_contain_text("由“奖励”填入每一行")
    page.locator("[data-edit-own]").click()
    page.locator("[data-place=own] [name=label]").fill("奖励项目")
    page.locator("[data-place=own] [name=columns]").fill("项目\n办法\n上限")
    page.get_by_role("button", name="保存变量").click()
    expect(filled(page).locator("th")).to_have_text(["项目", "办法", "上限"])
    page.locator("[data-new=table]").click()
    plain = page.locator("[data-block]:focus-within").last
    plain.locator("[data-menu-of]").click()
    page.get_by_label("数据来自").select_option("奖励项目")
    expect(filled(page)).to_have_count(2)
    again(page)
    expect(filled(page)).to_have_count(2)
    expect(filled(page).last).to_contain_text("由“奖励项目”填入每一行")
    expect(filled(page).last.locator("td")).to_have_count(0)
    filled(page).last.hover()
    filled(page).last.locator("[data-menu-of]").click()
    page.get_by_label("数据来自").select_option("")
    expect(filled(page)).to_have_count(1)
    expect(page.locator("td")).to_have_count(3)
    page.close()


def test_a_condition_asks_for_a_choice_of_ones_own(desk: BrowserContext) -> None:
    page = begin(desk)
    own_field(page, "弹性档位", "choice", choices="甲档\n乙档")
    menu(page, "b2", "放进条件")
    builder = page.locator("[data-place=builder]")
    builder.locator("[data-field-of]").click()
    choose(page, "弹性档位")
    builder.get_by_label("怎样比较").last.select_option("equal")
    builder.get_by_label("和弹性档位").select_option("乙档")
    builder.get_by_role("button", name="确定").click()
    again(page)
    said = block(page, "b2").locator("xpath=../..").locator("[data-test]").first
    expect(said).to_have_text("弹性档位 是“乙档”")
    page.locator("[data-edit-own]").click()
    page.locator("[data-place=own] [name=choices]").fill("甲档")
    page.get_by_role("button", name="保存变量").click()
    expect(page.locator("[data-place=own]").get_by_role("alert")).to_contain_text("和“乙档”比较")
    page.keyboard.press("Escape")
    expect(page.locator("[data-place=summary]")).to_be_hidden()
    page.close()


def test_two_who_add_fields_have_both(desk: BrowserContext, browser: Browser, settings: Settings) -> None:
    page = begin(desk)
    context = enter(browser, settings)
    other = context.new_page()
    other.goto(page.url)
    expect(block(other, "b1")).to_be_visible()
    desk.set_offline(True)
    own_field(page, "甲的")
    expect(page.locator("[data-place=status]")).to_contain_text("没有网络")
    own_field(other, "乙的")
    saved(other)
    desk.set_offline(False)
    saved(page)
    for one in ("甲的", "乙的"):
        expect(chip(page, one)).to_be_visible()
    page.locator("[data-place=undo]").click()  # only one's own
    again(other)
    saved(page)
    other.reload()
    expect(chip(other, "乙的")).to_be_visible()
    expect(chip(other, "甲的")).to_have_count(0)
    context.close()
    page.close()


def test_a_pay_structure_is_one_step(desk: BrowserContext) -> None:
    page = begin(desk)
    before = order(page)
    words(page, "b3").click()
    page.locator("[data-place=own-new]").click()
    page.get_by_role("button", name="一套薪资结构").click()
    clause, table = order(page)[3:5]
    expect(words(page, clause)).to_contain_text("月基本工资（人民币基本工资")
    expect(block(page, table)).to_contain_text("由“弹性薪资项目”填入每一行")
    page.keyboard.press("Control+z")
    assert order(page) == before
    expect(page.locator("[data-own]")).to_have_count(0)
    page.keyboard.press("Control+y")
    again(page)
    expect(page.locator("[data-own] [data-label]")).to_have_text(["弹性薪资上限", "弹性薪资项目"])
    expect(page.locator("[data-place=sheet] .is-unknown")).to_have_count(0)
    page.close()


def test_a_thumb_makes_a_field(phone: BrowserContext) -> None:
    page = begin(phone)
    words(page, "b3").tap()
    page.locator("[data-place=open-palette]").tap()
    page.locator("[data-place=own-new]").tap()
    for kind in ("choice", "rows"):
        page.locator("[data-place=own] [name=kind]").select_option(kind)
        accessible(page)
        assert page.evaluate(_SMALL) == []
    fill_own(page, "奖励", "rows", columns="项目\n上限")
    expect(filled(page)).to_be_in_viewport()
    page.locator("[data-place=open-palette]").tap()
    page.locator("[data-edit-own]").tap()
    accessible(page)
    page.keyboard.press("Escape")
    page.locator("[data-place=close-palette]").tap()
    again(page)
    expect(filled(page)).to_have_count(1)
    page.close()


def test_every_step_goes_back_and_forth(desk: BrowserContext) -> None:
    page = begin(desk)
    before = order(page)
    old = words(page, "b3").text_content() or ""  # what is off the screen has no inner text
    at_end(page, "b3")
    page.keyboard.type("一句话")
    menu(page, "b5", "删除")
    assert "b5" not in order(page)
    page.locator("[data-place=undo]").click()
    assert order(page) == before
    page.keyboard.press("Control+z")
    expect(words(page, "b3")).to_have_text(old)
    page.keyboard.press("Control+Shift+z")
    expect(words(page, "b3")).to_have_text(old + "一句话")
    page.locator("[data-place=redo]").click()
    again(page)
    assert order(page) == [one for one in before if one != "b5"]
    page.close()


def test_lines_and_splits_become_clauses(desk: BrowserContext) -> None:
    page = begin(desk)
    at_end(page, "b3")
    page.keyboard.press("Enter")
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData('text/plain', '第一行\\n第二行');
        data.setData('text/html', '<b>第一行</b>');
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    page.keyboard.type("完")
    ids = order(page)[3:5]
    again(page)
    expect(words(page, ids[0])).to_have_text("第一行")
    expect(words(page, ids[1])).to_have_text("第二行完")
    page.close()


def test_two_who_write_at_once_lose_nothing(
    desk: BrowserContext, browser: Browser, settings: Settings
) -> None:
    page = begin(desk)
    context = enter(browser, settings)
    other = context.new_page()
    other.goto(page.url)
    expect(block(other, "b1")).to_be_visible()
    for one, mine in ((page, "b2"), (other, "b3")):
        at_end(one, mine)
        one.keyboard.type("只有我写")
        saved(one)
    expect(words(other, "b2")).to_contain_text("只有我写")  # came with the answer
    for one, text in ((page, "先写"), (other, "后写")):
        at_end(one, "b5")
        one.keyboard.type(text)
        if one is page:
            saved(one)
    clash = block(other, "b5").locator("[data-conflict]")
    expect(clash).to_contain_text("先写")
    expect(clash).to_contain_text("后写")
    expect(other.locator("[data-place=status]")).to_contain_text("有冲突")
    accessible(other)
    clash.get_by_role("button", name="用我的").click()
    saved(other)
    again(page)
    expect(words(page, "b5")).to_contain_text("后写")
    expect(words(page, "b3")).to_contain_text("只有我写")
    context.close()
    page.close()


def test_what_was_deleted_by_another_is_not_lost(
    desk: BrowserContext, browser: Browser, settings: Settings
) -> None:
    page = begin(desk)
    context = enter(browser, settings)
    other = context.new_page()
    other.goto(page.url)
    expect(block(other, "b5")).to_be_visible()
    menu(page, "b5", "删除")
    saved(page)
    at_end(other, "b5")
    other.keyboard.type("还在写")
    lost = other.locator("[data-conflict]")
    expect(lost).to_contain_text("还在写")
    other.reload()
    expect(lost).to_contain_text("还在写")  # not even by a reload
    lost.get_by_role("button", name="用我的").click()
    saved(other)
    again(page)
    expect(words(page, "b5")).to_contain_text("还在写")
    context.close()
    page.close()


def test_without_a_line_nothing_is_lost(desk: BrowserContext) -> None:
    page = begin(desk)
    desk.set_offline(True)
    at_end(page, "b3")
    page.keyboard.type("断网写的")
    expect(page.locator("[data-place=status]")).to_contain_text("没有网络")
    block(page, "b5").hover()
    drag(page, handle(page, "b5"), block(page, "b2"))
    page.mouse.up()
    desk.set_offline(False)
    again(page)
    expect(words(page, "b3")).to_contain_text("断网写的")
    assert order(page)[:3] == ["b1", "b5", "b2"]
    page.close()


def test_a_line_cut_in_the_middle_of_a_drag_loses_nothing(desk: BrowserContext) -> None:
    page = begin(desk)
    at_end(page, "b3")
    page.keyboard.type("刚写的")
    block(page, "b5").hover()
    drag(page, handle(page, "b5"), block(page, "b2"))
    desk.set_offline(True)
    page.mouse.up()
    expect(page.locator("[data-place=status]")).to_contain_text("没有网络")
    desk.set_offline(False)
    again(page)
    expect(words(page, "b3")).to_contain_text("刚写的")
    assert order(page)[:3] == ["b1", "b5", "b2"]
    page.close()


def test_a_closed_window_loses_nothing(desk: BrowserContext) -> None:
    page = begin(desk)
    page.route("**/changes", lambda route: route.abort())
    at_end(page, "b3")
    page.keyboard.type("没来得及保存")
    own_field(page, "没来得及的")
    address = page.url
    page.close()
    page = desk.new_page()
    page.goto(address)
    expect(words(page, "b3")).to_contain_text("没来得及保存")
    again(page)
    expect(words(page, "b3")).to_contain_text("没来得及保存")
    expect(chip(page, "没来得及的")).to_be_visible()
    page.close()


def test_an_answer_that_is_lost_is_no_conflict(desk: BrowserContext) -> None:
    page = begin(desk)
    lost: list[int] = []

    def lose(route: Route) -> None:
        """The server has it, the browser does not know."""
        if lost:
            route.continue_()
            return
        asked = urlsplit(route.request.url)
        address = asked._replace(netloc=f"127.0.0.1:{asked.port}").geturl()  # the driver knows no *.localhost
        answer = route.fetch(url=address, headers=route.request.all_headers() | {"host": asked.netloc})
        lost.append(answer.status)
        route.abort()

    page.route("**/changes", lose)
    at_end(page, "b3")
    page.keyboard.type("甲")
    expect(page.locator("[data-place=status]")).to_contain_text("没有网络")
    page.keyboard.type("乙")
    again(page)
    assert lost == [200]
    expect(words(page, "b3")).to_contain_text("甲乙")
    expect(page.locator("[data-conflict]")).to_have_count(0)
    page.close()


def test_hostile_text_stays_text(desk: BrowserContext) -> None:
    page = begin(desk)
    at_end(page, "b3")
    page.keyboard.insert_text(HOSTILE)
    page.locator("[data-place=title]").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(HOSTILE)
    again(page)
    expect(words(page, "b3")).to_contain_text(HOSTILE)
    expect(page.locator("[data-place=title]")).to_have_text(HOSTILE)
    page.close()


def test_what_is_too_long_is_refused_and_kept(desk: BrowserContext) -> None:
    page = begin(desk)
    at_end(page, "b3")
    page.keyboard.insert_text("长" * 5_000)
    expect(block(page, "b3").locator("[data-long]")).to_contain_text("最多 5000 个字")
    at_end(page, "b2")
    page.keyboard.type("短的")
    expect(page.locator("[data-place=status]")).to_have_text("有内容太长，没有保存")
    page.reload()
    expect(words(page, "b3")).to_contain_text("长" * 5_000)
    expect(words(page, "b2")).to_contain_text("短的")
    page.keyboard.press("Control+Home")
    at_end(page, "b3")
    page.keyboard.press("Control+Shift+Home")
    page.keyboard.type("短了")
    again(page)
    expect(words(page, "b3")).to_have_text("短了")
    page.close()


def test_text_and_pages_find_each_other(desk: BrowserContext) -> None:
    page = begin(desk)
    second = page.locator("[data-place=pages] [data-page]").nth(1)
    expect(second.locator("img[src^=blob]")).to_be_attached(timeout=20_000)
    second.scroll_into_view_if_needed()
    second.click(position={"x": 60, "y": 80})
    chosen = page.locator("[data-block]:focus-within").last
    expect(chosen).to_be_in_viewport()
    expect(second.locator("[data-mark-line]")).to_be_visible()
    words(page, "b1").click()
    expect(page.locator("[data-page]").first.locator("[data-mark-line]")).to_be_in_viewport()
    page.close()


def test_what_is_wrong_is_said_at_the_block(desk: BrowserContext) -> None:
    page = begin(desk)
    heading = page.locator("[data-block]", has=page.locator("[data-item]:visible")).first
    heading.hover()
    heading.locator("[data-menu-of]").first.click()
    page.locator("[data-item-of]").select_option("")
    expect(page.locator("[data-place=summary]")).to_contain_text("处要改")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-place=summary]")).to_be_hidden()
    page.close()


def test_a_submitted_draft_is_only_read(desk: BrowserContext) -> None:
    page = begin(desk)
    other = desk.new_page()
    other.goto(page.url)
    at_end(page, "b3")
    page.keyboard.type("最后一句")
    page.get_by_role("link", name="提交审批").click()  # with what was typed
    page.wait_for_url("**/submit")
    page.get_by_role("button", name="提交审批").click()
    page.wait_for_url("**/hr/contract-templates")
    at_end(other, "b2")
    other.keyboard.type("晚了")
    expect(other.locator("[data-place=status]")).to_contain_text("已经提交审批")
    expect(words(other, "b2")).to_have_attribute("contenteditable", "false")
    expect(words(other, "b2")).to_contain_text("晚了")
    other.reload()
    expect(words(other, "b3")).to_contain_text("最后一句")
    expect(other.locator("[contenteditable=true]")).to_have_count(0)
    accessible(other)
    page.close()
    other.close()
