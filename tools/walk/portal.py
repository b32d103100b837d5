"""The candidates' pages, and what is sent to them."""

import re

import httpx
from huiyin.road.people import Inbox
from huiyin.up import Product
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import (
    ADDRESS,
    application_of,
    aside,
    decide,
    draw,
    read_contract,
    seal,
    send_contract,
    sign_in,
)
from tools.walk.seals import seal_register, seal_room

_LI, _OUYANG, _SIMA, _YU = "13800006721", "15100000312", "13900001177", "13086569070"


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
    page.get_by_role("button", name="4 好").click()
    page.get_by_text("已记下").wait_for()
    album.keep(page, "portal-survey")
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
    for _try in range(4):
        page.fill("#code", "123456")
        page.click("[form=code-form]")
    page.get_by_text("请重新获取").wait_for()
    album.keep(page, "portal-signin-code-spent")
    page.context.close()
    other = album.window()  # the same number within the minute, by somebody else
    other.goto(f"{origin}/")
    other.fill("#phone", "13611112222")
    other.click("[form=phone-form]")
    other.get_by_text("现在就能进来的办法").wait_for()
    album.keep(other, "portal-signin-refused")
    other.context.close()


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
    page.fill("#address", ADDRESS)
    page.check("[name=agree]")
    page.click("[form=onboarding-form]")
    page.get_by_text("已收到，谢谢").wait_for()
    album.keep(page, "portal-progress-onboarded")
    return page, aside(application_of(album.settings, "欧阳"))


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
    page.locator("#text summary").click()
    album.keep(page, "portal-sign-1-text")
    page.locator("#text summary").click()
    page.locator("[data-look]").first.click()
    page.locator("[data-close]").wait_for()
    album.keep(page, "portal-sign-1-large")
    page.click("[data-close]")
    read_contract(page)
    page.click("[form=read-form]")
    page.get_by_text("请先阅读合同全文").wait_for()
    page.locator("#agree").scroll_into_view_if_needed()
    album.keep(page, "portal-sign-1-read-wrong")
    page.check("[name=agree]")
    page.click("[form=read-form]")
    page.wait_for_url("**/verify")
    album.keep(page, "portal-sign-2-verify")
    page.fill("#name", "欧阳䶮")
    page.fill("#id_number", "310199198812311224")
    page.click("[form=send-form]")
    page.get_by_text("与登记表不一致").wait_for()
    album.keep(page, "portal-sign-2-unknown")
    page.fill("#id_number", "310199198812311223")
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
    page.click("[data-turn]")
    album.keep(page, "portal-sign-3-across")
    if page.locator(
        "[data-across]"
    ).count():  # a wide window, as the picture for desktops has, turns it back by itself
        page.click("[data-turn]")
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
    seal_room(album)
    aside(seal(settings, contract))
    seal_register(album)
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
        ("wrong", b"nothing", "这不是合同 PDF"),
        ("known", final, "这就是公司存档的那一份"),
        ("half", signed, "公司还没有盖章"),
        ("unknown", changed, "存档里没有这份文件"),
    ):
        page.goto(f"{origin}/verify")
        page.set_input_files("#file", {"name": "劳动合同.pdf", "mimeType": "application/pdf", "buffer": data})
        page.get_by_text(words).first.wait_for()
        album.keep(page, f"portal-verify-{name}")
    page.click("[data-upload]")
    page.get_by_text("与签署时不一样").wait_for()
    album.keep(page, "portal-verify-changed")
    page.context.close()


def messages(album: Album, product: Product) -> None:
    """The e-mails, and the inbox that shows them."""
    inbox = product.stack.inbox_origin
    page = album.window()
    page.goto(f"{inbox}/")
    album.keep(page, "portal-inbox")
    kinds = {"好消息": "passed", "已有答复": "ended", "请签署": "contract", "已签署完成": "completed"}
    kinds |= {"邀请您参加": "interview", "面试邀请": "panel", "希望换个": "another-time"}
    for message in httpx.get(f"{inbox}/api/messages", trust_env=False, timeout=30).json():
        kind = next((kind for words, kind in kinds.items() if words in message["subject"]), "")
        if kind:
            page.goto(f"{inbox}/mails/{message['id']}")
            album.keep(page, f"portal-mail-{kind}")
    page.context.close()
