"""Message templates: every page of theirs, with words as long, as wrong and as often changed as people make them."""

import re

from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import eventually
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import aside, log_in

_TITLE = "入职前一周材料清单与报到路线提醒（新版）"
_TEXT = "{姓名}您好，您申请的{职位}有新的进展，请尽快查看：{链接}"
_WRONG = "【回音】{姓名}恭喜通过面试，月薪两万★详见 www.example.com {手机号}"
_PARAGRAPH = (
    "请带好身份证、最高学历证书、离职证明和近三个月内的体检报告原件。"
    "地铁五号线滨江站 C 口出来向北走约 400 米，前台报{姓名}即可领取访客卡；开车请从西门进地下二层。"
)
_VERSIONS = 14


def message_templates(album: Album) -> None:
    """The administrator writes, is told what is wrong, files, looks back."""
    settings = album.settings
    origin = settings.origin("acme")
    page = album.window()
    log_in(page, "admin@acme.test", origin)
    page.wait_for_load_state("load")
    _write(album, page, origin)
    _refused(album, page, origin)
    _many(album, page, origin)
    _filed(album, page, origin)
    page.goto(f"{origin}/hr/message-templates")
    album.keep(page, "console-wording")
    page.context.close()


def _write(album: Album, page: Page, origin: str) -> None:
    """The first message of one's own: nothing yet, then a very long e-mail."""
    page.goto(f"{origin}/hr/message-templates")
    page.fill("#title", _TITLE)
    page.get_by_role("button", name="添加").click()
    page.wait_for_url(re.compile("/hr/message-templates/own-"))
    album.keep(page, "console-wording-empty")
    page.fill("#subject", "{公司}：请看{职位}报到前要准备的材料、时间和路线")
    page.fill("#greeting", "{姓名}，您好：")
    page.fill("#body", "\n".join([_PARAGRAPH] * 12 + ["联系人：{联系人}"]))
    page.fill("#action", "看看要准备什么")
    page.get_by_role("button", name="存草稿").last.click()
    page.wait_for_load_state("load")
    page.select_option("#whose", "longest")
    page.locator("#look .letter", has_text="阿卜杜热合曼").wait_for()
    album.keep(page, "console-wording-long")


def _refused(album: Album, page: Page, origin: str) -> None:
    """A text message with everything that carriers refuse."""
    page.goto(f"{origin}/hr/message-templates/result_pass/sms")
    album.keep(page, "console-wording-text")
    page.fill("#text", _WRONG)
    page.locator("#verdict .notice--bad").wait_for()
    page.get_by_role("button", name="发布并报备").click()
    page.locator("[aria-invalid=true]").first.wait_for()
    album.keep(page, "console-wording-refused")


def _many(album: Album, page: Page, origin: str) -> None:
    """An e-mail that was changed again and again."""
    aside(_change(album.settings))
    page.goto(f"{origin}/hr/message-templates/result_fail/email")
    album.keep(page, "console-wording-versions")
    page.goto(f"{origin}/hr/message-templates/result_fail/email/versions/2")
    album.keep(page, "console-wording-version")
    page.goto(f"{origin}/hr/message-templates/result_fail/email?from=2")
    album.keep(page, "console-wording-back")


def _filed(album: Album, page: Page, origin: str) -> None:
    """One text message that the carriers took, one that they would not take."""
    aside(_file(album.settings))
    for name, event in (("approved", "result_pass"), ("rejected", "contract_ready")):
        page.goto(f"{origin}/hr/message-templates/{event}/sms")
        page.locator("#filing").scroll_into_view_if_needed()
        album.keep(page, f"console-wording-{name}")


async def _change(settings: Settings) -> None:
    admin = Headless(settings.origin("acme"))
    await people.log_in(admin, "admin@acme.test", PASSWORD)
    for number in range(1, _VERSIONS + 1):
        form = (await admin.get("/hr/message-templates/result_fail/email")).form("template-form")
        body = f"感谢您来面谈。这一次我们选择了经历更贴近{{职位}}的人，第 {number} 稿。\n联系人：{{联系人}}"
        await form.fill({"subject": "{公司}：关于{职位}的答复", "body": body}).submit(("do", "publish"))
    await admin.close()


async def _file(settings: Settings) -> None:
    admin = Headless(settings.origin("acme"))
    await people.log_in(admin, "admin@acme.test", PASSWORD)
    for event in ("result_pass", "contract_ready"):
        form = (await admin.get(f"/hr/message-templates/{event}/sms")).form("template-form")
        page = await form.fill({"text": _TEXT}).submit(("do", "publish"))
    # The second was handed in by hand, and its number mistyped: the provider does not know it.
    await page.form("number-form").fill({"number": "SMS_48O12"}).submit()
    await _reached(admin, "result_pass", "approved")
    await _reached(admin, "contract_ready", "rejected")
    await admin.close()


async def _reached(admin: Headless, event: str, state: str) -> None:
    async def look() -> bool | None:
        page = await admin.get(f"/hr/message-templates/{event}/sms")
        return page.one("data-filing").attrs["data-filing"] == state or None

    await eventually(look, f"{event} {state}")
