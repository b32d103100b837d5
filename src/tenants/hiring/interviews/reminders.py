"""Reminding candidate and panel of a meeting that still is what it was when the reminder was planned."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ..stages.types import OPEN_STAGES
from .feature import ScheduleEvent
from .notifications import note, tell_candidate, tell_staff
from .panel import panel_of
from .schedule import event_as_planned


async def remind(session: AsyncSession, vault: Vault, payload: dict[str, Any]) -> None:
    """Queue the reminders of one planned moment; nothing where the meeting has changed, ended or begun since.

    Who asked for another time is not reminded of one that may not be.
    """
    found = await event_as_planned(session, UUID(payload["event"]), payload["sequence"])
    if found is None:
        return
    event, application = found
    if event.state not in ("arranged", "confirmed") or event.starts_at <= clock.now():
        return
    if application.stage not in OPEN_STAGES:
        return
    before: str = payload["before"]
    note(session, ScheduleEvent.REMINDED, event, actor="system")
    await tell_candidate(
        session,
        vault,
        event,
        application,
        "interview_reminder",
        reference=f".{before}",
        calendar=False,
    )
    await tell_staff(session, event, await panel_of(session, event), before)
