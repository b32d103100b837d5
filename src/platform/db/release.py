"""Giving the connection back before somebody outside is waited for."""

from sqlalchemy.ext.asyncio import AsyncSession

from .database import _LAST  # what `before_commit` has kept for the end


class UnfinishedChangeError(RuntimeError):
    """Something was changed already: half of it would be kept."""


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


async def release_unchanged(session: AsyncSession) -> None:
    """The same where nothing may have been changed yet: a unit of work is not to be cut in two.

    Raises:
        UnfinishedChangeError: the session holds changes.
    """
    unwritten = session.new or session.deleted or any(map(session.is_modified, session.dirty))
    if unwritten or session.info.get(_LAST):
        raise UnfinishedChangeError("released in the middle of a change")
    await release(session)
