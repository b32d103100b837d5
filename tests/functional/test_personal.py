"""Tasks told in the company's suite: who is found reads them there, everybody else by mail, nobody twice."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from huiyin.platform import clock
from huiyin.platform.ids import new_id
from huiyin.platform.queue import enqueue
from huiyin.platform.settings import Settings
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox, eventually
from huiyin.tenants.access.users.keys import member_key
from huiyin.tenants.access.users.models import User
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.hiring.promises.models import Promise
from huiyin.tenants.hiring.promises.watch import MAIL
from huiyin.up import Product

from tests.support.firm import Firm
from tests.support.hiring import Hiring

PHONE = "13700137011"
AT_OUR_HAND = {"client_id": "embedded-app", "agent_id": "1000002", "enabled": "1"}


@pytest.fixture
async def owner(firm: Firm) -> Browser:
    return await firm.signed_in()


@pytest.fixture
async def faults(product: Product) -> AsyncIterator[Any]:
    """Makes the three platforms fail; at the end they are well again."""

    async def set_(**wanted: Any) -> None:
        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.post(f"{product.stack.inbox_origin}/personal/faults", json=wanted)
        assert answer.status_code == 204, answer.text

    yield set_
    await set_()


async def _connect(owner: Browser, settings: Settings, kind: str = "wecom_app") -> str:
    """Enter the application of a suite; where its page is."""
    page = await owner.get(f"/hr/channels/new/{kind}")
    wanted = AT_OUR_HAND | {"secret": settings.sms_secret}
    if kind == "feishu_app":
        wanted.pop("agent_id")
    page = await page.form("channel-form").fill(wanted).submit()
    assert settings.sms_secret not in page.content.decode()
    rows = [row.attrs["data-account"] for row in page.all("data-account") if row.attrs["data-sender"] == kind]
    return rows[0]


async def _hr(firm: Firm, phone: str = "") -> User:
    """A member of HR with a phone, or without."""
    async with firm.place.database.tenant(firm.place.tenant) as session:
        login = f"hr-{new_id().hex[-8:]}@example.com"
        user = await create_user(session, NewUser(login, "周敏"), roles=[GivenRole("hr")])
        if phone:
            key = await member_key(session, firm.place.vault, user.id)
            user.phone_encrypted = key.encrypt("phone", f"+86{phone}")
    return user


async def _remind(firm: Firm, user_id: UUID, name: str = "程灵素") -> None:
    """Have a member reminded of a promise that ends soon."""
    at = clock.now()
    async with firm.place.database.tenant(firm.place.tenant) as session:
        made = await Hiring(session, firm.place).candidate(name, number=new_id().int % 1_000_000)
        promise = Promise(
            id=new_id(), application_id=made.id, made_at=at, made_by="system", due_at=at + timedelta(hours=9),
            warn_at=at, escalate_at=at + timedelta(hours=5), warned_at=at,
        )  # fmt: skip
        session.add(promise)
        payload = {"kind": "warn", "user": str(user_id), "at": at.isoformat()}
        await enqueue(session, MAIL, payload, dedupe=":".join(payload.values()))


async def _said(inbox: Inbox, to: str, words: str) -> list[str]:
    """How somebody was told: the channels of what names `words`."""
    found = await inbox.messages()
    return [item["channel"] for item in found if item["to"].endswith(to) and words in item["text"]]


async def _told(inbox: Inbox, to: str, words: str, by: str) -> None:
    async def look() -> bool | None:
        return True if by in await _said(inbox, to, words) else None

    await eventually(look, f"{words} to {to} by {by}")


async def test_the_application_is_tried_and_says_what_is_wrong(
    firm: Firm, owner: Browser, settings: Settings, inbox: Inbox
) -> None:
    page = await owner.get("/hr/channels/new/wecom_app")
    page = await page.form("channel-form").fill(AT_OUR_HAND | {"agent_id": "a1"}).submit(expect=422)
    assert "AgentId 是一串数字" in page.text and "请填写这一项" in page.text
    mine = await _connect(owner, settings)
    shown = await owner.get(mine)
    assert settings.sms_secret not in shown.content.decode()

    async def stands(words: str) -> None:
        async def look() -> bool | None:
            return True if words in (await owner.get("/hr/channels")).text else None

        await eventually(look, words)

    page = await owner.get("/hr/channels")
    await page.form(f"{mine}/try").submit()
    await stands("也没有绑定手机号")
    phone = f"1370{int(firm.place.tenant.slug[-6:], 16) % 10_000_000:07d}"
    async with firm.place.database.tenant(firm.place.tenant) as session:
        user = await session.merge(firm.user)
        key = await member_key(session, firm.place.vault, user.id)
        user.phone_encrypted = key.encrypt("phone", f"+86{phone}")
    await page.form(f"{mine}/try").submit()
    await stands("正常")
    await _told(inbox, f"m{phone}", "测试消息", "im")
    await shown.form("channel-form").fill({"secret": "wrong"}).submit()
    await page.form(f"{mine}/try").submit()
    await stands("密钥不正确")
    other = await _connect(owner, settings, "feishu_app")  # one suite at a time
    assert "已停用" in (await owner.get("/hr/channels")).text and other != mine


@pytest.mark.parametrize("kind", ["wecom_app", "dingtalk_app", "feishu_app"])
async def test_a_task_is_told_in_the_suite_and_nowhere_else(
    firm: Firm, owner: Browser, settings: Settings, inbox: Inbox, kind: str
) -> None:
    await _connect(owner, settings, kind)
    phone = f"1371{int(firm.place.tenant.slug[-6:], 16) % 10_000_000:07d}"
    user = await _hr(firm, phone)
    await _remind(firm, user.id)
    await _told(inbox, f"m{phone}", "程灵素", "im")
    await _settled(firm)
    assert await _said(inbox, user.login, "程灵素") == []


async def test_who_has_no_number_or_is_not_in_the_company_gets_a_mail(
    firm: Firm, owner: Browser, settings: Settings, inbox: Inbox, faults: Any
) -> None:
    await _connect(owner, settings)
    await faults(strangers=[PHONE])
    without, stranger = await _hr(firm), await _hr(firm, PHONE)
    for user in (without, stranger):
        await _remind(firm, user.id, "胡斐")
        await _told(inbox, user.login, "胡斐", "email")
    async with firm.place.database.tenant(firm.place.tenant) as session:
        kept = (await session.get_one(User, stranger.id)).suite_ids
    assert [entry["id"] for entry in kept.values()] == [""]  # the suite is not asked again for a week


async def test_a_suite_that_refuses_or_is_busy_does_not_keep_the_task_back(
    firm: Firm, owner: Browser, settings: Settings, inbox: Inbox, faults: Any
) -> None:
    await _connect(owner, settings)
    phone = f"1372{int(firm.place.tenant.slug[-6:], 16) % 10_000_000:07d}"
    user = await _hr(firm, phone)
    await faults(unseen=[phone])
    await _remind(firm, user.id, "苗若兰")
    await _told(inbox, user.login, "苗若兰", "email")
    assert "可见范围" in (await owner.get("/hr/channels")).text
    await faults(busy=["wecom"])
    await _remind(firm, user.id, "袁紫衣")  # tried again a moment later
    await _told(inbox, f"m{phone}", "袁紫衣", "im")


async def test_when_every_try_fails_the_mail_goes(
    firm: Firm, owner: Browser, settings: Settings, inbox: Inbox, faults: Any
) -> None:
    await _connect(owner, settings, "dingtalk_app")
    phone = f"1375{int(firm.place.tenant.slug[-6:], 16) % 10_000_000:07d}"
    user = await _hr(firm, phone)
    await faults(broken=["dingtalk"])
    await _remind(firm, user.id, "马春花")

    async def look() -> bool | None:
        await firm.owner_value(  # the hours of all tries but the last are over
            "update queue.pgqueuer set attempts = 8, execute_after = now()"  # noqa: S608 – our own name
            f" where entrypoint = '{MAIL}' and status = 'queued' and attempts > 0 returning 1"
        )
        return True if "email" in await _said(inbox, user.login, "马春花") else None

    await eventually(look, "the mail")
    await _settled(firm)
    assert await _said(inbox, user.login, "马春花") == ["email"]
    assert await _said(inbox, f"m{phone}", "马春花") == []


async def test_everybody_chooses_for_themselves(
    firm: Firm, owner: Browser, settings: Settings, inbox: Inbox
) -> None:
    page = await owner.get("/hr/account")
    assert "公司还没有连接" in page.text
    await _connect(owner, settings)
    page = await owner.get("/hr/account")
    assert "公司还没有连接" not in page.text
    await page.form("letters-form").fill({"letters": "both"}).submit()
    async with firm.place.database.tenant(firm.place.tenant) as session:
        assert (await session.get_one(User, firm.user.id)).letters == "both"
    for wanted, channels in (("email", {"email"}), ("both", {"im", "email"})):
        slug = int(firm.place.tenant.slug[-6:], 16)
        phone = f"137{3 if wanted == 'email' else 4}{slug % 10_000_000:07d}"
        user = await _hr(firm, phone)
        async with firm.place.database.tenant(firm.place.tenant) as session:
            (await session.merge(user)).letters = wanted
        await _remind(firm, user.id, "商宝震")
        for by in channels:
            await _told(inbox, user.login if by == "email" else f"m{phone}", "商宝震", by)
        await _settled(firm)
        assert ("im" in await _said(inbox, f"m{phone}", "商宝震")) is ("im" in channels)


async def _settled(firm: Firm) -> None:
    async def look() -> bool | None:
        statement = f"select count(*) from queue.pgqueuer where entrypoint = '{MAIL}' and status <> 'failed'"  # noqa: S608
        return True if await firm.owner_value(statement) == 0 else None

    await eventually(look, "every reminder to be sent")
