"""Telling candidates."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.ids import new_id
from ...company.settings.queries import tenant_settings
from ...people.persons.models import Person
from ..channels.types import CHANNELS
from ..message_templates.built_in import built_in_messages
from ..message_templates.custom import title_of_any, written_channels
from .delivery import delivery
from .occasion import Occasion
from .queue import Envelope, queue_messages


async def notify(
    session: AsyncSession,
    vault: Vault,
    person: Person,
    occasion: Occasion,
    values: dict[str, str],
    *,
    before: datetime | None = None,
) -> None:
    """Queue a message in this transaction, on the channels and for the moment that the tenant wants for such messages.

    `before`: then it would be too late, so that no quiet time holds it back so long.

    Raises:
        NothingToSayError: its event is of the tenant's own and has no words in use.
    """
    event = occasion.event
    told = values | {"contact": await _contact(session)}
    written = CHANNELS if event in built_in_messages() else await written_channels(session, event)
    channels = [channel for channel in written if channel == "sms" or person.email_encrypted is not None]
    wanted = await delivery(session)
    way = wanted.way(event)
    plan: dict[str, Any] = {} if before is None else {"before": before.isoformat()}
    if occasion.turn:
        plan["turn"] = occasion.turn
    if way.mode != "together" and len(channels) > 1:
        (other,) = (channel for channel in channels if channel != way.first)
        channels = [way.first]
        plan["then"] = {"channel": other, "mode": way.mode, "minutes": way.minutes}
    subject, params = await title_of_any(session, event), await _encrypted(session, vault, person, told)
    envelope = Envelope(person, occasion.about, event, subject, occasion.key, params)
    await queue_messages(session, envelope, channels, plan=plan, wanted=wanted)


async def send_code(
    session: AsyncSession,
    vault: Vault,
    person: Person,
    *,
    code: str,
    use: str,
    ways: Sequence[str] = ("sms",),
) -> None:
    """Send a one-time code to the person, at once, by the first of the `ways`; never shown in the console.

    By the second it follows where the first fails: who waits for it asks again, and waits for no other time to be over.
    """
    values = {"code": code, "use": use, "contact": await _contact(session)}
    params = await _encrypted(session, vault, person, values)
    envelope = Envelope(person, None, "code", built_in_messages()["code"].title, f"code:{new_id()}", params)
    plan: dict[str, Any] = {"hurried": True}
    if len(ways) > 1:
        plan["then"] = {"channel": ways[1], "mode": "failed"}
    await queue_messages(session, envelope, ways[:1], plan=plan, wanted=None)


async def _contact(session: AsyncSession) -> str:
    settings = await tenant_settings(session)
    return f"{settings.contact_name} {settings.contact_phone}".strip()


async def _encrypted(session: AsyncSession, vault: Vault, person: Person, values: dict[str, str]) -> bytes:
    key = await vault.subject(session, person.id)
    told = values | {"name": person.name, "company": tenant_of(session).name}
    return key.encrypt("message", json.dumps(told, ensure_ascii=False))
