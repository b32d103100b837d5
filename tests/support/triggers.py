"""Triggers, what sets them off, and what came of it."""

from collections import Counter
from typing import Any

from huiyin.platform.features import Event
from huiyin.platform.ids import new_id
from huiyin.road.people import eventually
from huiyin.tenants.audit.service import record
from huiyin.tenants.automation.triggers.conditions import Condition
from huiyin.tenants.automation.triggers.models import Trigger, TriggerRun
from huiyin.tenants.automation.triggers.service import save_trigger
from huiyin.tenants.automation.triggers.specification import Wanted
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.interviews.feature import InterviewEvent
from huiyin.tenants.messaging.messages.models import Message
from sqlalchemy import func, select

from .hiring import ME, Hiring
from .tenants import Place

MISSED = InterviewEvent.MISSED


def wanted(audience: str = "candidate", *conditions: Condition, **more: Any) -> Wanted:
    words = {"title": "请另约时间", "text": "{姓名}，{职位}的面试可以另约。"} | more
    return Wanted(event=words.pop("event", MISSED), audience=audience, conditions=conditions, **words)


async def trigger(place: Place, one: Wanted) -> Trigger:
    async with place.database.tenant(place.tenant) as session:
        return await save_trigger(session, None, one, enabled=True, actor=ME)


async def candidate(place: Place, name: str = "程英", **more: Any) -> Application:
    async with place.database.tenant(place.tenant) as session:
        return await Hiring(session, place).candidate(name, number=new_id().int % 1_000_000, **more)


async def happens(place: Place, *applications: Application, event: Event = MISSED) -> None:
    async with place.database.tenant(place.tenant) as session:
        for one in applications:
            record(session, event, application_id=one.id)


async def runs(place: Place) -> Counter[str]:
    async with place.database.tenant(place.tenant) as session:
        rows = await session.execute(select(TriggerRun.state, func.count()).group_by(TriggerRun.state))
        return Counter(dict(rows.all()))


async def stands(place: Place, wanted: dict[str, int]) -> None:
    async def look() -> bool | None:
        return True if await runs(place) == wanted else None

    await eventually(look, f"runs to be {wanted}")


async def told(place: Place) -> Counter[str]:
    """How many messages of triggers there are, by channel."""
    async with place.database.tenant(place.tenant) as session:
        rows = await session.execute(
            select(Message.channel, func.count())
            .where(Message.event == "triggered")
            .group_by(Message.channel)
        )
        return Counter(dict(rows.all()))
