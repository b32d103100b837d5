"""Who came and who did not."""

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ..candidates.models import Application
from .ending import not_met, promise_after
from .errors import InterviewChangedError, NotTodayError, TooEarlyError
from .feature import InterviewEvent
from .models import OPEN_STATES, Interview
from .notifications import InterviewMessage, note, tell_candidate
from .panel import panel_of, release, seat
from .states import advance


async def mark_arrived(
    session: AsyncSession, interview: Interview, application: Application, *, actor: str
) -> None:
    """Note that the candidate is there; a no-show noted by mistake, or a wish for another time, is off with it.

    Raises:
        InterviewChangedError: the interview is not to be.
        NotTodayError: it is on a later day.
    """
    if interview.state not in (*OPEN_STATES, "no_show"):
        raise InterviewChangedError
    zone = tenant_of(session).zoneinfo
    if interview.starts_at.astimezone(zone).date() > clock.today(zone):
        raise NotTodayError
    if interview.checked_in_at is not None and interview.state == "confirmed":
        return
    if interview.state == "no_show":
        panel = await panel_of(session, interview, released=True)
        await seat(session, application, interview, panel, actor=actor)
    advance(interview, "confirmed")
    interview.slots, interview.checked_in_at = [], clock.now()
    note(session, InterviewEvent.CHECKED_IN, interview, actor=actor)
    await promise_after(session, interview, application, actor=actor)


async def mark_missed(
    session: AsyncSession, vault: Vault, interview: Interview, application: Application, *, actor: str
) -> None:
    """Note that the candidate did not come, and offer another time.

    Raises:
        InterviewChangedError: the interview is not to be.
        TooEarlyError: it has not begun.
    """
    if interview.state == "no_show":
        return
    if interview.state not in ("arranged", "confirmed"):
        raise InterviewChangedError
    if interview.starts_at > clock.now():
        raise TooEarlyError
    advance(interview, "no_show")
    interview.checked_in_at = None
    await release(session, interview)
    await not_met(session, application, actor=actor)
    note(session, InterviewEvent.MISSED, interview, actor=actor)
    await tell_candidate(
        session, vault, interview, application, InterviewMessage("interview_missed", calendar=False)
    )
