"""first_signing: how long somebody who has never done it takes from the message to 已签署, in a real browser."""

import time
from dataclasses import replace

from anyio.from_thread import start_blocking_portal
from huiyin.road.people import Inbox
from huiyin.tenants.contracts.signing.rule import LeastSeconds, save_signing_rule, signing_rule
from playwright.sync_api import sync_playwright

from tests.browser.phone import PHONE
from tests.support.first_signing import Beginner, Pace
from tests.support.signers import HR, Signer, Signers
from tools.chromium import ARGUMENTS, chromium
from tools.walk.people import aside

from .harness import Bench, Figure

_ASKED_SECONDS = 120.0
# The keystroke-level model (Card, Moran, Newell 1980): 1.35 s to make up one's mind and 1.1 s to point, before each tap and
# each field; 0.5 s for a key on glass; and four seconds to look over a page of the contract.
_BEGINNER = Pace(tap=2.45, key=0.5, page=4.0)


def first_signing(bench: Bench) -> list[Figure]:
    """The whole way at a beginner's pace, with the shortest reading time that a new tenant has (5 s)."""
    pace = bench.of(_BEGINNER, Pace())
    least: LeastSeconds = bench.of(5, 0)
    with bench.product() as product, start_blocking_portal() as loop:
        inbox = Inbox(product.stack.inbox_origin)
        with loop.wrap_async_context_manager(Signers.at(product.stack.settings())) as signers:
            loop.call(_least, signers, least)
            [who] = loop.call(signers.make, 1)
            link = product.stack.settings().origin() + aside(inbox.text_with_link(who.phone, 0))
            seconds, taps = _sign(who, link, inbox, pace)
    print(f"  {taps} taps and two codes")
    return [
        Figure("first_signing", seconds, "s", "what is asked", _ASKED_SECONDS),
        Figure("first_signing_taps", taps, "taps", "what is asked", 9),
    ]


async def _least(signers: Signers, seconds: LeastSeconds) -> None:
    async with signers.session() as session:
        rule = replace(await signing_rule(session), least_seconds=seconds)
        await save_signing_rule(session, rule, actor=HR)


def _sign(who: Signer, link: str, inbox: Inbox, pace: Pace) -> tuple[float, int]:
    """Seconds and taps."""
    program, env = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS, env=env)
        page = browser.new_context(**PHONE).new_page()  # type: ignore[arg-type]
        hand = Beginner(page, who, lambda had: aside(inbox.code(who.phone, had)), pace)
        began = time.perf_counter()
        hand.sign(link)
        seconds = time.perf_counter() - began
        browser.close()
    return seconds, hand.taps
