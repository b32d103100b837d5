"""Operators: adding them, letting them in by a one-time link, what they see of the tenants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.auth.tokens import token_hash
from ....platform.cells import MAIN
from ....platform.db import Database, UnknownCellError
from ....platform.errors import NotFoundError
from ....platform.ids import new_id, new_token
from ....platform.logging import get_logger
from ....platform.tenancy.models import TenantRow
from .models import Operator, OperatorLog, OperatorSession

log = get_logger(__name__)
ARCHIVE_SOUND, ARCHIVE_UNSOUND = "archive.sound", "archive.unsound"
"""Lines in the record of a tenant: whether its archive is as it was put away; the last one counts."""
WAITING = "waiting"
"""As a state of the list: those with companies whose verification waits for an operator."""
LINK_LIFE, SESSION_LIFE = timedelta(minutes=10), timedelta(hours=8)
_FACTS = text("""
    select doors.last_activity(:schema),
           (select sum(pg_total_relation_size(c.oid)) from pg_class c
            where c.relkind = 'r' and c.relnamespace = (select oid from pg_namespace where nspname = :schema))
""")


@dataclass(frozen=True, slots=True)
class TenantFacts:
    """What operators may know of a tenant: how it is, how large (bytes), when last used; nothing of its people.

    `size` is None where its cell does not answer.
    """

    row: TenantRow
    size: int | None
    last_activity: datetime | None
    same_company: int


async def make_link(session: AsyncSession, name: str) -> str:
    """A token that lets this operator in once, within minutes; the operator is made where new."""
    row = {"id": new_id(), "name": name, "created_at": clock.now()}
    await session.execute(insert(Operator).values(row).on_conflict_do_nothing(index_elements=["name"]))
    operator = (await session.scalars(select(Operator).where(Operator.name == name))).one()
    return _open(session, "link", operator, LINK_LIFE)


async def enter(session: AsyncSession, token: str) -> str | None:
    """Use a link up; returns the session's token, or None where the link is not (or no longer) good."""
    found = await _find(session, "link", token, lock=True)
    if found is None:
        return None
    kept, operator = found
    kept.ended_at = clock.now()
    session.add(OperatorLog(actor=f"operator:{operator.name}", action="operator.signed_in", data={}))
    return _open(session, "session", operator, SESSION_LIFE)


async def signed_in(session: AsyncSession, token: str) -> Operator | None:
    """Whose session this is, while it lives."""
    found = await _find(session, "session", token)
    return found[1] if found is not None else None


async def leave(session: AsyncSession, token: str) -> None:
    """End a session."""
    if (found := await _find(session, "session", token)) is not None:
        found[0].ended_at = clock.now()


async def tenants(
    session: AsyncSession,
    database: Database,
    *,
    query: str = "",
    status: str = "",
    offset: int = 0,
    limit: int = 50,
) -> tuple[Sequence[TenantFacts], int]:
    """A page of tenants, newest first, and how many there are. `session` is the directory's."""
    conditions: list[ColumnElement[bool]] = []
    if query:
        conditions.append(
            TenantRow.slug.contains(query.lower(), autoescape=True)
            | TenantRow.name.contains(query, autoescape=True)
        )
    if status == WAITING:
        conditions.append(TenantRow.reviews_waiting > 0)
    elif status:
        conditions.append(TenantRow.status == status)
    total = await session.scalar(select(func.count(TenantRow.id)).where(*conditions)) or 0
    newest = (
        select(TenantRow).where(*conditions).order_by(TenantRow.number.desc()).offset(offset).limit(limit)
    )
    rows = list(await session.scalars(newest))
    digests = [row.uscc_digest for row in rows if row.uscc_digest is not None]
    twice = select(TenantRow.uscc_digest, func.count()).where(TenantRow.uscc_digest.in_(digests))
    grouped = await session.execute(twice.group_by(TenantRow.uscc_digest))
    counts = {row[0]: row[1] for row in grouped}
    facts: dict[str, tuple[int, datetime | None]] = {}
    for cell in {row.cell for row in rows}:
        schemas = [row.schema_name for row in rows if row.cell == cell]
        try:
            async with database.shared(cell) as there:
                facts |= await _facts(there, schemas)
        except (OSError, SQLAlchemyError, UnknownCellError):  # the others are shown all the same
            log.warning("cell does not answer", cell=cell, exc_info=True)
    found = []
    for row in rows:
        size, last = facts.get(row.schema_name, (None, None))
        found.append(TenantFacts(row, size, last, counts.get(row.uscc_digest, 1)))
    return found, total


