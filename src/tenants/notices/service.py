"""Telling candidates."""

import json
import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform import clock
from ...platform.crypto.vault import Vault
from ...platform.db import HotQuery, tenant_of
from ...platform.ids import new_id
from ..audit.events import Event
from ..audit.service import record
from ..candidates.models import Application, Person
from ..decisions.models import Decision
from ..settings.queries import tenant_settings
from ..wording.own import title_of_any, written_channels
from .models import CHANNELS
from .templates import NOTICES

_LINK_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LINK_LENGTH = 10
_ANSWER_WITHIN = timedelta(days=7)
_QUEUE = HotQuery("""
with queued as (
  insert into messages (id, key, occasion, channel, recipient_hint, link_code, person_id, application_id, event, subject,
                        params_sealed, state, queued_at)
  select id, $2 || ':' || channel, $2, channel, hint, link, $6, $7, $8, $9, $10, 'queued', $11
  from unnest($1::uuid[], $3::text[], $4::text[], $5::text[]) as given (id, channel, hint, link)
  on conflict (key) do nothing
  returning id, channel
)
select id, channel, queue.enqueue('message.send', jsonb_build_object('message', id), null::timestamptz, id::text)
from queued
""")


async def notify_result(
    session: AsyncSession, vault: Vault, application: Application, decision: Decision
) -> None:
    """Tell the candidate the confirmed result, or that the earlier one is corrected."""
    passed = decision.confirmed_outcome == "pass"
    due = (clock.now() + _ANSWER_WITHIN).astimezone(tenant_of(session).zoneinfo)
    # Whatever language HR reads: messages to candidates are in Chinese, and their words filed with the carriers.
    values = {
        "post": application.vacancy.title,
        "step": "填写入职登记" if passed else "查看答复，您的资料将按授权保留或删除",
        "date": f"{due.month}月{due.day}日",
    }
    kind = "result" if decision.reverses_id is None else "changed"
    event = f"{kind}_pass" if passed else f"{kind}_fail"
    await notify(
        session,
        vault,
        application,
        event=event,
        reference=str(decision.id),
        values=values,
    )


async def notify(
    session: AsyncSession,
    vault: Vault,
    application: Application,
    *,
    event: str,
    reference: str,
    values: dict[str, str],
) -> None:
    """Queue a message on every channel the person can be reached on, in this transaction.

    `event` is one of ours, or the key of a message of the tenant's own. `reference` names the occasion: the same
    occasion never tells the same person twice on one channel.

    Raises:
        NothingToSayError: `event` is of the tenant's own and has no words in use.
    """
    person = application.person
    settings = await tenant_settings(session)
    told = values | {"contact": f"{settings.contact_name} {settings.contact_phone}".strip()}
    written = CHANNELS if event in NOTICES else await written_channels(session, event)
    channels = [channel for channel in written if channel == "sms" or person.email_sealed is not None]
    occasion = f"{event}:{reference}"
    await _queue(
        session, vault, person, application.id, event=event, occasion=occasion, channels=channels, values=told
    )


async def send_code(session: AsyncSession, vault: Vault, person: Person, *, code: str, use: str) -> None:
    """Text a one-time code to the person's phone; never shown in the console."""
    values = {"code": code, "use": use}
    occasion = f"code:{new_id()}"
    await _queue(
        session, vault, person, None, event="code", occasion=occasion, channels=["sms"], values=values
    )


async def _queue(
    session: AsyncSession,
    vault: Vault,
    person: Person,
    application_id: UUID | None,
    *,
    event: str,
    occasion: str,
    channels: Sequence[str],
    values: dict[str, str],
) -> None:
    tenant = tenant_of(session)
    seal = await vault.subject(session, person.id)
    params = seal.seal(
        "message", json.dumps(values | {"name": person.name, "company": tenant.name}, ensure_ascii=False)
    )
    # The statement below speaks to the driver: it must find the person and the application.
    await session.flush()
    rows = await _QUEUE.rows(
        session,
        [new_id() for _channel in channels],
        occasion,
        channels,
        [person.phone_hint if channel == "sms" else person.email_hint for channel in channels],
        [_link(tenant.number) for _channel in channels],
        person.id,
        application_id,
        event,
        await title_of_any(session, event),
        params,
        clock.now(),
    )
    for message_id, channel, _void in rows:  # not those of an occasion that is known already
        data = {"message": str(message_id), "channel": channel, "event": event}
        record(session, Event.MESSAGE_QUEUED, application_id=application_id, data=data)


def _link(number: int) -> str:
    code = "".join(secrets.choice(_LINK_ALPHABET) for _i in range(_LINK_LENGTH))
    return f"{number}-{code}"
