"""How messages go out: the settings, one that waits for the morning and is let go, one that came because another did not
arrive."""

from datetime import timedelta

import httpx
from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.people import eventually
from huiyin.up import Product
from playwright.sync_api import Page

from tools.walk.album import Album
from tools.walk.people import aside, decide, interviewed, log_in

_HELD, _HELD_PHONE = "古丽米热·阿不都热依木", "17700009931"
_LOST, _LOST_PHONE = "司徒䶮", "17700009932"


def delivery(album: Album, product: Product) -> None:
    """As its admin and its HR see it; afterwards everything goes out at once again."""
    origin = album.settings.origin("acme")
    page = album.window()
    log_in(page, "admin@acme.test", origin)
    page.wait_for_url("**/hr/")
    page.goto(f"{origin}/hr/delivery")
    page.check("[name=quiet]")
    page.fill("[name=start]", "22:00")
    page.fill("[name=end]", "08:00")
    page.select_option("[name='results.mode']", "undelivered")
    page.get_by_role("button", name="保存").click()
    page.wait_for_load_state("load")
    album.keep(page, "console-delivery")
    page.fill("[name=end]", "22:00")
    page.fill("[name='results.minutes']", "5 分钟")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("之间的数").first.wait_for()
    album.keep(page, "console-delivery-wrong")
    page.context.close()
    aside(_lose(album, product))
    now = clock.now().astimezone(BEIJING)
    night = {
        "quiet": "1",
        "start": f"{now - timedelta(hours=1):%H:%M}",
        "end": f"{now + timedelta(hours=8):%H:%M}",
    }
    aside(_set(album, night))
    aside(interviewed(album.settings, (_HELD, _HELD_PHONE, 9), mail="gulimire@example.com"))
    held = aside(decide(album.settings, _HELD, "pass"))
    page = album.window()
    log_in(page, "hr@acme.test", origin)
    page.wait_for_url("**/hr/")
    page.goto(f"{origin}/hr/messages")
    album.keep(page, "console-messages-waiting")
    _show(page, f"{origin}/hr/candidates/{held}", "[data-waits]")
    album.keep(page, "console-candidate-waiting")
    page.get_by_role("link", name="马上发送").first.click()
    page.fill("[name=reason]", "候选人明早八点的火车，今晚要知道结果")
    album.keep(page, "console-send-now")
    page.context.close()
    aside(_set(album, {"results.mode": "together"}))


def _show(page: Page, address: str, what: str) -> None:
    page.goto(address)
    page.locator(what).first.scroll_into_view_if_needed()


async def _set(album: Album, values: dict[str, str]) -> None:
    """On the page, but for the quiet time, which is there only where it is in `values`."""
    admin = Headless(album.settings.origin("acme"))
    await people.log_in(admin, "admin@acme.test", PASSWORD)
    form = (await admin.get("/hr/delivery")).form("delivery-form").drop("quiet")
    await form.fill(values).submit()
    await admin.close()


async def _lose(album: Album, product: Product) -> None:
    """A text message that does not arrive: the mail comes instead."""
    await _set(album, {"results.mode": "undelivered", "results.first": "sms", "results.minutes": "30"})
    fault = {"phone": _LOST_PHONE, "kind": "undelivered", "code": "MK:0005"}
    async with httpx.AsyncClient(trust_env=False) as http:
        await http.post(f"{product.stack.inbox_origin}/aliyun/faults", json=[fault])
    await interviewed(album.settings, (_LOST, _LOST_PHONE, 9), mail="situyan@example.com")
    staff = Headless(album.settings.origin("acme"))
    await people.log_in(staff, "hr@acme.test", PASSWORD)
    file = (await staff.get(f"/hr/candidates?q={_LOST}")).entries("/hr/candidates")[0]
    form = (await staff.get(file)).form("decision-form")
    await form.submit(("outcome", "pass"))

    async def look() -> bool | None:
        return True if "短信没有发送成功，改发这一条" in (await staff.get(file)).text else None

    await eventually(look, "the failure")
    await staff.close()
