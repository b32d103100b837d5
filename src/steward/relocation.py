"""Carrying a tenant to another cell. Each step can be done twice: a killed move is started again and finishes.

The steps are those of `MOVE`. Until `switched` the tenant lives where it was and the move can be taken back; from then
on it lives in its new cell and only tidying is left.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from huiyin_migrations.carrying import carry, leave, sums_of
from huiyin_migrations.cells import connected, directory_row
from huiyin_migrations.gates import MoveError, drain, freeze, release, thaw
from huiyin_migrations.runner import tenant_head
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.cells import MAIN
from ..platform.tenancy.models import CellRow, Move, TenantRow
from ..platform.tenancy.states import MOVE
from ..tenants.audit.models import AuditEvent
from ..tenants.audit.service import record, verify_chain
from ..tenants.company.lifecycle.feature import TenantEvent
from ..tenants.company.operators.models import OperatorLog
from .context import Stewardship
from .directory_sync import tell

Progress = Callable[[str, int, int], None]
_CAN_MOVE = ("trial", "active", "suspended", "closing")
_MINE = "select pg_try_advisory_lock(hashtextextended('move:' || $1, 0))"
STUCK = timedelta(minutes=2)  # whoever began a move has died since


class MoveBusyError(MoveError):
    """Two processes at one move would undo each other's work."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for running jobs, for whoever holds a lock, for requests that began before."""

    jobs: float = 600
    locks: float = 60
    requests: float = 5


@dataclass(frozen=True, slots=True)
class _Journey:
    """One move: which tenant, from where, where to."""

    steward: Stewardship
    tenant_id: UUID
    move_id: UUID
    schema: str
    source: str
    target: str
    by: str
    facts: dict[str, Any]
    progress: Progress
    patience: Patience

    @property
    def source_url(self) -> str:
        return self.steward.cell_url(self.source)

    @property
    def target_url(self) -> str:
        return self.steward.cell_url(self.target)


async def move_tenant(
    steward: Stewardship,
    tenant_id: UUID,
    target: str,
    *,
    by: str,
    progress: Progress = lambda *_: None,
    patience: Patience = Patience(),
) -> None:
    """Carry a tenant to the cell `target`, or go on where a move there was killed. To where it is: take a move back.

    Whatever fails before the switch is taken back at once: the tenant works on where it was.

    Raises:
        MoveError: it cannot move now; the sentence says why.
    """
    async with _alone(steward, tenant_id):
        step = await _ask(steward, tenant_id, target, by)
        if step is not None:
            await _go(steward, tenant_id, progress, patience)


async def go_on(steward: Stewardship, tenant_id: UUID) -> None:
    """Finish a move whose beginner has died.

    Raises:
        MoveBusyError: somebody is at it.
        MoveError: it cannot go on.
    """
    async with _alone(steward, tenant_id):
        await _go(steward, tenant_id, lambda *_: None, Patience(jobs=60))


@asynccontextmanager
async def _alone(steward: Stewardship, tenant_id: UUID) -> AsyncIterator[None]:
    """Held by the server for as long as this process lives, and no longer."""
    async with connected(steward.owner_url) as connection:
        if not await connection.fetchval(_MINE, str(tenant_id)):
            raise MoveBusyError("another process is moving it at this moment")
        yield


async def _ask(steward: Stewardship, tenant_id: UUID, target: str, by: str) -> str | None:
    """Enter the move in the directory: from now on every page refuses changes. None: there is nothing to do."""
    async with steward.database.shared() as session:
        row = await session.get(TenantRow, tenant_id, with_for_update=True)
        move = await session.get(Move, tenant_id)
        if row is None:
            raise MoveError("there is no such tenant")
        if move is not None:
            if target == move.target:
                return move.step
            if target != move.source or row.cell == move.target:
                raise MoveError(f"it is on its way from {move.source} to {move.target}: finish that first")
            await _advance(session, move.id, "back")
            return "back"
        if row.cell == target:
            return None
        if await session.get(CellRow, target) is None or target not in steward.database.cells:
            raise MoveError(f"there is no cell {target}")
        if row.status not in _CAN_MOVE:
            raise MoveError(f"it is {row.status}")
        if row.revision != tenant_head():
            raise MoveError(f"it is at {row.revision}, not at {tenant_head()}: migrate first")
        session.add(
            Move(
                tenant_id=tenant_id, source=row.cell, target=target, step=MOVE.initial, asked_by=by, facts={}
            )
        )
        row.moving_to = target
        data = {"from": row.cell, "to": target}
        session.add(OperatorLog(actor=by, action="tenant.move_begun", tenant_id=tenant_id, data=data))
    return MOVE.initial


