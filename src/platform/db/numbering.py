"""Numbers that people read: running, without a repetition, whatever is deleted later."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from .base import TenantBase
from .scoping import Unscoped


class NumberSeries(TenantBase):
    """The last number that was given in one series of the tenant."""

    __tablename__ = "number_series"
    __scope__ = Unscoped("a counter, nobody's data")

    kind: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


async def next_number(session: AsyncSession, kind: str) -> int:
    """The next number of a series, from 1; who asks at the same moment waits until this transaction ends."""
    row = insert(NumberSeries).values(kind=kind, last=1)
    row = row.on_conflict_do_update(index_elements=["kind"], set_={"last": NumberSeries.last + 1})
    given: int = (await session.execute(row.returning(NumberSeries.last))).scalar_one()
    return given
