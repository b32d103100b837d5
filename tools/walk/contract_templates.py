"""Contract templates: the list, a draft in the editor, what is said for whom, the difference that somebody else approves."""

from huiyin.tenants.contracts.contract_templates.built_in import built_in_body
from huiyin.tenants.contracts.contract_templates.tree import decode
from huiyin.tenants.contracts.contract_templates.word_export import as_word
from huiyin.up import Product
from playwright.sync_api import FilePayload, Page

from tools.walk.album import Album
from tools.walk.people import log_in

_NAME = "固定期限 · 客户成功与技术支持岗（弹性薪资，边远地区）"
_FROM_WORD = "固定期限 · 技术岗（律师 2026 年修订的 Word 版本）"
_PLACES = "西藏自治区那曲市安多县\n海南省三沙市\n新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县"
_WORDS = "本合同签订前，甲方已向乙方说明弹性薪资的构成和计算办法，乙方没有疑问。"
_REASON = "第六条写明了弹性部分怎么算，没有写上限和下限。请补上，再附一张测算表。"


def visit(album: Album, product: Product) -> None:
    """HR writes a template of the company's own, an administrator sends it back, then agrees."""
    origin = album.settings.origin("acme")
    hr, admin = album.window(), album.window()
    for window, login in ((hr, "hr"), (admin, "admin")):
        log_in(window, f"{login}@acme.test", origin)
        window.wait_for_url("**/hr/**")
    album.keep_at(hr, f"{origin}/hr/contract-templates", "console-contract-templates")
    _imported(album, hr, f"{origin}/hr/contract-templates/word")
    draft = _written(album, hr, f"{origin}/hr/contract-templates")
    _sent_back(album, hr, admin, draft)
    _agreed(album, hr, admin, draft)
    for window in (hr, admin):
        window.context.close()


def _imported(album: Album, hr: Page, address: str) -> None:
    """A Word file comes in, and is confirmed."""
    file = as_word(decode(built_in_body("fixed_tech")))
    album.keep_at(hr, address, "console-contract-template-word")
    hr.fill("[name=name]", _FROM_WORD)
    hr.set_input_files("[type=file]", FilePayload(name="劳动合同（2026版）.docx", mimeType="", buffer=file))
    hr.get_by_role("button", name="读取并核对").click()
    hr.wait_for_url("**/drafts/*/word")
    album.keep(hr, "console-contract-template-word-confirm")


def _written(album: Album, hr: Page, address: str) -> str:
    """A draft with a clause more; its address."""
    hr.goto(address)
    hr.fill("[name=name]", _NAME)
    hr.get_by_role("button", name="开始写").click()
    hr.locator("[data-handle]").first.wait_for()
    hr.locator("[data-words]").nth(1).click()
    hr.keyboard.press("End")
    hr.keyboard.type(_WORDS)
    hr.locator("[data-place=status]", has_text="已保存").wait_for()
    hr.locator("aside img").first.wait_for(state="attached")  # a phone shows it behind a tab
    album.keep(hr, "console-contract-template-editor")
    return hr.url


def _submit(album: Album, hr: Page, draft: str, name: str) -> None:
    hr.goto(f"{draft}/submit")
    hr.fill("[name=regions]", _PLACES)
    album.keep(hr, name)
    hr.get_by_role("button", name="提交审批").click()
    hr.wait_for_url("**/hr/contract-templates")


def _sent_back(album: Album, hr: Page, admin: Page, draft: str) -> None:
    _submit(album, hr, draft, "console-contract-template-submit")
    album.keep_at(admin, f"{draft}/review", "console-contract-template-review")
    admin.fill("[name=reason]", _REASON)
    admin.get_by_role("button", name="驳回").click()
    admin.wait_for_url("**/hr/contract-templates")
    album.keep_at(hr, draft, "console-contract-template-sent-back")


def _agreed(album: Album, hr: Page, admin: Page, draft: str) -> None:
    _submit(album, hr, draft, "console-contract-template-again")
    album.keep_at(hr, draft, "console-contract-template-read-only")
    admin.goto(f"{draft}/review")
    admin.get_by_role("button", name="同意").click()
    admin.wait_for_url("**/hr/contract-templates")
    album.keep(admin, "console-contract-templates-own")
    admin.get_by_role("link", name=_NAME).click()
    album.keep(admin, "console-contract-template-version")