async def _go(steward: Stewardship, tenant_id: UUID, progress: Progress, patience: Patience) -> None:
    """Every step that is not done yet."""
    async with steward.database.shared() as session:
        move = await session.get(Move, tenant_id)
        row = await session.get(TenantRow, tenant_id)
    if move is None or row is None:
        return
    journey = _Journey(
        steward, tenant_id, move.id, row.schema_name, move.source, move.target, move.asked_by, dict(move.facts),
        progress, patience,
    )  # fmt: skip
    if move.step == "back":
        await _take_back(journey, "taken back")
        return
    names = [name for name, _step in _STEPS]
    begin = 0 if move.step == MOVE.initial else names.index(move.step) + 1
    switched = begin > names.index("switched")
    for number, (name, step) in enumerate(_STEPS[begin:], start=begin):
        progress(name, number, len(_STEPS))
        try:
            await step(journey)
        except Exception as problem:
            if switched:
                raise
            await _take_back(journey, str(problem))
            raise MoveError(f"{problem}; it stays in {journey.source} and works on") from problem
        switched = switched or name == "switched"
        await _note(journey, name)
    progress("done", len(_STEPS), len(_STEPS))


async def _note(journey: _Journey, step: str) -> None:
    async with journey.steward.database.shared() as session:
        await _advance(session, journey.move_id, step, facts=journey.facts)


async def _advance(session: AsyncSession, move_id: UUID, step: str, **values: Any) -> None:
    """Write how far a move has come: nobody else does. It may be written again; where the move is over its row is gone.

    Raises:
        StepRefusedError: there is no such step from where it stands.
    """
    before = await session.scalar(select(Move.step).where(Move.id == move_id).with_for_update())
    if before is None:
        return
    if before != step:
        MOVE.check(before, step)
    written = {"step": step, "step_at": func.now(), **values}
    await session.execute(update(Move).where(Move.id == move_id).values(written))


async def _drain(journey: _Journey) -> None:
    """Jobs that run finish; those that wait, and those that come, are put aside."""
    silent = float(journey.steward.settings.queue_heartbeat_seconds)
    async with connected(journey.source_url) as source:
        await drain(source, journey.schema, silent_seconds=silent, patience=journey.patience.jobs)


async def _freeze(journey: _Journey) -> None:
    """The database itself refuses every change from here on; the directory knows the tenant's last state."""
    async with connected(journey.source_url) as source:
        await freeze(source, journey.schema, patience=journey.patience.locks)
    await tell(journey.steward, journey.tenant_id)


async def _copy(journey: _Journey) -> None:
    """Everything at once or nothing: schema, rows, sequences, jobs."""
    async with connected(journey.source_url) as source, connected(journey.target_url) as target:
        row: dict[str, Any] = {}
        domains: list[dict[str, Any]] = []
        if journey.target != MAIN:
            async with connected(journey.steward.owner_url) as directory:
                row, domains = await directory_row(directory, journey.tenant_id)
            row["cell"] = journey.target
        sums = await carry(source, target, journey.schema, row, domains, journey.progress)
    journey.facts["tables"] = sums


async def _check(journey: _Journey) -> None:
    """The copy, read anew, is what was read where it came from, and its chain holds."""
    async with connected(journey.target_url) as target:
        found = await sums_of(target, journey.schema)
    wrong = sorted(name for name, sums in journey.facts["tables"].items() if found.get(name) != sums)
    if wrong or found.keys() != journey.facts["tables"].keys():
        raise MoveError(f"the copy differs: {', '.join(wrong)}")
    ends = [await _chain(journey, cell) for cell in (journey.source, journey.target)]
    if ends[0] != ends[1]:
        raise MoveError(f"the chains end differently: {ends[0]} and {ends[1]}")
    journey.facts["chain"] = ends[0]


