"""Rows of messages and their jobs, written in the caller's transaction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import ByArguments, HotQuery, tenant_of
from ....platform.ids import new_code, new_id
from ....platform.queue import enqueue
from ...audit.service import record
from ...people.persons.models import Person
from .delivery import Delivery
from .feature import MessageEvent
from .models import Message

_LINK_LENGTH = 10
_QUEUE = HotQuery(
    """
with queued as (
  insert into messages (id, key, occasion, channel, recipient_hint, link_code, person_id, application_id, event, subject,
                        params_encrypted, state, queued_at, send_at, plan)
  select id, $2 || ':' || channel, $2, channel, hint, link, $6, $7, $8, $9, $10, 'queued', $11,
         $12::timestamptz, $13::text::jsonb
  from unnest($1::uuid[], $3::text[], $4::text[], $5::text[]) as given (id, channel, hint, link)
  on conflict (key) do nothing
  returning id, channel, send_at
)
select id, channel,
       queue.enqueue($14, jsonb_build_object('message', id, 'at', send_at), send_at, id::text,
                     $13::text::jsonb ->> 'turn' || ':' || channel)
from queued
""",
    writes=("messages",),
    walls=ByArguments("a message that the caller has caused"),
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message before it has a channel: to whom, about which application, on what occasion; `params` are encrypted."""

    person: Person
    application_id: UUID | None
    event: str
    subject: str
    occasion: str
    params: bytes


def job_of(event: str) -> str:
    """The job that sends a message of this event; for a one-time code somebody waits at a screen."""
    return "message.code" if event == "code" else "message.send"


def turn_of(plan: Mapping[str, Any], channel: str) -> str | None:
    """The turn of the queue in which a message goes out, if it has one: on each channel by itself."""
    return f"{plan['turn']}:{channel}" if "turn" in plan else None


async def _take_along(
    session: AsyncSession, message: Envelope, channels: Sequence[str], turn: str, now: datetime
) -> None:
    """What waits for the morning goes at once where something later of its turn does: in the morning it would be wrong."""
    waiting = (
        select(Message)
        .where(Message.application_id == message.application_id, Message.channel.in_(channels))
        .where(Message.state == "queued", Message.attempts == 0, Message.send_at > now)
        .where(Message.plan["turn"].astext == turn, Message.plan["waits"].astext == "quiet")
        .order_by(Message.id)
        .with_for_update(key_share=True)
    )
    for earlier in await session.scalars(waiting):
        earlier.send_at, earlier.plan = None, earlier.plan | {"hurried": True}
        payload = {"message": str(earlier.id)}
        await enqueue(session, job_of(earlier.event), payload, turn=turn_of(earlier.plan, earlier.channel))
        data = {"message": str(earlier.id), "channel": earlier.channel}
        record(session, MessageEvent.HURRIED, application_id=earlier.application_id, data=data)


async def queue_messages(
    session: AsyncSession,
    message: Envelope,
    channels: Sequence[str],
    *,
    plan: dict[str, Any],
    wanted: Delivery | None,
) -> None:
    """Queue a message on each of these channels, for now or for the morning; `wanted`: None is at once, whatever the hour.

    Those of an occasion that is known already are left as they are.
    """
    now = clock.now()
    opens = now if wanted is None else wanted.opening(message.event, now, plan)
    if opens > now:
        plan = plan | {"waits": "quiet"}
    elif "turn" in plan:
        await _take_along(session, message, channels, plan["turn"], now)
    # The statement below speaks to the driver: it must find the person and the application.
    await session.flush()
    person, number = message.person, tenant_of(session).number
    rows = await _QUEUE.rows(
        session,
        [new_id() for _channel in channels],
        message.occasion,
        channels,
        [person.phone_hint if channel == "sms" else person.email_hint for channel in channels],
        [f"{number}-{new_code(_LINK_LENGTH)}" for _channel in channels],
        person.id,
        message.application_id,
        message.event,
        message.subject,
        message.params,
        now,
        opens if opens > now else None,
        json.dumps(plan),
        job_of(message.event),
    )
    for message_id, channel, _void in rows:
        data = {"message": str(message_id), "channel": channel, "event": message.event}
        if "because" in plan:
            data["because"] = plan["because"]
        record(session, MessageEvent.QUEUED, application_id=message.application_id, data=data)
