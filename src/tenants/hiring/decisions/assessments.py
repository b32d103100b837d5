"""Personal-information impact assessments (《个人信息保护法》 Art. 55, 56): before a rule decides by itself."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ...audit.author import Author
from ...audit.service import record
from .errors import AssessmentNotFoundError
from .feature import DecisionEvent
from .models import ImpactAssessment

KEPT_YEARS = 3
_HIGHEST = 2**31 - 1  # what the column holds: an address may ask for any number


@dataclass(frozen=True, slots=True)
class Findings:
    """What Art. 56 wants to be assessed, in the assessor's words.

    `purpose` and `necessity`: whether purpose and way of processing are lawful, legitimate and necessary; `impact`:
    on the candidates' rights, and the risks; `measures`: of protection; `proportion`: whether those fit the risk.
    """

    purpose: str
    necessity: str
    impact: str
    measures: str
    proportion: str
    assessor: str
    assessed_on: date


async def file_assessment(session: AsyncSession, findings: Findings, by: Author) -> int:
    """Keep an assessment as a new version; the tenant's role can neither change nor delete it."""
    key = func.hashtextextended("assessments:" + tenant_of(session).schema, 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))  # two at once would count the same number
    number = (await session.scalar(select(func.max(ImpactAssessment.version))) or 0) + 1
    filed_on = clock.today(tenant_of(session).zoneinfo)
    session.add(
        ImpactAssessment(
            version=number,
            **asdict(findings),
            keep_until=years_after(max(filed_on, findings.assessed_on), KEPT_YEARS),
            created_at=clock.now(),
            created_by=by.name,
        )
    )
    await session.flush()
    record(session, DecisionEvent.ASSESSMENT_FILED, actor=by.actor, data={"version": number})
    return number


def years_after(day: date, years: int) -> date:
    """The same day so many years later; after 29 February, where there is none, 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


async def latest_assessment(session: AsyncSession) -> ImpactAssessment | None:
    """The newest one."""
    return await session.scalar(select(ImpactAssessment).order_by(ImpactAssessment.version.desc()).limit(1))


async def assessments(session: AsyncSession) -> Sequence[ImpactAssessment]:
    """All, newest first."""
    return (await session.scalars(select(ImpactAssessment).order_by(ImpactAssessment.version.desc()))).all()


async def assessment(session: AsyncSession, number: int) -> ImpactAssessment:
    """One of them.

    Raises:
        AssessmentNotFoundError: there is none with this number.
    """
    found = await session.get(ImpactAssessment, number) if 0 < number <= _HIGHEST else None
    if found is None:
        raise AssessmentNotFoundError
    return found
