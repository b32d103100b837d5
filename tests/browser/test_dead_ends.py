"""Signing has no dead end: in each of the three steps, on a phone and in WeChat, whatever goes wrong is said in words, there is
something to do next, and the end is right. Each case leaves its pictures in `.huiyin/dead-ends`.

| what goes wrong | ① 核对阅读 | ② 身份验证 | ③ 手写签名 | the right end |
|---|---|---|---|---|
| the line drops | here, and at a link | here, and at a link | here, and at a link | signed once, nothing typed or drawn is lost |
| the code is wrong five times, or late | of the sign-in, on the way back in | here | of the sign-in | a new code; back where one was, signed once |
| the page is reloaded | here | here | here; turned: `test_phone` | signed once, what was seen, asked for, drawn is there |
| two devices sign | here | here | here; at the same time: `test_signing` | signed once, the other is told |
| withdrawn | here | here | here | told, and led to the progress |
| expired | here | here | here | told; sent again it is signed, with the drawing of before |
| replaced | here | here | here | told, and led to the new one, which is signed |
| refused | here | here | here | told; nothing is signed, the company knows |

All addresses and forms of a contract that is over: `functional/test_ways_out`. Two taps at once: `functional/test_signing`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from huiyin.platform.settings import Settings
from huiyin.road.people import Inbox
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.phone import PHONE, Watch, draw, spread, until
from tests.support.signers import STEPS, Signer, Signers, Step
from tools.walk.people import aside, read_contract

_PICTURES = Path(__file__).resolve().parents[2] / ".huiyin" / "dead-ends"
_AGENTS = {
    "phone": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1",
    "wechat": "Mozilla/5.0 (Linux; Android 14; V2309A Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600 "
    "WeChat/arm64 Weixin NetType/4G Language/zh_CN ABI/arm64",
}
_COMPUTER: ViewportSize = {"width": 1280, "height": 900}
_AT_A_COMPUTER = "-phone"
_NO_LINE = "没有网络"
_EXPECTED = re.compile(r"422|404|ERR_INTERNET_DISCONNECTED")
_CODE = "000000"

in_each_step = pytest.mark.parametrize("step", STEPS)


@dataclass
class Place:
    """A tenant whose candidates sign, and the loop that its connections live in."""

    signers: Signers
    loop: BlockingPortal
    inbox: Inbox
    browser: Browser

    def sent(self, step: Step) -> Signer:
        """Somebody who stands at this step."""
        [who] = self.loop.call(self.signers.make, 1)
        self.loop.call(self.signers.bring_to, who, step)
        return who


@pytest.fixture(scope="module")
def place(browser: Browser, settings: Settings, inbox: Inbox) -> Iterator[Place]:
    _PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        start_blocking_portal() as loop,
        loop.wrap_async_context_manager(Signers.at(settings)) as signers,
    ):
        yield Place(signers, loop, inbox, browser)


@pytest.fixture(params=_AGENTS)
def agent(request: pytest.FixtureRequest) -> str:
    """What the browser calls itself."""
    name: str = request.param
    return name


class Hand:
    """The hand of one who signs, on one device."""

    def __init__(self, place: Place, who: Signer, page: Page, name: str) -> None:
        self.place, self.who, self.page, self._name = place, who, page, name

    @property
    def step(self) -> str:
        """Where the page is."""
        return self.page.url.partition("?")[0].rsplit("/", 1)[1]

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def ready(self) -> None:
        """Everything of this step but its last tap."""
        {"read": self._read, "verify": self._prove, "sign": self._draw}[self.step]()

    def last_tap(self) -> None:
        """The one that ends this step."""
        self.press("确认签署" if self.step == "sign" else "下一步")

    def _read(self) -> None:
        read_contract(self.page)
        agree = self.page.locator("#agree")
        if agree.count():
            agree.check()

    def _prove(self) -> None:
        if not self.page.locator("#verify-form").count():
            if self.page.locator("#name").count():
                self.page.fill("#name", self.who.name)
                self.page.fill("#id_number", self.who.number)
            self.ask_code("获取验证码")
        self.page.fill("#code", self.newest_code(self._had))

    def ask_code(self, button: str) -> None:
        """Another code, and the page to type it in."""
        self._had = self._codes()
        self.press(button)
        self.page.locator("#code").wait_for()

    def newest_code(self, had: int) -> str:
        return aside(self.place.inbox.code(self.who.phone, had))

    def _codes(self) -> int:
        return aside(self.place.inbox.codes(self.who.phone))

    def _draw(self) -> None:
        if self.page.get_by_role("button", name="写好了，看一看").is_disabled():
            draw(self.page)
        self.press("写好了，看一看")
        until(self.page, "preview().naturalWidth > 0")

    def sign(self) -> None:
        """From where the page is to the end: signed, once."""
        while self.step != "done":
            here = self.step
            self.ready()
            self.last_tap()
            self.page.wait_for_url(lambda url, here=here: not url.endswith(here))  # type: ignore[misc]
        self.signed_once()

    def signed_once(self) -> None:
        """The page says so, and the chain says it once; nothing that was drawn stays behind in the browser."""
        self.page.get_by_role("heading", name="您已签署，等待公司盖章").wait_for(timeout=60_000)
        assert self._count("signature.drawn") == self._count("contract.signed") == 1
        assert self.kept() == 0
        self.picture("end")

    def never_signed(self) -> None:
        assert self._count("signature.drawn") == 0

    def _count(self, kind: str) -> int:
        return self.place.loop.call(self.place.signers.count, self.who, kind)

    def kept(self) -> int:
        """How many drawings the browser keeps."""
        kept: int = self.page.evaluate("Object.keys(localStorage).length")
        return kept

    def told(self, *words: str) -> None:
        """The page of the contract says how it stands."""
        self.page.wait_for_url("**/status")
        for one in words:
            expect(self.page.locator("#content")).to_contain_text(one)
        self.picture("told")

    def picture(self, what: str) -> None:
        """How it looks on a phone, and to the one who has no WeChat around it, on a computer."""
        self._shoot(what, 390)
        if _AT_A_COMPUTER in self._name:
            self.page.set_viewport_size(_COMPUTER)
            self._shoot(what, _COMPUTER["width"])
            self.page.set_viewport_size(PHONE["viewport"])  # type: ignore[arg-type]

    def _shoot(self, what: str, width: int) -> None:
        path = _PICTURES / f"{self._name}-{what}-{width}.png"
        self.page.screenshot(path=path, full_page=True, scale="css")

    def progress(self, words: str = "") -> None:
        """The way to the progress is there, where nothing is to be signed; it says so."""
        self.page.get_by_role("link", name="我的进度").last.click()
        self.page.wait_for_url("**/progress")
        expect(self.page.locator("#content")).to_contain_text(words)
        expect(self.page.get_by_role("link", name="签署合同")).to_have_count(0)
        self.picture("progress")


@contextmanager
def hand_of(place: Place, who: Signer, agent: str, name: str, token: str = "") -> Iterator[Hand]:
    """A window of their own, signed in, at the step where they are."""
    context = place.browser.new_context(**(PHONE | {"user_agent": _AGENTS[agent]}))  # type: ignore[arg-type]
    context.add_cookies([{"name": "me", "value": token or who.token, "url": place.signers.origin}])
    watch, page = Watch(context), context.new_page()
    page.goto(place.signers.origin + who.at)
    yield Hand(place, who, page, name)
    context.close()
    assert [line for line in watch.complaints if not _EXPECTED.search(line)] == []


@pytest.fixture
def hand(place: Place, step: Step, agent: str, request: pytest.FixtureRequest) -> Iterator[Hand]:
    """Somebody who stands at the step that the test is of."""
    case = request.node.name.partition("[")[0].removeprefix("test_")
    with hand_of(place, place.sent(step), agent, f"{case}-{step}-{agent}") as one:
        assert one.step == step
        yield one


@in_each_step
def test_the_line_drops(hand: Hand) -> None:
    hand.ready()
    page, here = hand.page, hand.page.url
    page.context.set_offline(True)
    page.get_by_role(
        "link", name="有疑问，问公司"
    ).click()  # held up, too: it would show a page of the browser's own
    expect(page.locator("[data-line]")).to_contain_text(_NO_LINE)
    hand.last_tap()
    expect(page.locator("[data-line]")).to_contain_text(
        "还是没有网络", timeout=30_000
    )  # sent once more, by itself
    assert page.url == here
    hand.picture("no-line")
    page.context.set_offline(False)
    hand.last_tap()
    page.wait_for_url(lambda url: url != here)
    hand.sign()


@in_each_step
def test_the_code_is_wrong_five_times_and_late(hand: Hand, step: Step) -> None:
    page, place = hand.page, hand.place
    hand.ready()
    if step == "verify":
        again, to_the_end = "获取验证码", "再输入最新的一个"
    else:  # the session ended meanwhile: the code is that of the sign-in
        place.loop.call(place.signers.sign_out, hand.who)
        hand.last_tap()
        page.locator("#phone").wait_for()
        page.get_by_text("离开得有点久").wait_for()
        hand.picture("in-again")
        page.fill("#phone", hand.who.phone)
        hand.ask_code("获取验证码")
        again, to_the_end = "重新获取验证码", "请重新获取"
    for said in ("还可以试 4 次", "还可以试 3 次", "还可以试 2 次", "还可以试 1 次", "5 次"):
        page.fill("#code", _CODE)
        page.locator("#actions .btn--primary").click()
        expect(page.locator(".error").first).to_contain_text(said)
    page.get_by_text("打电话").first.wait_for()
    hand.picture("five-times")
    place.loop.call(place.signers.age_codes, timedelta(seconds=61))
    page.reload()
    hand.ask_code(again)
    place.loop.call(place.signers.age_codes, timedelta(minutes=11))
    page.fill("#code", hand.newest_code(hand._had))
    page.locator("#actions .btn--primary").click()
    page.get_by_text(to_the_end).first.wait_for()
    hand.picture("late")
    hand.ask_code(again)
    page.fill("#code", hand.newest_code(hand._had))
    page.locator("#actions .btn--primary").click()
    page.wait_for_url(re.compile(rf"{hand.who.at}/(read|sign)$"))
    if step == "sign":
        expect(page.get_by_role("button", name="写好了，看一看")).to_be_enabled()  # with what was drawn
    hand.sign()


@in_each_step
def test_the_page_is_reloaded(hand: Hand, step: Step) -> None:
    page = hand.page
    hand.ready()
    page.reload()
    if step == "read":
        expect(page.locator("[data-next]")).to_have_text("下一步")  # no page need be seen again
    elif step == "verify":
        expect(page.locator("#code")).to_be_visible()  # the code that was sent is good
    else:
        until(page, "canvas() !== null && canvas().width > 0")
        assert hand.kept() == 1 and min(spread(page)) > 0.1
    hand.picture("reloaded")
    hand.sign()


@in_each_step
def test_two_devices_sign(hand: Hand, place: Place, agent: str) -> None:
    hand.ready()
    token = place.loop.call(place.signers.another_browser, hand.who)
    place.loop.call(
        place.signers.age_codes, timedelta(seconds=61)
    )  # a number gets one a minute, on whatever device
    with hand_of(place, hand.who, agent, f"{hand._name}-other", token) as other:
        other.sign()
    hand.last_tap()
    hand.page.wait_for_url("**/done")
    hand.signed_once()


@in_each_step
def test_it_is_withdrawn(hand: Hand, place: Place) -> None:
    hand.ready()
    place.loop.call(place.signers.withdraw, hand.who)
    hand.last_tap()
    hand.told("公司已撤回这份合同", "现在不用签署")
    hand.never_signed()
    assert hand.kept() == 0
    hand.progress()


@in_each_step
def test_it_expires(hand: Hand, place: Place, step: Step) -> None:
    hand.ready()
    place.loop.call(place.signers.let_expire, hand.who)
    hand.last_tap()
    hand.told("这份合同的签署期限已过", "重新发送")
    hand.page.get_by_role("link", name="打电话").wait_for()
    hand.never_signed()
    place.loop.call(place.signers.send_again, hand.who)
    hand.page.reload()
    hand.page.get_by_role("link", name="继续签署").click()
    hand.page.wait_for_url(f"**/{step}")  # nothing need be done twice
    assert hand.kept() == (1 if step == "sign" else 0)
    hand.sign()


@in_each_step
def test_it_is_replaced(hand: Hand, place: Place) -> None:
    hand.ready()
    new = place.loop.call(place.signers.replace, hand.who)
    hand.last_tap()
    hand.told("这份合同已换成新的一份")
    hand.never_signed()
    hand.page.get_by_role("link", name="看新的合同").click()
    hand.page.wait_for_url(f"**{new.at}/read")  # another text: read, and proved, anew
    hand.who = new
    place.loop.call(place.signers.age_codes, timedelta(seconds=61))
    hand.sign()


@in_each_step
def test_they_refuse(hand: Hand) -> None:
    page = hand.page
    hand.ready()
    page.get_by_role("link", name="不想签，拒签").click()
    page.get_by_label("对薪酬或条款不满意").check()
    page.fill("#words", "家里有事，去不了外地。")
    page.context.set_offline(True)
    hand.press("确定拒签")
    expect(page.locator("[data-line]")).to_contain_text(_NO_LINE)
    page.context.set_offline(False)
    expect(page.locator("#sure-error")).to_be_visible()
    assert page.input_value("#words") == "家里有事，去不了外地。"
    page.get_by_label("我确认不签这份合同").check()
    hand.picture("sure")
    hand.press("确定拒签")
    hand.told("您已拒签这份合同", "家里有事，去不了外地。")
    hand.never_signed()
    assert hand.kept() == 0
    hand.progress("您已拒签劳动合同")
