"""Changing a tenant's state: one transaction for the directory, the operators' log and the tenant's own chain."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.hooks import Hook
from ...audit.service import record
from .errors import ReasonMissingError, WrongWayError
from .feature import TenantEvent

_CHANGE = text("select doors.change_status(:wanted, :why, :who, cast(:until as timestamptz))")
_STATUS = text("select doors.status()")
_NO_WAY = "HU001"
opened = Hook[AsyncSession]()
"""The tenant works again: what waited meanwhile goes out."""


async def status(session: AsyncSession) -> str:
    """The tenant's state at this moment, not as a process remembers it."""
    found: str = (await session.execute(_STATUS)).scalar_one()
    return found


async def open_for_work(session: AsyncSession, *, trial_until: datetime | None = None) -> None:
    """Let people in: the last step of furnishing. With `trial_until` on trial, else as a customer."""
    wanted = "trial" if trial_until is not None else "active"
    await _change(session, wanted, "", "system", trial_until)


async def activate(session: AsyncSession, *, actor: str) -> None:
    """From trial, or from a suspension, to a paying customer.

    Raises:
        WrongWayError: it is closing.
    """
    await _change(session, "active", "", actor, None)
    await opened(session)


async def suspend(session: AsyncSession, *, reason: str, actor: str) -> None:
    """Let staff look but not change; candidates may still read and sign. `reason` is shown to the staff.

    Raises:
        ReasonMissingError: nobody would know why.
        WrongWayError: it is closing, or not open yet.
    """
    if not reason:
        raise ReasonMissingError
    await _change(session, "suspended", reason, actor, None)


async def resume(session: AsyncSession, *, actor: str, trial_until: datetime | None = None) -> None:
    """End a suspension; `trial_until` gives a trial that ran out more time. Messages that waited go out.

    Raises:
        WrongWayError: it is not suspended.
    """
    if await status(session) != "suspended":
        raise WrongWayError
    await _change(session, "back", "", actor, trial_until)
    await opened(session)


async def close(session: AsyncSession, *, grace: timedelta, actor: str, reason: str = "") -> datetime:
    """Begin to close: after `grace` everything is deleted. Returns when.

    Raises:
        WrongWayError: it is not open yet.
    """
    until = clock.now() + grace
    await _change(session, "closing", reason, actor, until)
    return until


async def reopen(session: AsyncSession, *, actor: str) -> None:
    """Take the closing back: the tenant is again what it was before.

    Raises:
        WrongWayError: it is not closing.
    """
    if await status(session) != "closing":
        raise WrongWayError
    await _change(session, "back", "", actor, None)
    if await status(session) in ("trial", "active"):
        await opened(session)


async def _change(session: AsyncSession, wanted: str, why: str, who: str, until: datetime | None) -> None:
    before = await status(session)
    arguments = {"wanted": wanted, "why": why, "who": who, "until": until}
    try:
        async with session.begin_nested():
            after: str = (await session.execute(_CHANGE, arguments)).scalar_one()
    except DBAPIError as refused:
        if getattr(refused.orig, "sqlstate", "") == _NO_WAY:
            raise WrongWayError from None
        raise
    if after != before:
        data = {"from": before, "to": after, "until": until.isoformat() if until else None}
        record(session, TenantEvent.STATUS_CHANGED, actor=who, data=data)
