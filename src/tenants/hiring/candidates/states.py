"""The states of an application: the types of the stages it can stand in."""

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.states import StateMachine
from .models import Application, StageChange

# Told one way, a candidate can still be told the other (offer ⇄ archived); who signed may only begin, or not yet.
APPLICATION = StateMachine(
    "application",
    {
        "new": ("interview", "review", "offer", "archived"),
        "interview": ("review", "new", "offer", "archived"),
        "review": ("offer", "new", "interview", "archived"),
        "offer": ("sign", "archived"),
        "sign": ("onboard", "offer"),
        "onboard": ("hired",),
        "hired": ("onboard",),
        "archived": ("new", "interview", "review", "offer"),
    },
)


def begin(session: AsyncSession, application: Application) -> None:
    """Let a new application come in: nobody else adds one."""
    application.stage = APPLICATION.initial
    session.add(application)
    _note(session, application)


def enter(session: AsyncSession, application: Application, stage: str) -> None:
    """Let an application come into another type of stage: nobody else writes it.

    It comes into the first stage of the type, is not archived any more, and a `StageChange` stays behind. Where it
    stands in that type already nothing changes.

    Raises:
        StepRefusedError: there is no way from where it stands.
    """
    if stage == application.stage:
        return
    APPLICATION.check(application.stage, stage)
    application.stage, application.stage_id, application.archive_reason = stage, None, ""
    _note(session, application)


def _note(session: AsyncSession, application: Application) -> None:
    session.add(StageChange(application=application, stage=application.stage, at=clock.now()))
