"""Reading minimum wages."""

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.db import tenant_of
from .errors import WageNotFoundError
from .models import VerifiedWage
from .presets import PRESETS
from .types import MinimumWage, WageTable


async def verified_wages(session: AsyncSession) -> Sequence[VerifiedWage]:
    """What members have verified: by division, the newest standard of each first."""
    ordered = select(VerifiedWage).order_by(VerifiedWage.region, VerifiedWage.effective_from.desc())
    return (await session.scalars(ordered)).all()


async def verified_wage(session: AsyncSession, wage_id: UUID) -> VerifiedWage:
    """One of them.

    Raises:
        WageNotFoundError: not in this tenant.
    """
    found = await session.get(VerifiedWage, wage_id)
    if found is None:
        raise WageNotFoundError
    return found


async def wage_table(session: AsyncSession) -> WageTable:
    """All standards: what the tenant has verified, and what the product brings along."""
    zone = tenant_of(session).zoneinfo
    return WageTable([*(as_standard(row, zone) for row in await verified_wages(session)), *PRESETS])


def as_standard(row: VerifiedWage, zone: ZoneInfo) -> MinimumWage:
    """A row as it is computed with."""
    return MinimumWage(
        region=row.region,
        monthly=row.monthly,
        effective_from=row.effective_from,
        hourly=row.hourly,
        verified_on=row.verified_at.astimezone(zone).date(),
        source=row.source,
        document_number=row.document_number,
    )
