"""Messages to one person in the three suites, each against its platform's documented protocol."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from huiyin.platform.providers.im.fake_personal import FakePersonal
from huiyin.platform.providers.im.port import (
    ChatMessage,
    ChatRefused,
    ChatUnavailable,
    PersonalMessenger,
    SuiteApp,
)
from huiyin.platform.providers.im.registry import open_messenger as open_app
from litestar import Litestar

KINDS: tuple[str, ...] = ("wecom", "dingtalk", "feishu")
MESSAGE = ChatMessage(
    "请提交面试评价", "王磊 <候选人>\n在等答复", "https://acme.example/hr/#card", "现在评价"
)
PHONE = "+8613800000001"


def open_messenger(
    suite: str, app: SuiteApp, *, http: httpx.AsyncClient, base: str = ""
) -> PersonalMessenger:
    """The messenger of a suite's application."""
    return open_app(f"{suite}_app", app, http=http, base=base)


class Suites:
    """The three platforms, and our application in them."""

    def __init__(self, folder: Path) -> None:
        self.fake = FakePersonal(folder, client_id="corp", secret="SEC1", agent_id="7")
        transport = httpx.ASGITransport(Litestar([self.fake.router()], openapi_config=None))
        self.http = httpx.AsyncClient(transport=transport)

    def messenger(self, kind: str, secret: str = "SEC1", agent: str = "7") -> PersonalMessenger:  # noqa: S107
        app = SuiteApp("corp", secret, agent)
        return open_messenger(kind, app, http=self.http, base=f"http://fake/{kind}")

    async def fault(self, **faults: Any) -> None:
        (await self.http.post("http://fake/personal/faults", json=faults)).raise_for_status()


@pytest.fixture
async def suites(tmp_path: Path) -> AsyncIterator[Suites]:
    made = Suites(tmp_path)
    yield made
    await made.http.aclose()


@pytest.mark.parametrize("kind", KINDS)
async def test_who_is_found_by_phone_reads_it_with_its_link(suites: Suites, kind: str) -> None:
    messenger = suites.messenger(kind)
    to = await messenger.find(subject="", phone=PHONE)
    assert to == "m13800000001"
    await messenger.send(to, MESSAGE, "t.1")
    [said] = suites.fake.said()
    assert said.to.endswith(to)
    for part in (MESSAGE.title, "在等答复", "现在评价", "https://acme.example/hr/"):
        assert part in said.text
    assert "#card" in said.text
    assert suites.fake.tokens_given(kind) == 1


@pytest.mark.parametrize(
    ("kind", "subject", "found"),
    [("wecom", "corp/wanglei", "wanglei"), ("dingtalk", "UNION", "u-UNION"), ("feishu", "on_1", "on_1")],
)
async def test_who_has_signed_in_is_known_without_a_phone(
    suites: Suites, kind: str, subject: str, found: str
) -> None:
    assert await suites.messenger(kind).find(subject=subject, phone="") == found


async def test_a_log_in_of_another_company_is_nobody_here(suites: Suites) -> None:
    assert await suites.messenger("wecom").find(subject="other/wanglei", phone="") == ""


@pytest.mark.parametrize("kind", KINDS)
async def test_a_stranger_is_nobody(suites: Suites, kind: str) -> None:
    await suites.fault(strangers=["13800000001"])
    assert await suites.messenger(kind).find(subject="", phone=PHONE) == ""
    assert await suites.messenger(kind).find(subject="", phone="") == ""


@pytest.mark.parametrize("kind", KINDS)
async def test_a_repeat_is_shown_once_and_another_is_shown(suites: Suites, kind: str) -> None:
    messenger = suites.messenger(kind)
    for key in ("t.1", "t.1", "t.2"):
        await messenger.send("m1", MESSAGE, key)
    await suites.messenger(kind).send("m1", MESSAGE, "t.1")  # another worker, with a token of its own
    assert len(suites.fake.said()) == 2


@pytest.mark.parametrize("kind", KINDS)
async def test_a_token_that_serves_no_more_is_replaced(suites: Suites, kind: str) -> None:
    messenger = suites.messenger(kind)
    await messenger.send("m1", MESSAGE, "t.1")
    await suites.fault(expired=[kind])
    await messenger.send("m1", MESSAGE, "t.2")
    assert len(suites.fake.said()) == 2
    assert suites.fake.tokens_given(kind) == 2


