"""Giving a connection back in the middle of a request, while something long is waited for."""

from sqlalchemy.ext.asyncio import AsyncSession

from .database import _LAST


class UnfinishedChangeError(RuntimeError):
    """Something was changed already: half of it would be kept."""


async def release(session: AsyncSession) -> None:
    """End the transaction that has read, and give its connection back: the next statement begins a new one.

    The new one enters the same tenant's walls, and what its person may see stays laid on it. Rows that were read stay
    as they were; locks are gone: whoever changes something afterwards loads it anew, with a lock.

    Raises:
        UnfinishedChangeError: the session holds changes; a unit of work is not to be cut in two.
    """
    unwritten = session.new or session.deleted or any(map(session.is_modified, session.dirty))
    if unwritten or session.info.get(_LAST):
        raise UnfinishedChangeError("released in the middle of a change")
    await session.commit()
