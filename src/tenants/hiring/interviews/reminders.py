"""Reminding candidate and panel of an interview that still is what it was when the reminder was planned."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ..stages.types import OPEN_STAGES
from .feature import InterviewEvent
from .notifications import InterviewMessage, note, tell_candidate, tell_staff
from .panel import panel_of
from .schedule import interview_as_planned


async def remind(session: AsyncSession, vault: Vault, payload: dict[str, Any]) -> None:
    """Queue the reminders of one planned moment; nothing where the interview has changed, ended or begun since.

    Who asked for another time is not reminded of one that may not be.
    """
    found = await interview_as_planned(session, UUID(payload["event"]), payload["sequence"])
    if found is None:
        return
    interview, application = found
    if interview.state not in ("arranged", "confirmed") or interview.starts_at <= clock.now():
        return
    if application.stage not in OPEN_STAGES:
        return
    before: str = payload["before"]
    note(session, InterviewEvent.REMINDED, interview, actor="system")
    await tell_candidate(
        session,
        vault,
        interview,
        application,
        InterviewMessage("interview_reminder", reference=f".{before}", calendar=False),
    )
    await tell_staff(session, interview, await panel_of(session, interview), before)
