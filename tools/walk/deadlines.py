"""Deadlines: somebody who works unsigned, in the list and among what is to be done."""

from datetime import timedelta

from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser as Headless
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox
from huiyin.up import Product

from tools.walk.album import Album
from tools.walk.people import ADDRESS, aside, decide, interviewed, log_in

_NAME, _PHONE, _NUMBER = "古丽米热·阿卜杜热依木·麦麦提依明", "13900008195", 895
_DAYS_AT_WORK = 52


def visit(album: Album, product: Product) -> None:
    """A contract that nobody has signed, seven weeks after the first day at work."""
    origin = album.settings.origin("acme")
    aside(_late(album.settings, Inbox(product.stack.inbox_origin)))
    hr = album.window()
    log_in(hr, "hr@acme.test", origin)
    hr.wait_for_url("**/hr/**")
    album.keep_at(hr, f"{origin}/hr/deadlines", "console-deadlines")
    album.keep_at(hr, f"{origin}/hr/deadlines?state=probation", "console-deadlines-none")
    album.keep_at(hr, f"{origin}/hr/", "console-todo-deadlines")
    hr.context.close()


async def _late(settings: Settings, inbox: Inbox) -> None:
    await interviewed(settings, (_NAME, _PHONE, 9))
    application = await decide(settings, _NAME, "pass")
    me, hr = (Headless(settings.origin("acme")) for _person in range(2))
    await people.log_in(hr, "hr@acme.test", PASSWORD)
    await people.sign_in(me, inbox, _PHONE)
    await people.fill_onboarding(me, id_number(_NUMBER), ADDRESS)
    begun = (clock.today_in_china() - timedelta(days=_DAYS_AT_WORK)).isoformat()
    form = people.contract_form(await hr.get(f"/hr/contracts/new/{application}"))
    await form.fill({"contract.employment_start": begun}).submit()
    for browser in (me, hr):
        await browser.close()
