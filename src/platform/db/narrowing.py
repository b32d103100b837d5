"""A wall inside the tenant's: what one person may see, laid on every query of their transaction.

Like the tenant's own wall it is set once and cannot be forgotten in a query: rows outside are not there.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, event, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, with_loader_criteria

_KEY = "narrowing"
Criteria = Iterable[tuple[type, ColumnElement[bool]]]


def narrow(session: AsyncSession, criteria: Criteria) -> None:
    """From now on this session's ORM queries find only rows that meet the criterion of their table."""
    session.info[_KEY] = _options(criteria)


@contextmanager
def narrowed(session: AsyncSession, criteria: Criteria) -> Iterator[None]:
    """Other walls for the block."""
    before: tuple[LoaderCriteriaOption, ...] | None = session.info.get(_KEY)
    session.info[_KEY] = _options(criteria)
    try:
        yield
    finally:
        if before is None:
            del session.info[_KEY]
        else:
            session.info[_KEY] = before


async def sees(session: AsyncSession, table: type[Any], row_id: UUID) -> bool:
    """Whether the walls laid on the session let a row of `table` be seen: asked after writing one, which they do not stop."""
    return await session.scalar(select(table.id).where(table.id == row_id)) is not None


def is_looked_at(session: AsyncSession) -> bool:
    """Whether somebody sees only what they may of what this transaction reads, everything though it be."""
    return _KEY in session.info


def _options(criteria: Criteria) -> tuple[LoaderCriteriaOption, ...]:
    return tuple(with_loader_criteria(table, rule, include_aliases=True) for table, rule in criteria)


@event.listens_for(Session, "do_orm_execute")
def _lay(state: ORMExecuteState) -> None:
    options = state.session.info.get(_KEY)
    if options and state.is_select and not state.is_column_load:
        state.statement = state.statement.options(*options)
