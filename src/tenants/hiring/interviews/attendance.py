"""Who came and who did not."""

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ..candidates.models import Application
from .ending import not_met, promise_after
from .errors import EventChangedError, NotTodayError, TooEarlyError
from .feature import ScheduleEvent
from .models import OPEN_STATES, InterviewEvent
from .notifications import note, tell_candidate
from .panel import panel_of, release, seat
from .states import advance


async def mark_arrived(
    session: AsyncSession, event: InterviewEvent, application: Application, *, actor: str
) -> None:
    """Note that the candidate is there; a no-show noted by mistake, or a wish for another time, is off with it.

    Raises:
        EventChangedError: the meeting is not to be.
        NotTodayError: it is on a later day.
    """
    if event.state not in (*OPEN_STATES, "no_show"):
        raise EventChangedError
    zone = tenant_of(session).zoneinfo
    if event.starts_at.astimezone(zone).date() > clock.today(zone):
        raise NotTodayError
    if event.checked_in_at is not None and event.state == "confirmed":
        return
    if event.state == "no_show":
        panel = await panel_of(session, event, released=True)
        await seat(session, application, event, panel, actor=actor)
    advance(event, "confirmed")
    event.slots, event.checked_in_at = [], clock.now()
    note(session, ScheduleEvent.CHECKED_IN, event, actor=actor)
    await promise_after(session, event, application, actor=actor)


async def mark_missed(
    session: AsyncSession, vault: Vault, event: InterviewEvent, application: Application, *, actor: str
) -> None:
    """Note that the candidate did not come, and offer another time.

    Raises:
        EventChangedError: the meeting is not to be.
        TooEarlyError: it has not begun.
    """
    if event.state == "no_show":
        return
    if event.state not in ("arranged", "confirmed"):
        raise EventChangedError
    if event.starts_at > clock.now():
        raise TooEarlyError
    advance(event, "no_show")
    event.checked_in_at = None
    await release(session, event)
    await not_met(session, application, actor=actor)
    note(session, ScheduleEvent.MISSED, event, actor=actor)
    await tell_candidate(session, vault, event, application, "interview_missed", calendar=False)
