"""Scorecards: their forms in the editor, and a card on an interviewer's phone, everyday and as awkward as can be."""

from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import aside, log_in

_LONG = "在不确定条件下推动跨部门复杂项目按期落地的综合沟通能力"
_ANCHORS = (
    "主动发现隐患并推动整改，能说清判断的依据和取舍；同事愿意听取意见",
    "按标准独立完成检验和分析，出现异常能及时上报并给出处理建议",
    "在指导下能完成常规检验，遇到异常需要提醒",
    "说不清检验标准，或隐瞒过异常",
)


def scorecards(album: Album) -> None:
    """The administrator makes a form for one vacancy; somebody without an account scores by it on the way."""
    settings = album.settings
    page = album.window()
    log_in(page, "admin@acme.test", settings.origin("acme"))
    page.wait_for_load_state("load")
    form = aside(_form(settings))
    for name, path in (("forms", "/hr/forms"), ("form", form), ("form-new", "/hr/forms/new")):
        page.goto(settings.origin("acme") + path)
        album.keep(page, f"console-{name}")
    page.fill("#name", "通用评价表（新）")
    page.fill("#name-1", "沟通能力")
    page.fill("#weight-1", "0")
    page.get_by_role("button", name="保存", exact=True).last.click()
    page.locator("[aria-invalid=true]").first.wait_for()
    album.keep(page, "console-form-refused")
    page.context.close()
    _card(album, aside(_link(settings, "阿卜杜热合曼", "终面")))
    _file(album, "阿卜杜热合曼")


def _card(album: Album, link: str) -> None:
    page: Page = album.window()
    page.goto(link)
    album.keep(page, "guest-card")
    sets = page.locator("fieldset[data-marks]")
    for number, points in enumerate((8, 9, 6, 4)):
        sets.nth(number).locator(f"[value='{points}']").check(force=True)
    sets.first.locator(".veto input").check()
    page.evaluate("scrollTo(0, 0)")
    album.keep(page, "guest-card-half")
    page.fill("[name=note]", "已婚，三十五岁，河南人；检验标准讲得清楚")
    page.locator(".warned").wait_for()
    page.locator("[name=note]").scroll_into_view_if_needed()
    album.keep(page, "guest-card-words")
    page.fill("[name=note]", "检验标准讲得清楚，抽样方案能自己定")
    sets.first.locator(".why textarea").fill("承认曾经代签检验记录")
    for number in range(4, sets.count() - 1):
        sets.nth(number).locator("[value='7']").check(force=True)
    sets.last.locator("input").first.check(force=True)
    page.get_by_role("button", name="提交评价").click()
    page.locator("[data-sent]").wait_for()
    album.keep(page, "guest-card-sent")
    page.context.close()


def _file(album: Album, who: str) -> None:
    """What HR sees of the card, and nothing any more once they owe one themselves."""
    page = album.window()
    origin = album.settings.origin("acme")
    log_in(page, "hr@acme.test", origin)
    page.wait_for_load_state("load")
    page.goto(f"{origin}/hr/candidates?q={who}")
    page.locator("td.name a").first.click()
    page.locator("[data-give-back] summary").first.click()
    album.keep(page, "console-candidate-card")
    page.select_option("#user", label="周敏")
    page.select_option("#round", label="复试")
    page.get_by_role("button", name="请面试官评价").click()
    page.locator("[data-owing]").wait_for()
    album.keep(page, "console-candidate-owing")
    page.context.close()


async def _form(settings: Settings) -> str:
    """A form with everything a form can have, for the last round."""
    admin = Headless(settings.origin("acme"))
    await people.log_in(admin, "admin@acme.test", PASSWORD)
    form = (await admin.get("/hr/forms/new")).form("form-editor")
    for _number in range(8):
        form = (await form.submit(("do", "add"))).form("form-editor")
    values = {
        "name": "制造岗位终面评价表",
        "weight-0": "3",
        "minimum-0": "6",
        "veto-0": "1",
        "name-0": "质量意识",
    }
    values |= {f"anchor{place}-0": words for place, words in enumerate(_ANCHORS)}
    values |= {f"name-{number}": f"{_LONG}（第 {number} 项）" for number in range(4, 12)}
    values |= {f"anchor{place}-4": f"{words}。" * 4 for place, words in enumerate(_ANCHORS)}
    page = await form.fill(values).submit(("do", "save"))
    address = page.path
    await page.form("use-form").fill({"round": "终面"}).submit()
    await admin.close()
    return address


async def _link(settings: Settings, who: str, round_name: str) -> str:
    """The personal link of somebody without an account."""
    hr = Headless(settings.origin("acme"))
    await people.log_in(hr, "hr@acme.test", PASSWORD)
    file = (await hr.get(f"/hr/candidates?q={who}")).entries("/hr/candidates")[0]
    guest = {"guest_login": "expert@example.com", "guest_name": "外部专家", "round": round_name}
    page = await (await hr.get(file)).form("ask-form").fill(guest).submit()
    await hr.close()
    return [element.text.strip() for element in page.all("class") if element.attrs["class"] == "copy"][-1]
