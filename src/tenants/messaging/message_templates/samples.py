"""Values to look at words with: of somebody real, or made up and awkward."""

import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform.crypto.vault import ForgottenError, Vault
from ....platform.db import tenant_of
from ...company.settings.queries import tenant_settings
from ...hiring.candidates.models import Application
from ..messages.models import Message
from .variables import variables_of

_SHOWN = 8


async def recent_applications(session: AsyncSession) -> Sequence[Application]:
    """Whose data a preview may be looked at with: the newest applications that the session may see."""
    statement = (
        select(Application)
        .options(joinedload(Application.person), joinedload(Application.vacancy))
        .order_by(Application.created_at.desc(), Application.id)
        .limit(_SHOWN)
    )
    return (await session.scalars(statement)).all()


def made_up(event: str, channel: str, *, longest: bool = False) -> dict[str, str]:
    """Usual values, or the longest there are."""
    known = variables_of(event, channel).values()
    return {one.key: one.longest if longest else one.usual for one in known}


async def values_of(
    session: AsyncSession, vault: Vault, application: Application, event: str, channel: str
) -> dict[str, str]:
    """Of somebody real: what they were last told on this occasion, else what is known of them and made-up values."""
    settings = await tenant_settings(session)
    known = made_up(event, channel) | {
        "name": application.person.name,
        "company": tenant_of(session).name,
        "post": application.vacancy.title,
        "contact": f"{settings.contact_name} {settings.contact_phone}".strip(),
    }
    told = await session.scalar(
        select(Message.params_sealed)
        .where(Message.application_id == application.id, Message.event == event)
        .order_by(Message.id.desc())
        .limit(1)
    )
    if told is not None:
        try:
            seal = await vault.subject(session, application.person_id)
        except ForgottenError:
            return known
        kept: dict[str, str] = json.loads(seal.open("message", told))
        known |= {key: value for key, value in kept.items() if key in known}
    return known
