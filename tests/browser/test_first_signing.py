"""Signing by a hand that has never seen it: how many taps it takes. How long it takes: `./dev bench first_signing`."""

from anyio.from_thread import start_blocking_portal
from huiyin.platform.settings import Settings
from huiyin.road.people import Inbox
from playwright.sync_api import Browser

from tests.browser.phone import PHONE
from tests.support.first_signing import Beginner
from tests.support.signers import Signers
from tools.walk.people import aside

_MOST_TAPS, _CODES = 9, 2


def test_from_the_message_to_signed_in_nine_taps_and_two_codes(
    browser: Browser, settings: Settings, inbox: Inbox
) -> None:
    with start_blocking_portal() as loop, loop.wrap_async_context_manager(Signers.at(settings)) as signers:
        [who] = loop.call(signers.make, 1)
        link = settings.origin() + aside(inbox.text_with_link(who.phone, 0))
        context = browser.new_context(**PHONE)  # type: ignore[arg-type]
        hand = Beginner(context.new_page(), who, lambda had: aside(inbox.code(who.phone, had)))
        hand.sign(link)
        context.close()
        assert 8 <= hand.taps <= _MOST_TAPS and hand.codes == _CODES
        assert loop.call(signers.count, who, "contract.signed") == 1
