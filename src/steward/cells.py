"""Which cells there are, how full they are, and where a new tenant goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update

from ..platform.tenancy.models import CellRow, TenantRow
from .context import Stewardship


@dataclass(frozen=True, slots=True)
class CellFacts:
    """One cell: whether new tenants go there, and how many live there. `known`: this process has its addresses."""

    name: str
    open: bool
    tenants: int
    known: bool


async def cells(steward: Stewardship) -> Sequence[CellFacts]:
    """Every cell of the directory, the least full first."""
    count = func.count(TenantRow.id)
    statement = (
        select(CellRow.name, CellRow.open, count)
        .outerjoin(TenantRow, TenantRow.cell == CellRow.name)
        .group_by(CellRow.name)
        .order_by(count, CellRow.name)
    )
    async with steward.database.shared() as session:
        rows = (await session.execute(statement)).all()
    return [CellFacts(name, open_, living, name in steward.database.cells) for name, open_, living in rows]


async def choose_cell(steward: Stewardship, wanted: str = "") -> str:
    """The cell for a new tenant: the one that is wanted, else the least full open one.

    Raises:
        LookupError: there is no such cell, or none is open.
    """
    known = [cell for cell in await cells(steward) if cell.known]
    if wanted:
        if wanted not in [cell.name for cell in known]:
            raise LookupError(f"there is no cell {wanted}")
        return wanted
    chosen = next((cell.name for cell in known if cell.open), None)
    if chosen is None:
        raise LookupError("no cell is open for new tenants")
    return chosen


async def open_cell(steward: Stewardship, name: str, *, opened: bool) -> None:
    """Let new tenants go to a cell, or no longer.

    Raises:
        LookupError: there is no such cell.
    """
    async with steward.database.shared() as session:
        changed = update(CellRow).where(CellRow.name == name).values(open=opened).returning(CellRow.name)
        if (await session.execute(changed)).scalar() is None:
            raise LookupError(f"there is no cell {name}")
