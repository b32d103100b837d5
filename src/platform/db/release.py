"""Giving the connection back before somebody outside is waited for."""

from sqlalchemy.ext.asyncio import AsyncSession

from .database import _LAST  # what `before_commit` has kept for the end


async def release(session: AsyncSession) -> None:
    """Commit what was done and give the connection back; the next statement begins anew, inside the same walls.

    For a handler that goes on to wait for the object store, or for whoever else may be silent: a lane has two connections,
    and one that waits is missing to everybody in it. What was done stands from then on, whatever happens later, with its
    events; locks are gone, and what was read may have changed. What the session has loaded stays readable, and what
    narrows its reader's sight stays laid on it.

    Raises:
        Exception: whatever the work of `before_commit`, or the commit, raises; nothing was done then.
    """
    for last in session.info.pop(_LAST, {}).values():
        await last(session)
    await session.commit()
