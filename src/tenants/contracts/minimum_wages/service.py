"""What members do with minimum wages: write down what a notice says, and take it out again."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.formats.regions import region_name
from ....platform.i18n import lazy as _
from ....platform.ids import new_id
from ...audit.service import record
from .errors import DayUnlikelyError, FigureUnlikelyError, RegionUnknownError
from .feature import MinimumWageEvent
from .models import VerifiedWage
from .presets import PRESETS
from .queries import as_standard
from .types import MinimumWage

MOST_WORDS = 120
_MONTHLY, _HOURLY = (Decimal(500), Decimal(10_000)), (Decimal(3), Decimal(100))
_FIRST = date(1994, 1, 1)  # 《企业最低工资规定》 of 1993-11-24
_AHEAD = timedelta(days=366)


async def verify(session: AsyncSession, wage: MinimumWage, *, actor: str) -> VerifiedWage:
    """Keep a standard as a member found it; what was kept of the same division and day gives way.

    Raises:
        RegionUnknownError, FigureUnlikelyError, DayUnlikelyError: it cannot be one; nothing is changed.
    """
    _require_likely(wage)
    kept = await _keep(session, wage, actor)
    record(session, MinimumWageEvent.VERIFIED, actor=actor, data=_facts(wage))
    return kept


async def _keep(session: AsyncSession, wage: MinimumWage, actor: str) -> VerifiedWage:
    values = {
        "region": wage.region,
        "monthly": wage.monthly,
        "hourly": wage.hourly,
        "effective_from": wage.effective_from,
        "source": wage.source,
        "document_number": wage.document_number,
        "verified_by": actor,
        "verified_at": clock.now(),
    }
    statement = insert(VerifiedWage).values(id=new_id(), **values)
    statement = statement.on_conflict_do_update(index_elements=["region", "effective_from"], set_=values)
    rows = await session.scalars(
        statement.returning(VerifiedWage), execution_options={"populate_existing": True}
    )
    return rows.one()


async def remove(session: AsyncSession, row: VerifiedWage, *, actor: str) -> None:
    """Take out what was verified by mistake; what the product brings along holds again, to be verified."""
    await session.delete(row)
    gone = as_standard(row, tenant_of(session).zoneinfo)
    record(session, MinimumWageEvent.REMOVED, actor=actor, data=_facts(gone))


async def verify_presets(session: AsyncSession, source: str) -> None:
    """Take what the product brings along for verified, as only a demonstration may; `source` says so wherever it is shown."""
    for wage in PRESETS:
        await _keep(session, replace(wage, source=source, document_number=source), "system")


def _require_likely(wage: MinimumWage) -> None:
    try:
        region_name(wage.region)
    except KeyError as unknown:
        raise RegionUnknownError from unknown
    low, high = _MONTHLY
    if not low <= wage.monthly <= high:
        text = _("月标准应在 {low} 到 {high} 元之间，请核对。").format(low=low, high=high)
        raise FigureUnlikelyError("wage_monthly", text)
    low, high = _HOURLY
    if wage.hourly is not None and not low <= wage.hourly <= high:
        text = _("小时标准应在 {low} 到 {high} 元之间，请核对。").format(low=low, high=high)
        raise FigureUnlikelyError("wage_hourly", text)
    if not _FIRST <= wage.effective_from <= clock.today_in_china() + _AHEAD:
        raise DayUnlikelyError


def _facts(wage: MinimumWage) -> dict[str, str | int]:
    return {
        "region": wage.region,
        "monthly": f"{wage.monthly:.2f}",
        "hourly": "" if wage.hourly is None else f"{wage.hourly:.2f}",
        "from": wage.effective_from.isoformat(),
        "source": wage.source,
        "document": wage.document_number,
    }