@pytest.mark.parametrize("kind", KINDS)
async def test_who_may_not_see_the_application_is_said_in_words(suites: Suites, kind: str) -> None:
    await suites.fault(unseen=["1"])
    with pytest.raises(ChatRefused) as refused:
        await suites.messenger(kind).send("m1", MESSAGE, "t.1")
    assert "可见范围" in str(refused.value.reason) or "通讯录里没有" in str(refused.value.reason)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_wrong_secret_is_said_in_words(suites: Suites, kind: str) -> None:
    with pytest.raises(ChatRefused) as refused:
        await suites.messenger(kind, secret="other").send("m1", MESSAGE, "t.1")
    assert "密钥不正确" in str(refused.value.reason)


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
async def test_a_wrong_agent_is_said_in_words(suites: Suites, kind: str) -> None:
    with pytest.raises(ChatRefused) as refused:
        await suites.messenger(kind, agent="8").send("m1", MESSAGE, "t.1")
    assert "AgentId" in str(refused.value.reason)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["busy", "lost"])
async def test_too_many_or_an_answer_that_is_lost_are_tried_again_and_shown_once(
    suites: Suites, kind: str, fault: str
) -> None:
    await suites.fault(**{fault: [kind]})
    messenger = suites.messenger(kind)
    with pytest.raises(ChatUnavailable):
        await messenger.send("m1", MESSAGE, "t.1")
    await messenger.send("m1", MESSAGE, "t.1")
    assert len(suites.fake.said()) == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_a_platform_that_answers_500_is_away(suites: Suites, kind: str) -> None:
    known, fresh = suites.messenger(kind), suites.messenger(kind)
    await known.send("m1", MESSAGE, "t.1")
    await suites.fault(broken=[kind])
    for messenger in (known, fresh):  # one with a token, one that asks for its first
        with pytest.raises(ChatUnavailable):
            await messenger.send("m1", MESSAGE, "t.2")
        with pytest.raises(ChatUnavailable):
            await messenger.find(subject="", phone=PHONE)
    await suites.fault()
    await fresh.send("m1", MESSAGE, "t.2")
    assert len(suites.fake.said()) == 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("problem", [httpx.ReadTimeout, httpx.ConnectTimeout, httpx.RemoteProtocolError])
async def test_no_answer_is_no_answer(kind: str, problem: type[httpx.TransportError]) -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise problem(f"no answer from {request.url}")

    async with httpx.AsyncClient(transport=httpx.MockTransport(silent)) as http:
        messenger = open_messenger(kind, SuiteApp("corp", "very-secret", "7"), http=http)
        with pytest.raises(ChatUnavailable) as away:
            await messenger.send("m1", MESSAGE, "t.1")
    assert "very-secret" not in str(away.value)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_token_that_never_serves_is_said_in_words_and_not_asked_for_again(
    suites: Suites, kind: str
) -> None:
    """Every token is called expired, as when two places fetch them in turn: one new one is tried, no more."""
    messenger = suites.messenger(kind)
    await messenger.send("m1", MESSAGE, "t.1")
    suites.fake._platforms[kind].tokens = _Forgetful()
    with pytest.raises(ChatRefused):
        await messenger.send("m1", MESSAGE, "t.2")
    assert suites.fake.tokens_given(kind) == 2


class _Forgetful(set[str]):
    """Tokens of which none is known."""

    def __contains__(self, _token: object) -> bool:
        return False


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", [b"nonsense", b'{"errcode": 0, "code": 0}'])
async def test_an_answer_without_sense_is_no_answer(kind: str, body: bytes) -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=body))
    async with httpx.AsyncClient(transport=transport) as http:
        with pytest.raises(ChatUnavailable):
            await open_messenger(kind, SuiteApp("corp", "s", "7"), http=http).send("m1", MESSAGE, "t.1")


async def test_a_long_text_is_cut_between_characters(suites: Suites) -> None:
    long = ChatMessage("提醒" * 60, "候选人" * 200, MESSAGE.link, MESSAGE.link_text)
    await suites.messenger("wecom").send("m1", long, "t.1")
    title, text, _link = suites.fake.said()[0].text.split("\n")
    assert title.endswith("…") and len(title.encode()) <= 128
    assert text.endswith("…") and len(text.encode()) <= 512


async def test_an_outage_does_not_tell_the_secret() -> None:
    async with httpx.AsyncClient() as http:
        app = SuiteApp("corp", "very-secret", "7")
        messenger = open_messenger("wecom", app, http=http, base="http://127.0.0.1:9")
        with pytest.raises(ChatUnavailable) as problem:
            await messenger.send("m1", MESSAGE, "t.1")
    assert "very-secret" not in str(problem.value)