async def _chain(journey: _Journey, cell: str) -> list[Any]:
    """Where the chain ends in a cell, recomputed from its beginning, as the tenant's own role reads it there."""
    tenant = await journey.steward.tenant(journey.tenant_id)
    if tenant is None:
        raise MoveError("it is gone from the directory")
    async with journey.steward.database.tenant(replace(tenant, cell=cell)) as session:
        report = await verify_chain(session)
    if report.problem is not None:
        raise MoveError(f"its chain is broken in {cell} at {report.problem.seq}")
    return [report.events, report.head]


async def _switch(journey: _Journey) -> None:
    """One statement: from now on it lives in the new cell, and every process sees so within a second."""
    there = (TenantRow.id == journey.tenant_id, TenantRow.cell == journey.source)
    async with journey.steward.database.shared() as session:
        await session.execute(
            update(TenantRow).where(*there).values(cell=journey.target, moving_to=None, gate="open")
        )
        await _advance(session, journey.move_id, "switched")


async def _release(journey: _Journey) -> None:
    """The jobs that waited go on where the tenant is now; its chain says that it moved."""
    async with connected(journey.target_url) as target:
        await release(target, journey.schema)
    tenant = await journey.steward.tenant(journey.tenant_id)
    if tenant is None or tenant.cell != journey.target:
        raise MoveError("the directory does not lead to the new cell")
    said = (
        AuditEvent.kind == TenantEvent.MOVED.value,
        AuditEvent.data["move"].astext == str(journey.move_id),
    )
    async with journey.steward.database.tenant(tenant) as session:
        if await session.scalar(select(AuditEvent.seq).where(*said)) is None:
            data = {"move": str(journey.move_id), "from": journey.source, "to": journey.target}
            record(session, TenantEvent.MOVED, actor=journey.by, data=data)


async def _drop(journey: _Journey) -> None:
    """Take the old copy away, once nobody can be reading it any more and the new one has grown past it."""
    events, _head = journey.facts["chain"]
    if (await _chain(journey, journey.target))[0] <= events:
        raise MoveError("the new cell's chain has not grown")
    await asyncio.sleep(journey.patience.requests)
    async with connected(journey.source_url) as source:
        await leave(source, journey.schema, row=journey.source != MAIN)
    async with journey.steward.database.shared() as session:
        data = {"from": journey.source, "to": journey.target}
        moved = OperatorLog(actor=journey.by, action="tenant.moved", tenant_id=journey.tenant_id, data=data)
        if (
            await session.execute(delete(Move).where(Move.id == journey.move_id).returning(Move.id))
        ).scalar():
            session.add(moved)


async def _take_back(journey: _Journey, why: str) -> None:
    """Work on where the tenant was, first of all; then take away what lies in the other cell."""
    async with journey.steward.database.shared() as session:
        row = await session.get_one(TenantRow, journey.tenant_id, with_for_update=True)
        if row.cell != journey.source:  # the answer to the switch was lost, not the switch
            raise MoveError(f"it lives in {row.cell} already: start the move again, to finish it")
        await _advance(session, journey.move_id, "back")
    async with connected(journey.source_url) as source:
        await thaw(source, journey.schema, patience=journey.patience.locks)
    async with journey.steward.database.shared() as session:
        await session.execute(
            update(TenantRow).where(TenantRow.id == journey.tenant_id).values(moving_to=None)
        )
    async with connected(journey.target_url) as target:
        await leave(target, journey.schema, row=journey.target != MAIN)
    async with journey.steward.database.shared() as session:
        await session.execute(delete(Move).where(Move.id == journey.move_id))
        data = {"from": journey.source, "to": journey.target, "reason": why}
        stayed = OperatorLog(
            actor=journey.by, action="tenant.move_taken_back", tenant_id=journey.tenant_id, data=data
        )
        session.add(stayed)


_STEPS: tuple[tuple[str, Callable[[_Journey], Awaitable[None]]], ...] = (
    ("drained", _drain),
    ("frozen", _freeze),
    ("copied", _copy),
    ("checked", _check),
    ("switched", _switch),
    ("released", _release),
    ("dropped", _drop),
)
