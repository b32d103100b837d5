"""Whom no message reached, and the tenant's own channels."""

import httpx
from huiyin.demo import PASSWORD
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import eventually
from huiyin.up import Product

from tools.walk.album import Album
from tools.walk.people import aside, decide, interviewed, log_in

# Somebody without an e-mail address whose phone has gone.
_NAME, _PHONE = "帕提古丽·吐尔逊", "17700009918"


def message_channels(album: Album, product: Product) -> None:
    """The list of calls, and the settings of channels with a robot that works and one that does not."""
    origin = album.settings.origin("acme")
    aside(_lose(product))
    aside(_robots(album, product))
    page = album.window()
    log_in(page, "hr@acme.test", origin)
    page.wait_for_url("**/hr/")
    page.goto(f"{origin}/hr/messages/unreached")
    page.fill("[name=note] >> nth=0", "下午三点后再打")
    album.keep(page, "console-messages-unreached")
    page.get_by_role("button", name="没有接通").first.click()
    page.locator("[data-call]").first.wait_for()
    album.keep(page, "console-messages-called")
    page.goto(f"{origin}/hr/messages")
    album.keep(page, "console-messages-followed")
    page.context.close()
    page = album.window()
    log_in(page, "admin@acme.test", origin)
    page.wait_for_url("**/hr/")
    page.goto(f"{origin}/hr/channels")
    album.keep(page, "console-senders")
    page.goto(f"{origin}/hr/channels/new/tencent")
    album.keep(page, "console-sender-tencent")
    page.goto(f"{origin}/hr/channels")
    page.get_by_role("link", name="飞书群机器人").first.click()
    album.keep(page, "console-sender-robot")
    page.goto(f"{origin}/hr/channels/new/wecom_app")
    page.fill("[name=client_id]", "ww1f2e3d4c5b6a7980")
    page.fill("[name=agent_id]", "应用一")
    page.fill("[name=secret]", "还没有核对")
    page.get_by_role("button", name="保存", exact=True).click()
    album.keep(page, "console-sender-application")
    page.context.close()


async def _lose(product: Product) -> None:
    """Somebody is told by a number that is no longer in use."""
    fault = {"phone": _PHONE, "kind": "undelivered", "code": "MK:0005"}
    async with httpx.AsyncClient(trust_env=False) as http:
        await http.post(f"{product.stack.inbox_origin}/aliyun/faults", json=[fault])
    settings = product.stack.settings()
    await interviewed(settings, (_NAME, _PHONE, 9))
    staff = Headless(settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    await decide(settings, _NAME, "pass")

    async def look() -> bool | None:
        return True if _NAME in (await staff.get("/hr/messages/unreached")).text else None

    await eventually(look, "somebody not reached")
    await staff.close()


async def _robots(album: Album, product: Product) -> None:
    """Two robots, each tried once."""
    admin = Headless(album.settings.origin("acme"))
    await people.log_in(admin, "admin@acme.test", PASSWORD)
    for kind, address, secret in (
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=embedded-robot", ""),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/embedded-robot", "SEC-of-another-robot"),
    ):
        page = await admin.get(f"/hr/channels/new/{kind}")
        values = {"webhook": address} | ({"sign": secret} if secret else {})
        page = await page.form("channel-form").fill(values).submit()
        for mine in page.entries("/hr/channels"):
            page = await page.form(f"{mine}/try").submit()

    async def look() -> bool | None:
        text = (await admin.get("/hr/channels")).text
        return True if "加签密钥不正确" in text and "正常" in text else None

    await eventually(look, "what came of the robots' messages")
    await admin.close()
