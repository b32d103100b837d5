"""Tencent Cloud SMS: the published signature, and every way its gateway can go wrong."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from huiyin.platform import clock
from huiyin.platform.providers.sms.fake_store import SmsFault
from huiyin.platform.providers.sms.port import Filing, SmsMessage, SmsRefused, SmsUnavailable, SmsUncertain
from huiyin.platform.providers.sms.tencent.fake import FakeTencent
from huiyin.platform.providers.sms.tencent.gateway import TencentSms, receipts
from huiyin.platform.providers.tencent_cloud import signature
from litestar import Litestar

PHONE = "+8613812345678"
MESSAGE = SmsMessage(PHONE, "HY_RESULT", {"name": "李想", "post": "工程师"}, "t_1.abc")


def test_the_signature_is_the_one_of_the_documentation() -> None:
    body = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    made = signature(
        "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
        body,
        host="cvm.tencentcloudapi.com",
        timestamp=1551113065,
        service="cvm",
    )
    assert made == "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"


class Gateway:
    """The small Tencent, and us in front of it."""

    def __init__(self, folder: Path) -> None:
        self.fake = FakeTencent(
            folder,
            key_id="id",
            secret="secret",
            app_id="1400000000",
            sign_name="回音",
            templates={"101": "{1}您好，您申请的{2}已有答复。"},
        )
        transport = httpx.ASGITransport(Litestar([self.fake.router()], openapi_config=None))
        self.http = httpx.AsyncClient(transport=transport, timeout=0.5)

    def us(self, **other: str) -> TencentSms:
        account = {"secret": "secret", "app_id": "1400000000", "sign_name": "回音", "template": "101"} | other
        return TencentSms(
            other.get("key_id", "id"),
            account["secret"],
            app_id=account["app_id"],
            sign_name=account["sign_name"],
            templates={"HY_RESULT": account["template"]},
            endpoint="http://fake/tencent",
            http=self.http,
        )

    async def fail(self, **fault: object) -> None:
        await self.http.post("http://fake/tencent/faults", json=[{"phone": PHONE[3:], **fault}])


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Gateway]:
    made = Gateway(tmp_path)
    yield made
    await made.http.aclose()


@pytest.mark.any_clock
async def test_a_message_is_sent_once_and_found_again(gateway: Gateway) -> None:
    sent = await gateway.us().send(MESSAGE)
    assert [text.text for text in gateway.fake.sent()] == ["【回音】李想您好，您申请的工程师已有答复。"]
    assert await gateway.us().find(PHONE, MESSAGE.key, clock.today_in_china()) == sent
    assert await gateway.us().find(PHONE, "another", clock.today_in_china()) is None


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        ({"secret": "other"}, "AuthFailure.SignatureFailure", "密钥不正确"),
        ({"key_id": "other"}, "AuthFailure.SecretIdNotFound", "SecretId 不存在"),
        ({"app_id": "1"}, "UnauthorizedOperation.SmsSdkAppIdVerifyFail", "SDKAppID 不正确"),
        ({"sign_name": "别人"}, "FailedOperation.SignatureIncorrectOrUnapproved", "签名未报备"),
        ({"template": "999"}, "FailedOperation.TemplateUnapprovedOrNotExist", "未审核通过"),
        ({"template": ""}, "template", "还没有报备"),
    ],
)
async def test_a_refusal_is_said_in_words(
    gateway: Gateway, wrong: dict[str, str], code: str, words: str
) -> None:
    with pytest.raises(SmsRefused) as refused:
        await gateway.us(**wrong).send(MESSAGE)
    assert refused.value.code == code and words in str(refused.value.reason)
    assert gateway.fake.sent() == []


async def test_one_that_breaks_is_uncertain_and_one_that_is_away_is_not(gateway: Gateway) -> None:
    await gateway.fail(kind="error")
    with pytest.raises(SmsUncertain):
        await gateway.us().send(MESSAGE)
    http = httpx.AsyncClient()
    away = TencentSms(
        "id", "secret", app_id="1", sign_name="x", templates={"HY_RESULT": "1"},
        endpoint="http://127.0.0.1:9", http=http,
    )  # fmt: skip
    with pytest.raises(SmsUnavailable) as problem:
        await away.send(MESSAGE)
    assert not isinstance(problem.value, SmsUncertain)
    await http.aclose()


def test_receipts_are_read_and_nonsense_is_not() -> None:
    report = {
        "sid": "2640:1",
        "report_status": "FAIL",
        "errmsg": "MK:0005",
        "mobile": "138",
        "nationcode": "86",
    }
    [read] = receipts(json.dumps([report]).encode())
    assert (read.provider_id, read.delivered, read.code) == ("2640:1", False, "MK:0005")
    for nonsense in (b"{}", b"nonsense", b'[{"sid": 1}]', b"[1]"):
        with pytest.raises(ValueError):
            list(receipts(nonsense))


def test_a_fault_is_taken_once() -> None:
    from huiyin.platform.providers.sms.fake_store import Faults

    faults = Faults()
    faults.add([SmsFault("138", "error")])
    assert faults.take("139") is None
    assert faults.take("138") is not None and faults.take("138") is None


async def test_a_template_is_sent_with_once_it_is_approved(gateway: Gateway) -> None:
    us = gateway.us()
    number = await us.file("面试答复", "${name}您好，${post}有进展，查看：https://x.cn/r/${link}")
    message = SmsMessage(
        PHONE, number, {"name": "李想", "post": "后端", "link": "1-a"}, "t_1.own", filed=True
    )
    with pytest.raises(SmsRefused):
        await us.send(message)
    assert (await us.filing(number)).state == "checking"
    assert (await us.filing(number)).state == "approved"
    await us.send(message)
    assert gateway.fake.sent()[0].text == "【回音】李想您好，后端有进展，查看：https://x.cn/r/1-a"
    bad = await us.file("面试", "${name}您好，请参加面试：https://x.cn/r/${link}")
    await us.filing(bad)
    assert await us.filing(bad) == Filing("rejected", "模板内容涉及不支持发送的行业或词语")
    with pytest.raises(SmsRefused, match="template"):
        await us.filing("999")
