"""Carrying over to the directory what a tenant's doors changed in another cell: its state, brand, domains, and the log."""

from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.cells import MAIN
from ..platform.features import SystemJob
from ..platform.queue import system_job
from ..platform.tenancy.models import TenantDomain, TenantRow
from ..tenants.company.operators.models import OperatorLog
from .context import Stewardship

_TELL = SystemJob("system.tell")  # put in the queue by the doors of a cell
_TOLD = (
    "name", "status", "status_reason", "status_since", "before", "trial_until", "delete_after", "brand",
    "reviews_waiting",
)  # fmt: skip


@system_job(_TELL, retries=40)  # hours, should the directory be away
async def tell(steward: Stewardship, tenant_id: UUID) -> None:
    """Bring the directory up to what the tenant's cell says of it. What is the same already is not changed.

    The directory's row is locked before the cell's is read: of two that tell at once the later one knows more.
    """
    async with steward.database.shared() as directory:
        row = await directory.get(TenantRow, tenant_id, with_for_update=True)
        if row is None or row.cell == MAIN or row.status == "deleting":
            return
        where = row.cell
        async with steward.database.shared(where) as cell:
            local = await cell.get(TenantRow, tenant_id)
            if local is None:  # it is being made, or has just come
                return
            lost = await _domains(directory, cell, tenant_id)
            lines = list(await cell.scalars(select(OperatorLog).where(OperatorLog.tenant_id == tenant_id)))
        for name in _TOLD:
            if getattr(row, name) != getattr(local, name):
                setattr(row, name, getattr(local, name))
        if local.main_host not in lost:
            row.main_host = local.main_host
        for line in lines:
            await _keep(directory, line, f"{where}:{line.number}")
    async with steward.database.shared(where) as cell:  # only now: a line told twice is kept once
        await cell.execute(delete(OperatorLog).where(OperatorLog.number.in_([line.number for line in lines])))
        if lost:
            mine = (TenantDomain.tenant_id == tenant_id, TenantDomain.host.in_(lost))
            await cell.execute(update(TenantDomain).where(*mine).values(proved_at=None))
            used = (TenantRow.id == tenant_id, TenantRow.main_host.in_(lost))
            await cell.execute(update(TenantRow).where(*used).values(main_host=None))


async def _keep(directory: AsyncSession, line: OperatorLog, origin: str) -> None:
    values = {
        "at": line.at, "actor": line.actor, "action": line.action, "tenant_id": line.tenant_id, "data": line.data,
        "origin": origin,
    }  # fmt: skip
    await directory.execute(
        insert(OperatorLog).values(values).on_conflict_do_nothing(index_elements=["origin"])
    )


async def _domains(directory: AsyncSession, cell: AsyncSession, tenant_id: UUID) -> set[str]:
    """Make the directory's list equal to the cell's; the answer is what another tenant had proved before."""
    mine = select(TenantDomain).where(TenantDomain.tenant_id == tenant_id)
    known = {domain.host: domain for domain in await directory.scalars(mine)}
    lost: set[str] = set()
    for domain in await cell.scalars(mine):
        there = known.pop(domain.host, None)
        if there is None:
            there = TenantDomain(
                tenant_id=tenant_id, host=domain.host, token=domain.token, added_at=domain.added_at
            )
            directory.add(there)
        there.token, there.checked_at = domain.token, domain.checked_at
        await directory.flush()
        if domain.proved_at is not None and there.proved_at is None:
            proved = update(TenantDomain).where(
                TenantDomain.tenant_id == tenant_id, TenantDomain.host == domain.host
            )
            try:
                async with directory.begin_nested():
                    await directory.execute(proved.values(proved_at=domain.proved_at))
            except IntegrityError:
                lost.add(domain.host)
    for gone in known.values():
        await directory.delete(gone)
    return lost
