"""The three group robots, each against its platform's documented protocol."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from huiyin.platform.providers.im.fake_robots import FakeRobots
from huiyin.platform.providers.im.port import ChatMessage, ChatRefused, ChatUnavailable, Robot
from huiyin.platform.providers.im.registry import open_robot
from litestar import Litestar

KINDS: tuple[str, ...] = ("wecom", "dingtalk", "feishu")
MESSAGE = ChatMessage("结果待确认", "有 3 个结果等待确认。", "https://acme.example/hr/", "去确认")


class Groups:
    """The three groups, and our robots in them."""

    def __init__(self, folder: Path) -> None:
        self.fake = FakeRobots(folder, token="token-1", secret="SEC1")
        transport = httpx.ASGITransport(Litestar([self.fake.router()], openapi_config=None))
        self.http = httpx.AsyncClient(transport=transport)

    def robot(self, kind: str, token: str = "token-1", secret: str = "SEC1") -> Robot:  # noqa: S107
        return open_robot(kind, token, secret, http=self.http, base=f"http://fake/{kind}")


@pytest.fixture
async def groups(tmp_path: Path) -> AsyncIterator[Groups]:
    made = Groups(tmp_path)
    yield made
    await made.http.aclose()


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_said_arrives_with_its_link(groups: Groups, kind: str) -> None:
    await groups.robot(kind).send(MESSAGE)
    [said] = groups.fake.said()
    for part in (MESSAGE.title, MESSAGE.text, MESSAGE.link):
        assert part in said.text


@pytest.mark.parametrize("kind", KINDS)
async def test_a_robot_that_is_gone_is_said(groups: Groups, kind: str) -> None:
    with pytest.raises(ChatRefused) as refused:
        await groups.robot(kind, token="other").send(MESSAGE)
    assert "机器人不存在" in str(refused.value.reason)


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
@pytest.mark.parametrize("secret", ["SEC2", ""])
async def test_a_wrong_signature_is_said(groups: Groups, kind: str, secret: str) -> None:
    with pytest.raises(ChatRefused) as refused:
        await groups.robot(kind, secret=secret).send(MESSAGE)
    assert "加签密钥不正确" in str(refused.value.reason)
    assert groups.fake.said() == []


@pytest.mark.parametrize("kind", KINDS)
async def test_too_many_messages_are_tried_again_later(groups: Groups, kind: str) -> None:
    await groups.http.post("http://fake/robots/busy", json=[kind])
    with pytest.raises(ChatUnavailable):
        await groups.robot(kind).send(MESSAGE)
    await groups.robot(kind).send(MESSAGE)
    assert len(groups.fake.said()) == 1


async def test_an_outage_does_not_tell_the_token() -> None:
    http = httpx.AsyncClient()
    robot = open_robot("wecom", "very-secret", "", http=http, base="http://127.0.0.1:9")
    with pytest.raises(ChatUnavailable) as problem:
        await robot.send(MESSAGE)
    assert "very-secret" not in str(problem.value)
    await http.aclose()


BROKEN = (
    httpx.Response(500, json={"errcode": -1, "code": -1}),
    httpx.Response(502, text="<html>502 Bad Gateway</html>"),
    httpx.Response(200, text=""),  # cut off
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("answer", BROKEN, ids=lambda answer: f"{answer.status_code} {answer.text[:6]}")
async def test_a_platform_that_breaks_is_tried_again_later(kind: str, answer: httpx.Response) -> None:
    http = httpx.AsyncClient(transport=httpx.MockTransport(lambda _request: answer))
    with pytest.raises(ChatUnavailable):
        await open_robot(kind, "very-secret", "SEC1", http=http).send(MESSAGE)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("problem", [httpx.ReadTimeout, httpx.ConnectTimeout, httpx.PoolTimeout])
async def test_a_platform_that_does_not_answer_is_tried_again_and_the_token_is_not_told(
    kind: str, problem: type[httpx.TimeoutException]
) -> None:
    def never(request: httpx.Request) -> httpx.Response:
        raise problem(f"no answer from {request.url}", request=request)

    http = httpx.AsyncClient(transport=httpx.MockTransport(never))
    with pytest.raises(ChatUnavailable) as said:
        await open_robot(kind, "very-secret", "SEC1", http=http).send(MESSAGE)
    assert "very-secret" not in str(said.value)
