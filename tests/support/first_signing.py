"""A contract signed by somebody who has never done it: from the message's link to 已签署, by what stands on the buttons."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.phone import draw
from tests.support.signers import Signer

_COUNT = """addEventListener("pointerdown", ({ target }) => target.closest("canvas, input:not([type=checkbox])") || tapped());"""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a hand is, in seconds: before each tap, for each key, for each page of the contract that is looked at."""

    tap: float = 0
    key: float = 0
    page: float = 0


@dataclass
class Beginner:
    """Whose hand it is; `code` answers the newest code that has come to their phone, after the number it had before."""

    page: Page
    who: Signer
    code: Callable[[int], str]
    pace: Pace = Pace()
    taps: int = 0
    codes: int = 0

    def sign(self, link: str) -> None:
        """The whole way. The link in the message is the first tap; a field that is typed into is none."""
        self.page.expose_function("tapped", self._tapped)
        self.page.add_init_script(_COUNT)
        self._think(self.pace.tap)
        self.taps += 1
        self.page.goto(link)
        self._type("手机号", self.who.phone)
        self._tap("获取验证码")
        self._type_code("继续")
        self._read()
        self._tap("下一步")
        self._type("姓名", self.who.name)
        self._type("证件号码", self.who.number)
        self._tap("获取验证码")
        self._type_code("下一步")
        self.page.locator("canvas").wait_for()
        draw(self.page)
        self._tap("写好了，看一看")
        self._tap("确认签署")
        self.page.get_by_role("heading", name="您已签署，等待公司盖章").wait_for(timeout=60_000)

    def _tapped(self) -> None:
        self.taps += 1

    def _read(self) -> None:
        """Every page, until the button says that one can go on."""
        self.page.wait_for_url("**/read")
        for leaf in self.page.locator("[data-page]").all():
            leaf.scroll_into_view_if_needed()
            leaf.locator("img").evaluate("image => image.decode()")
            self._think(self.pace.page)
        self._think(self.pace.tap)
        self.page.locator("#agree").click()
        self.page.get_by_role("button", name="下一步").wait_for()

    def _type_code(self, then: str) -> None:
        self._type("6 位验证码", self.code(self.codes))
        self.codes += 1
        self._tap(then)

    def _type(self, field: str, text: str) -> None:
        self._think(self.pace.tap)
        self.page.get_by_label(re.compile(f"^{field}")).press_sequentially(text, delay=self.pace.key * 1000)

    def _tap(self, button: str) -> None:
        self._think(self.pace.tap)
        self.page.get_by_role("button", name=button, exact=True).click()

    def _think(self, seconds: float) -> None:
        if seconds:
            time.sleep(seconds)
