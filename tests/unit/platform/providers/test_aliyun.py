"""Aliyun's protocol against the small Aliyun: signed, sent once, found again, refused, broken, late, reported on."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from huiyin.platform import clock
from huiyin.platform.providers.sms.aliyun.fake import FakeAliyun
from huiyin.platform.providers.sms.aliyun.gateway import AliyunSms, receipts
from huiyin.platform.providers.sms.port import SmsMessage, SmsRefused, SmsUnavailable, SmsUncertain
from litestar import Litestar

PHONE = "+8613812345678"
MESSAGE = SmsMessage(PHONE, "HY_RESULT", {"name": "李想", "post": "工程师"}, "t_1.abc")
_HTML = "<html>502 Bad Gateway</html>"


class Gateway:
    """The small Aliyun, and us in front of it."""

    def __init__(self, folder: Path) -> None:
        self.fake = FakeAliyun(
            folder,
            key_id="id",
            secret="secret",
            sign_name="回音",
            templates={"HY_RESULT": "${name}您好，您申请的${post}已有答复。"},
        )
        transport = httpx.ASGITransport(Litestar([self.fake.router()], openapi_config=None))
        self.http = httpx.AsyncClient(transport=transport, timeout=0.5)

    def us(self, key_id: str = "id", secret: str = "secret", sign_name: str = "回音") -> AliyunSms:  # noqa: S107
        return AliyunSms("http://fake/aliyun", key_id, secret, sign_name, http=self.http)

    async def fail(self, **fault: object) -> None:
        await self.http.post("http://fake/aliyun/faults", json=[{"phone": PHONE[3:], **fault}])


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Gateway]:
    made = Gateway(tmp_path)
    yield made
    await made.http.aclose()


def answering(handler: httpx.MockTransport) -> AliyunSms:
    """Us in front of something that only looks like Aliyun."""
    return AliyunSms("http://x/aliyun", "id", "secret", "回音", http=httpx.AsyncClient(transport=handler))


@pytest.mark.any_clock
async def test_a_message_is_sent_once_and_found_again(gateway: Gateway) -> None:
    sent = await gateway.us().send(MESSAGE)
    assert [text.text for text in gateway.fake.sent()] == ["【回音】李想您好，您申请的工程师已有答复。"]
    assert await gateway.us().find(PHONE, MESSAGE.key, clock.today_in_china()) == sent
    assert await gateway.us().find(PHONE, "another", clock.today_in_china()) is None
    # Asked for on a later day, it is looked for on every day since the first attempt.
    assert await gateway.us().find(PHONE, MESSAGE.key, clock.today_in_china() - timedelta(days=2)) == sent


async def test_one_among_many_is_found_on_a_later_page(gateway: Gateway) -> None:
    for number in range(53):
        await gateway.us().send(replace(MESSAGE, key=f"t_1.{number}"))
    for number in (0, 49, 50, 52):
        assert await gateway.us().find(PHONE, f"t_1.{number}", clock.today_in_china()) is not None, number
    assert await gateway.us().find(PHONE, "t_1.53", clock.today_in_china()) is None


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        ({"secret": "other"}, "SignatureDoesNotMatch", "拒绝发送"),
        ({"key_id": "other"}, "SignatureDoesNotMatch", "拒绝发送"),
        ({"sign_name": "别人"}, "isv.SMS_SIGNATURE_ILLEGAL", "签名未报备"),
    ],
)
async def test_a_refusal_is_said_in_words(
    gateway: Gateway, wrong: dict[str, str], code: str, words: str
) -> None:
    with pytest.raises(SmsRefused) as refused:
        await gateway.us(**wrong).send(MESSAGE)
    assert refused.value.code == code and words in str(refused.value.reason)
    assert gateway.fake.sent() == []


async def test_a_number_or_a_template_that_is_not_one_is_said(gateway: Gateway) -> None:
    for wrong, words in (
        (replace(MESSAGE, phone="+8612345"), "手机号码无效"),
        (replace(MESSAGE, template="HY_NONE"), "短信模板未审核通过"),
    ):
        with pytest.raises(SmsRefused) as refused:
            await gateway.us().send(wrong)
        assert words in str(refused.value.reason)


async def test_one_that_breaks_is_uncertain_and_one_that_is_away_is_not(gateway: Gateway) -> None:
    await gateway.fail(kind="error")
    with pytest.raises(SmsUncertain):
        await gateway.us().send(MESSAGE)
    assert gateway.fake.sent() == []
    http = httpx.AsyncClient()
    with pytest.raises(SmsUnavailable) as problem:
        await AliyunSms("http://127.0.0.1:9", "id", "secret", "x", http=http).send(MESSAGE)
    assert not isinstance(problem.value, SmsUncertain)
    await http.aclose()


async def test_one_that_takes_it_and_never_answers_is_asked_before_it_is_sent_again(gateway: Gateway) -> None:
    await gateway.fail(kind="hang", seconds=5)
    with pytest.raises(TimeoutError):  # an ASGI transport has no time-outs of its own
        async with asyncio.timeout(0.2):
            await gateway.us().send(MESSAGE)
    assert len(gateway.fake.sent()) == 1
    assert await gateway.us().find(PHONE, MESSAGE.key, clock.today_in_china()) is not None


@pytest.mark.parametrize("problem", [httpx.ReadTimeout("x"), httpx.ReadError("x"), httpx.WriteTimeout("x")])
async def test_no_answer_is_uncertain(problem: httpx.TransportError) -> None:
    def break_off(_request: httpx.Request) -> httpx.Response:
        raise problem

    with pytest.raises(SmsUncertain):
        await answering(httpx.MockTransport(break_off)).send(MESSAGE)


@pytest.mark.parametrize(
    ("status", "body", "uncertain"),
    [
        (502, _HTML, True),
        (504, json.dumps({"Code": "GatewayTimeout"}), True),
        (200, _HTML, True),
        (200, "", True),
        (200, "[1]", True),
        (200, "null", True),
        (200, "{}", True),
        (400, json.dumps({"Code": "Throttling.User"}), False),
        (200, json.dumps({"Code": "isv.BUSINESS_LIMIT_CONTROL"}), False),
    ],
)
async def test_what_a_proxy_or_a_busy_gateway_says_is_tried_again(
    status: int, body: str, *, uncertain: bool
) -> None:
    us = answering(httpx.MockTransport(lambda _request: httpx.Response(status, text=body)))
    with pytest.raises(SmsUnavailable) as problem:
        await us.send(MESSAGE)
    assert isinstance(problem.value, SmsUncertain) is uncertain


def test_receipts_are_read_and_nonsense_is_not() -> None:
    report = {"out_id": "t_1.abc", "biz_id": "9^0", "success": False, "err_code": "MK:0005"}
    [read] = receipts(json.dumps([report]).encode())
    assert (read.key, read.provider_id, read.delivered, read.code) == ("t_1.abc", "9^0", False, "MK:0005")
    # Only `true` is arrived: not a text that looks like it.
    for said in ("true", 1, None):
        [read] = receipts(json.dumps([report | {"success": said}]).encode())
        assert not read.delivered
    for nonsense in (b"{}", b"nonsense", b'[{"biz_id": 1}]', b"[1]", b"", b"\xff\xfe"):
        with pytest.raises(ValueError):
            list(receipts(nonsense))