async def waiting_tenants(session: AsyncSession) -> int:
    """How many tenants have companies whose verification waits for an operator."""
    waiting = select(func.count(TenantRow.id)).where(TenantRow.reviews_waiting > 0)
    return await session.scalar(waiting) or 0


async def _facts(session: AsyncSession, schemas: Sequence[str]) -> dict[str, tuple[int, datetime | None]]:
    found = {}
    for schema in schemas:
        last, size = (await session.execute(_FACTS, {"schema": schema})).one()
        found[schema] = (int(size or 0), last)
    return found


async def tenant_by_slug(session: AsyncSession, slug: str) -> TenantRow:
    """One tenant.

    Raises:
        NotFoundError: there is none.
    """
    found = await session.scalar(select(TenantRow).where(TenantRow.slug == slug))
    if found is None:
        raise NotFoundError
    return found


async def as_it_is_there(database: Database, row: TenantRow) -> tuple[TenantRow, Sequence[OperatorLog]]:
    """A tenant's row as its cell has it at this moment, and what the directory's log has not been told yet.

    The directory is told a moment after each change; whoever has just changed something wants to see it.
    """
    if row.cell == MAIN:
        return row, ()
    try:
        async with database.shared(row.cell) as there:
            return await there.get(TenantRow, row.id) or row, await history(there, row)
    except (OSError, SQLAlchemyError, UnknownCellError):
        return row, ()


async def unsound_archives(session: AsyncSession) -> Sequence[tuple[TenantRow, int]]:
    """The tenants of whose archive something is missing or damaged, and how many objects. `session` is the directory's."""
    last = (
        select(OperatorLog.tenant_id, OperatorLog.action, OperatorLog.data)
        .ext(distinct_on(OperatorLog.tenant_id))
        .where(OperatorLog.action.in_((ARCHIVE_SOUND, ARCHIVE_UNSOUND)))
        .order_by(OperatorLog.tenant_id, OperatorLog.number.desc())
        .subquery()
    )
    found = await session.execute(
        select(TenantRow, last.c.data)
        .join(last, last.c.tenant_id == TenantRow.id)
        .where(last.c.action == ARCHIVE_UNSOUND)
        .order_by(TenantRow.slug)
    )
    return [(row, int(data["count"])) for row, data in found]


async def history(session: AsyncSession, row: TenantRow) -> Sequence[OperatorLog]:
    """What was done to a tenant, newest first."""
    mine = select(OperatorLog).where(OperatorLog.tenant_id == row.id)
    return (
        await session.scalars(mine.order_by(OperatorLog.at.desc(), OperatorLog.number.desc()).limit(50))
    ).all()


def _open(session: AsyncSession, kind: str, operator: Operator, life: timedelta) -> str:
    token = new_token()
    session.add(
        OperatorSession(
            token_hash=token_hash(token), kind=kind, operator_id=operator.id, expires_at=clock.now() + life
        )
    )
    return token


async def _find(
    session: AsyncSession, kind: str, token: str, *, lock: bool = False
) -> tuple[OperatorSession, Operator] | None:
    statement = (
        select(OperatorSession, Operator)
        .join(Operator, Operator.id == OperatorSession.operator_id)
        .where(
            OperatorSession.token_hash == token_hash(token),
            OperatorSession.kind == kind,
            OperatorSession.ended_at.is_(None),
            OperatorSession.expires_at > clock.now(),
            Operator.active,
        )
    )
    if lock:
        statement = statement.with_for_update(of=OperatorSession)
    row = (await session.execute(statement)).first()
    return (row[0], row[1]) if row is not None else None
