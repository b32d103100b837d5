"""Telling candidates."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.ids import new_id
from ...company.settings.queries import tenant_settings
from ...hiring.candidates.models import Application, Person
from ...hiring.decisions.models import Decision
from ..message_templates.built_in import NOTICES
from ..message_templates.custom import title_of_any, written_channels
from .delivery import delivery
from .models import CHANNELS
from .queue import queue_messages

_ANSWER_WITHIN = timedelta(days=7)


async def notify_result(
    session: AsyncSession, vault: Vault, application: Application, decision: Decision, before: datetime | None
) -> None:
    """Tell the candidate the confirmed result, or that the earlier one is corrected; `before`: as it was promised."""
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
        before=before,
    )


async def notify(
    session: AsyncSession,
    vault: Vault,
    application: Application,
    *,
    event: str,
    reference: str,
    values: dict[str, str],
    before: datetime | None = None,
) -> None:
    """Queue a message in this transaction, on the channels and for the moment that the tenant wants for such messages.

    `event` is one of ours, or the key of a message of the tenant's own. `reference` names the occasion: the same
    occasion never tells the same person twice on one channel. `before`: then it would be too late, so that no quiet
    time holds it back so long.

    Raises:
        NothingToSayError: `event` is of the tenant's own and has no words in use.
    """
    person = application.person
    settings = await tenant_settings(session)
    told = values | {"contact": f"{settings.contact_name} {settings.contact_phone}".strip()}
    written = CHANNELS if event in NOTICES else await written_channels(session, event)
    channels = [channel for channel in written if channel == "sms" or person.email_sealed is not None]
    wanted = await delivery(session)
    way = wanted.way(event)
    plan: dict[str, Any] = {} if before is None else {"before": before.isoformat()}
    if way.mode != "together" and len(channels) > 1:
        (other,) = (channel for channel in channels if channel != way.first)
        channels = [way.first]
        plan["then"] = {"channel": other, "mode": way.mode, "minutes": way.minutes}
    await queue_messages(
        session,
        person,
        application.id,
        event=event,
        subject=await title_of_any(session, event),
        occasion=f"{event}:{reference}",
        channels=channels,
        params=await _sealed(session, vault, person, told),
        plan=plan,
        wanted=wanted,
    )


async def send_code(session: AsyncSession, vault: Vault, person: Person, *, code: str, use: str) -> None:
    """Text a one-time code to the person's phone, at once; never shown in the console."""
    await queue_messages(
        session,
        person,
        None,
        event="code",
        subject=NOTICES["code"].title,
        occasion=f"code:{new_id()}",
        channels=["sms"],
        params=await _sealed(session, vault, person, {"code": code, "use": use}),
        plan={},
        wanted=None,
    )


async def _sealed(session: AsyncSession, vault: Vault, person: Person, values: dict[str, str]) -> bytes:
    seal = await vault.subject(session, person.id)
    told = values | {"name": person.name, "company": tenant_of(session).name}
    return seal.seal("message", json.dumps(told, ensure_ascii=False))
