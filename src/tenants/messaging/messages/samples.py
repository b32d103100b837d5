"""Values to look at words with: of somebody real, or made up and awkward."""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import KeyShreddedError, Vault
from ....platform.db import tenant_of
from ...company.settings.queries import tenant_settings
from ...people.persons.models import Person
from ..message_templates.samples import made_up
from .models import Message


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who may be told something: a person, with the application it would be about and its post."""

    person: Person
    application_id: UUID
    vacancy: str


async def values_of(
    session: AsyncSession,
    vault: Vault,
    recipient: Recipient,
    event: str,
    channel: str,
) -> dict[str, str]:
    """Of somebody real: what they were last told on this occasion, else what is known of them and made-up values."""
    settings = await tenant_settings(session)
    known = made_up(event, channel) | {
        "name": recipient.person.name,
        "company": tenant_of(session).name,
        "post": recipient.vacancy,
        "contact": f"{settings.contact_name} {settings.contact_phone}".strip(),
    }
    told = await session.scalar(
        select(Message.params_encrypted)
        .where(Message.application_id == recipient.application_id, Message.event == event)
        .order_by(Message.id.desc())
        .limit(1)
    )
    if told is not None:
        try:
            cipher = await vault.subject(session, recipient.person.id)
        except KeyShreddedError:
            return known
        kept: dict[str, str] = json.loads(cipher.decrypt("message", told))
        known |= {key: value for key, value in kept.items() if key in known}
    return known
