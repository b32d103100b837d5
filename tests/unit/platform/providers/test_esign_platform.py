"""Signing platforms: our words for their states, and 腾讯电子签 behind the port."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest
from huiyin.platform import clock
from huiyin.platform.providers.declared import UnknownProviderError
from huiyin.platform.providers.esign_platform.platform_states import (
    ESIGN_FLOW,
    FADADA_TASK,
    TENCENT_FLOW,
    TENCENT_PARTY,
)
from huiyin.platform.providers.esign_platform.port import (
    FLOW,
    CallbackForged,
    Company,
    EsignAccount,
    EsignPlatform,
    EsignRefused,
    EsignUnavailable,
    EsignUncertain,
    Place,
    SigningOrder,
    Standing,
    UnknownStateError,
    Worker,
    news,
)
from huiyin.platform.providers.esign_platform.registry import ESIGN_PLATFORMS, esign_platform
from huiyin.platform.providers.esign_platform.tencent.callbacks import CallbackKeys, encrypt, sign
from huiyin.platform.providers.esign_platform.tencent.fake import Callback, FakeEss
from litestar import Litestar

# conventions.md 5.4 as it stands there: ours, Tencent's flow, Tencent's party.
CONVENTIONS: dict[str, tuple[set[int], set[int]]] = {
    "filling": ({8, 9}, {8, 10}),
    "pending_employee": ({1}, {2}),
    "pending_company": ({2}, {2}),
    "completed": ({4}, {3}),
    "declined": ({3, 10}, {4}),
    "expired": ({5}, {5}),
    "withdrawn": ({6}, {6}),
    "void": ({16}, {9}),
    "rescinded": ({21}, {15}),
    "transferred": (set(), {19}),
}
KEY = "k" * 16 + "v" * 16
PLACE = Place(8, 90.0, 600.0, 120.0, 50.0)


# --- our words -------------------------------------------------------------------------------------------------------


def test_tencents_states_are_those_of_the_conventions() -> None:
    for ours, (flows, parties) in CONVENTIONS.items():
        assert {code for code, state in TENCENT_FLOW.items() if state == ours} == flows, ours
        word = "pending" if ours.startswith("pending") else ours
        assert {code for code, state in TENCENT_PARTY.items() if state == word} == parties, ours
    assert set(TENCENT_FLOW.values()) - CONVENTIONS.keys() == {"draft"}


def test_the_other_platforms_words_are_ours_in_chinese() -> None:
    """As they name their states, beside what the conventions call them."""
    words = {"草稿": 0, "签署中": 1, "完成": 2, "撤销": 3, "过期": 5, "拒签": 7}
    ours = {
        "草稿": "draft", "签署中": "pending_employee", "完成": "completed", "撤销": "withdrawn", "过期": "expired", "拒签": "declined",
    }  # fmt: skip
    assert {word: ESIGN_FLOW[code] for word, code in words.items()} == ours
    assert {code: FADADA_TASK[code] for code in ("sign_progress", "task_finished", "expired", "revoked")} == {
        "sign_progress": "pending_employee", "task_finished": "completed", "expired": "expired", "revoked": "rescinded",
    }  # fmt: skip


@pytest.mark.parametrize("table", [TENCENT_FLOW, ESIGN_FLOW, FADADA_TASK])
def test_every_word_of_a_platform_is_a_state_and_every_end_can_be_told(table: dict[Any, str]) -> None:
    assert set(table.values()) <= set(FLOW.states)
    assert {"draft", "pending_employee", "completed", "expired", "void"} <= set(table.values())


@pytest.mark.parametrize("state", FLOW.states)
def test_the_same_again_is_no_news_and_nothing_leads_back(state: str) -> None:
    assert not news(state, Standing("f", state))
    for end in ("declined", "expired", "withdrawn", "void", "rescinded"):
        assert not news(end, Standing("f", state))
    if state not in ("rescinded", "void"):
        assert not news("completed", Standing("f", state))


def test_a_state_that_there_is_not_is_said() -> None:
    with pytest.raises(ValueError, match="no state"):
        news("pending_employee", Standing("f", "halfway"))


# --- 腾讯电子签 --------------------------------------------------------------------------------------------------------


class Platform:
    """The small platform, and us in front of it."""

    def __init__(self, key: str = KEY) -> None:
        self.keys = CallbackKeys("token", key)
        self.fake = FakeEss("id", "secret", "operator", self.keys)
        transport = httpx.ASGITransport(Litestar([self.fake.router()], openapi_config=None))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://fake")

    def us(self, **other: str) -> EsignPlatform:
        given = {"key_id": "id", "operator": "operator", "secret": "secret", "token": "token"} | other
        account = EsignAccount(
            {name: given[name] for name in ("key_id", "operator")},
            {"secret": given["secret"], "token": given["token"], "callback_key": self.keys.key},
            "http://fake/tencent-ess",
        )
        return esign_platform("tencent").open(account, self.http)

    async def act(self, flow: str, act: str, message: str = "") -> None:
        answer = await self.http.post(
            "/tencent-ess/acts", json={"flow": flow, "act": act, "message": message}
        )
        assert answer.status_code == 204

    @property
    def last(self) -> Callback:
        return self.fake.callbacks[-1]


def order(**other: Any) -> SigningOrder:
    given = {
        "key": "t_1.contract", "title": "劳动合同（HT-1）：李想*", "pdf": b"%PDF-1.7\n1", "worker": Worker("李想", "+8613812345678", "310199198812311223"),
        "company": Company("杭州云栖星河科技有限公司", "周敏", "+8613900000001"), "worker_place": PLACE, "company_place": PLACE,
        "until": clock.now() + timedelta(days=7),
    }  # fmt: skip
    return SigningOrder(**(given | other))


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    made = Platform()
    yield made
    await made.http.aclose()


def test_what_there_is() -> None:
    assert list(ESIGN_PLATFORMS) == ["tencent"]
    with pytest.raises(UnknownProviderError):
        esign_platform("docusign")


@pytest.mark.any_clock
async def test_a_contract_is_signed_by_the_worker_then_the_company(platform: Platform) -> None:
    us = platform.us()
    flow = await us.begin(order())
    states = [(await us.look(flow)).state]
    for _party in range(2):
        await platform.act(flow, "sign")
        states.append((await us.look(flow)).state)
    assert states == ["pending_employee", "pending_company", "completed"]
    assert all(news(before, Standing(flow, after)) for before, after in pairwise(states))
    assert await us.document(flow) == b"%PDF-1.7\n1"
    wanted = platform.fake._flows[flow].wanted
    worker, company = wanted["Approvers"]
    assert worker["ApproverMobile"] == "13812345678" and set(worker["ApproverSignTypes"]) > {1}
    assert company["OrganizationName"] == "杭州云栖星河科技有限公司" and not wanted["Unordered"]
    assert wanted["FlowName"] == "劳动合同（HT-1） 李想 "


@pytest.mark.parametrize(
    ("act", "state"),
    [("reject", "declined"), ("expire", "expired"), ("void", "void"), ("rescind", "rescinded")],
)
async def test_every_other_end_with_its_reason(platform: Platform, act: str, state: str) -> None:
    us = platform.us()
    flow = await us.begin(order())
    await platform.act(flow, act, "薪资与约定不一致")
    assert await us.look(flow) == Standing(flow, state, "薪资与约定不一致")


async def test_what_is_taken_back_is_over(platform: Platform) -> None:
    us = platform.us()
    flow = await us.begin(order())
    await us.withdraw(flow, "换一份")
    assert await us.look(flow) == Standing(flow, "withdrawn", "换一份")
    with pytest.raises(EsignRefused, match="FlowHasTerminated"):
        await us.withdraw(flow, "再来")
    with pytest.raises(EsignRefused, match="NotFound"):
        await us.look("0" * 32)
    with pytest.raises(EsignRefused, match="NotFound"):
        await us.document("0" * 32)


@pytest.mark.parametrize(
    ("account", "other", "code"),
    [
        ({"secret": "other"}, {}, "AuthFailure.SignatureFailure"),
        ({"operator": "other"}, {}, "UnauthorizedOperation.OperatorHasNoPermission"),
        ({}, {"pdf": b"no pdf"}, "InvalidParameter.FileType"),
        ({}, {"until": clock.now() - timedelta(days=1)}, "InvalidParameter.Deadline"),
        ({}, {"worker": Worker("李想", "+8613812345678", "")}, "MissingParameter.Approver"),
    ],
)
async def test_a_refusal_has_its_code_and_begins_nothing(
    platform: Platform, account: dict[str, str], other: dict[str, Any], code: str
) -> None:
    with pytest.raises(EsignRefused) as refused:
        await platform.us(**account).begin(order(**other))
    assert refused.value.code == code and platform.fake.flows == []


async def test_silence_is_uncertain_and_the_first_callback_says_what_came_of_it(platform: Platform) -> None:
    us = platform.us()
    await us.begin(order(key="other"))
    platform.fake.silent = 1
    with pytest.raises(EsignUncertain):
        await us.look(platform.fake.flows[0])

    async def lost(response: httpx.Response) -> None:
        if response.request.headers["x-tc-action"] == "CreateFlowByFiles":
            raise httpx.ReadTimeout("nothing came")

    platform.http.event_hooks = {"response": [lost]}
    with pytest.raises(EsignUncertain):
        await us.begin(order())
    knock = us.read_callback(platform.last.headers, platform.last.body)
    assert knock is not None and (knock.flow, knock.key) == (platform.fake.flows[1], "t_1.contract")


async def test_a_platform_that_is_away_did_nothing() -> None:
    async with httpx.AsyncClient() as http:
        account = EsignAccount(
            {"key_id": "id", "operator": "o"}, {"secret": "s", "token": "t"}, "http://127.0.0.1:9"
        )
        with pytest.raises(EsignUnavailable):
            await esign_platform("tencent").open(account, http).begin(order())


async def test_an_unknown_state_is_not_guessed(platform: Platform) -> None:
    us = platform.us()
    flow = await us.begin(order())
    platform.fake._flows[flow].status = 99
    with pytest.raises(UnknownStateError, match="99"):
        await us.look(flow)


# --- callbacks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [KEY, ""])
async def test_a_callback_names_flow_and_key_however_often_it_comes(key: str) -> None:
    platform = Platform(key)
    us = platform.us()
    flow = await us.begin(order())
    await platform.act(flow, "sign")
    first, second = [us.read_callback(one.headers, one.body) for one in platform.fake.callbacks]
    assert first is not None and second is not None and first.message != second.message
    assert (second.flow, second.key) == (flow, "t_1.contract")
    # Repeated, and the older one after the newer: the platform is asked, and there is no news.
    for again in (platform.fake.callbacks[1], platform.fake.callbacks[0]):
        knock = us.read_callback(again.headers, again.body)
        assert knock is not None and not news("pending_company", await us.look(knock.flow))
    if key:
        assert b"FlowId" not in platform.last.body
    await platform.http.aclose()


async def test_what_is_not_the_platforms_is_forged(platform: Platform) -> None:
    us = platform.us()
    await us.begin(order())
    headers, body = platform.last.headers, platform.last.body
    changed = bytes([body[0] ^ 1]) + body[1:]
    stranger = CallbackKeys("other", KEY)
    for forged in (
        ({}, body),
        ({"content-signature": ""}, body),
        ({"content-signature": "sha256="}, body),
        (headers, changed),
        (headers, b""),
        ({"content-signature": headers["content-signature"].removeprefix("sha256=")}, body),
        ({"content-signature": sign(stranger, body)}, body),
        ({"content-signature": "sha256=你好"}, body),
    ):
        with pytest.raises(CallbackForged):
            us.read_callback(*forged)
    with pytest.raises(CallbackForged):  # nobody vouches for anything where no token is set
        platform.us(token="").read_callback({"content-signature": sign(CallbackKeys("", KEY), body)}, body)


@pytest.mark.parametrize(
    "told",
    [
        b"", b"[]", b"null", b"{}x", b'{"MsgType": "FlowStatusChange"}', b'{"MsgType": "FlowStatusChange", "MsgId": "1", "MsgData": []}',
        b'{"MsgType": "FlowStatusChange", "MsgId": "1", "MsgData": {"FlowId": "1", "UserData": "\xe4"}}', b"\xff",
    ],
)  # fmt: skip
async def test_nonsense_with_a_right_signature_is_refused_in_one_way(platform: Platform, told: bytes) -> None:
    for body in (encrypt(platform.keys, told), told, base64.b64encode(told), base64.b64encode(b"0" * 15)):
        with pytest.raises(CallbackForged):
            platform.us().read_callback({"content-signature": sign(platform.keys, body)}, body)


async def test_other_kinds_of_callbacks_are_about_no_flow(platform: Platform) -> None:
    body = encrypt(platform.keys, json.dumps({"MsgId": "1", "MsgType": "SealStatusChange"}).encode())
    headers = {"content-signature": sign(platform.keys, body)}
    assert platform.us().read_callback(headers, body) is None
