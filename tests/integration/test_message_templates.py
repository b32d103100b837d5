"""The tenant's own words on their way: which version is sent, what a message remembers, what waits for its filing."""

import pytest
from huiyin.platform.clock import BEIJING
from huiyin.road.people import Inbox, eventually
from huiyin.tenants.audit.author import Author
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.messaging.message_templates.models import MessageTemplate
from huiyin.tenants.messaging.message_templates.service import Edit, add_own, publish
from huiyin.tenants.messaging.messages.delivery import Delivery, Group, Way, save_delivery
from huiyin.tenants.messaging.messages.hours import Hours
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.messaging.messages.occasion import Occasion
from huiyin.tenants.messaging.messages.service import notify
from sqlalchemy import select

from tests.support.hiring import ME, Hiring
from tests.support.tenants import Place

pytestmark = pytest.mark.usefixtures("product")  # the worker sends

EMAIL = {
    "subject": "{公司}：{职位}的下一步",
    "greeting": "{姓名}，您好：",
    "body": "请看<b>{职位}</b>的安排。\n联系人：{联系人}",
    "action": "查看",
}
TEXT = {"text": "{姓名}您好，{职位}有新的安排，查看：{链接}"}


async def say(place: Place, channel: str, event: str, content: dict[str, str]) -> MessageTemplate:
    async with place.database.tenant(place.tenant) as session:
        return await publish(session, event, channel, Edit(content), by=Author(ME, "周敏"))


async def tell(place: Place, found: Application, event: str, reference: str = "1") -> None:
    async with place.database.tenant(place.tenant) as session:
        again = await Hiring(session, place).again(found)
        values = {"post": "<后端>{姓名}", "step": "等待答复", "date": "12月2日"}
        await notify(session, place.vault, again.person, Occasion(event, reference, again.id), values)


async def settled(place: Place, found: Application, count: int) -> dict[str, Message]:
    """The application's messages by channel, once none of them waits any more."""

    async def look() -> dict[str, Message] | None:
        async with place.database.tenant(place.tenant) as session:
            told = (
                await session.scalars(
                    select(Message).where(Message.application_id == found.id).order_by(Message.id)
                )
            ).all()
        return (
            {one.channel: one for one in told}
            if len(told) >= count and all(one.state != "queued" for one in told)
            else None
        )

    seen: dict[str, Message] = await eventually(look, "messages that are sent")
    return seen


async def candidate(place: Place, number: int) -> Application:
    async with place.database.tenant(place.tenant) as session:
        return await Hiring(session, place).candidate("李<娜>", number=number)


async def test_a_message_of_ones_own_is_sent_and_remembers_its_version(place: Place, inbox: Inbox) -> None:
    async with place.database.tenant(place.tenant) as session:
        key = await add_own(session, "入职前提醒", actor=ME)
    made = await say(place, "email", key, EMAIL)
    found = await candidate(place, 770001)
    await tell(place, found, key)
    told = await settled(place, found, 1)
    assert set(told) == {"email"}  # it has no words for a text message
    assert (told["email"].state, told["email"].template_id, told["email"].subject) == (
        "delivered",
        made.id,
        "入职前提醒",
    )
    mail = next(one for one in await inbox.messages() if one["subject"] == "测试公司：<后端>{姓名}的下一步")
    # A value is a value: neither a place to fill in nor markup.
    assert "请看<b><后端>{姓名}</b>的安排。" in mail["text"] and mail["text"].startswith("李<娜>，您好：")


async def test_words_that_are_not_filed_wait_and_the_former_go_out(place: Place, inbox: Inbox) -> None:
    await say(place, "sms", "result_pass", TEXT)
    found = await candidate(place, 770002)
    await tell(place, found, "result_pass")
    told = await settled(place, found, 2)
    assert told["sms"].template_id is None and told["sms"].state != "failed"
    (text,) = [
        one for one in await inbox.messages() if one["to"] == "13900770002" and one["channel"] == "sms"
    ]
    assert "已有答复，下一步：等待答复" in text["text"]


async def test_a_message_without_former_words_fails_visibly(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        key = await add_own(session, "只有短信", actor=ME)
    await say(place, "sms", key, TEXT)
    found = await candidate(place, 770003)
    await tell(place, found, key)
    told = await settled(place, found, 1)
    assert told["sms"].state == "failed" and "消息模板" in str(told["sms"].failure)


async def test_a_text_that_is_not_filed_yet_counts_as_failed_and_the_mail_comes(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        key = await add_own(session, "先短信后邮件", actor=ME)
        wanted = Delivery(Hours(BEIJING), ways={Group.OTHERS: Way("undelivered", "sms", 120)})
        await save_delivery(session, wanted, actor=ME)
    await say(place, "sms", key, TEXT)
    await say(place, "email", key, EMAIL)
    found = await candidate(place, 770004)
    await tell(place, found, key)
    told = await settled(place, found, 2)
    assert told["sms"].state == "failed" and "消息模板" in str(told["sms"].failure)
    assert (told["email"].state, told["email"].plan) == ("delivered", {"because": "failed"})
