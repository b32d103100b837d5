"""The rule and its editor, and results: confirmed in one go, held, turned round, looked at again by a person."""

from huiyin.road.people import Inbox
from huiyin.up import Product
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import aside, decide, interviewed, log_in, sign_in

# Two who pass, and one who does not and asks why.
_PASSING = (("慕容晓晓", "17700009906", 9), ("买买提江·阿卜杜热西提", "17700009907", 8))
_NAME, _PHONE = "尉迟静", "17700009905"

_ASSESSED = {
    "purpose": "对一线岗位标记为未通过的结果自动确认，让候选人当天得到答复。只用面试官的评分和否决。",
    "necessity": "旺季每天上百人，逐个确认要三天。报名页和邮件写明由规则判定、可以要求人工复核。",
    "impact": "可能因打分口径不同误判；不使用年龄、性别、籍贯等信息。",
    "measures": "规则先试算再保存，每个结果写明依据；候选人可以要求人工复核；30 分钟内可撤回。",
    "proportion": "措施与风险相适应。换评分表或规则大改时重新评估。",
}


def decisions(album: Album, product: Product) -> None:
    """The administrator changes the rule and confirms many; somebody who did not pass asks for a person."""
    origin = album.settings.origin("acme")
    aside(interviewed(album.settings, *_PASSING, (_NAME, _PHONE, 4)))
    page = album.window()
    log_in(page, "admin@acme.test", origin)
    page.wait_for_url("**/hr/")
    _rule(album, page, origin)
    _confirming(album, page, origin)
    page.goto(f"{origin}/hr/candidates?todo=1&outcome=pass")
    for box in page.locator("[data-check]").all()[:2]:
        box.check()
    page.click("#bulk button")
    page.wait_for_url("**/confirm/check")
    album.keep(page, "console-confirm-check")
    page.click("#sure-form button")
    page.locator("h1", has_text="批量确认的结果").wait_for()
    album.keep(page, "console-confirm-done")
    page.goto(f"{origin}/hr/")
    album.keep(page, "console-todo-held")
    page.locator("[data-held] [data-open]").first.click()
    page.locator("[data-until]").wait_for()
    album.keep(page, "console-result-held")
    page.get_by_role("button", name="撤回").click()
    page.get_by_role("status").wait_for()
    _window(page, origin, "0")
    _review(album, product, page, origin)
    page.context.close()


def _rule(album: Album, page: Page, origin: str) -> None:
    page.goto(f"{origin}/hr/rule")
    page.click("#add")
    page.locator("#kind-2-0").select_option("veto")
    page.click("#up-2")
    page.locator("#up-1").wait_for()
    page.click("#add")
    page.locator("#kind-3-0").select_option("average_at_least")
    page.click("[value=try]")
    page.locator("[aria-invalid]").first.wait_for()
    album.keep(page, "console-rule-wrong")
    page.fill("#limit-3-0", "6")
    page.locator("#outcome-3").select_option("review")
    page.locator("#outcome-1").select_option("fail")
    page.fill("#limit-2-0", "8")
    page.locator("#kind-2-1").select_option("dimension_at_least")
    page.locator("#dimension-2-1").select_option("专业技能")
    page.fill("#limit-2-1", "6")
    page.click("[value=try]")
    page.locator("#tried").scroll_into_view_if_needed()
    album.keep(page, "console-rule-tried")
    page.fill("#why", "一票否决不再由人逐个处理；提高通过线")
    page.click("[value=save]")
    page.get_by_role("status").first.wait_for()
    page.goto(f"{origin}/hr/rule/versions/2")
    album.keep(page, "console-rule-version")


def _confirming(album: Album, page: Page, origin: str) -> None:
    page.goto(f"{origin}/hr/rule/assessments/new")
    for name, words in _ASSESSED.items():
        page.fill(f"#{name}", words)
    album.keep(page, "console-assess")
    page.click("#assess-form .btn--primary")
    page.wait_for_url("**/assessments/1")
    album.keep(page, "console-assessment")
    _window(page, origin, "30")
    album.keep(page, "console-confirming")


def _window(page: Page, origin: str, minutes: str) -> None:
    page.goto(f"{origin}/hr/rule/confirming")
    page.fill("#take_back", minutes)
    page.click("#confirming-form .btn--primary")
    page.get_by_role("status").wait_for()


def _review(album: Album, product: Product, page: Page, origin: str) -> None:
    application = aside(decide(album.settings, _NAME, "fail"))
    me = album.window()
    sign_in(me, Inbox(product.stack.inbox_origin), _PHONE, origin)
    me.get_by_role("link", name="要求人工复核").click()
    me.wait_for_url("**/review/**")
    album.keep(me, "portal-review")
    me.fill("#words", "当天网络不稳，第二题没有听清。")
    me.click("[form=review-form]")
    me.wait_for_url("**/progress")
    album.keep(me, "portal-progress-reviewed")
    me.context.close()
    page.goto(f"{origin}/hr/")
    album.keep(page, "console-todo-review")
    page.goto(f"{origin}/hr/candidates/{application}/result")
    album.keep(page, "console-result-review")
