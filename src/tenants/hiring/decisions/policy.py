"""How the tenant wants results to be confirmed: by one or two people or the rule itself, and told at once or later."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...audit.author import Author
from ...audit.service import record
from ...company.settings.queries import one_at_a_time
from .assessments import latest_assessment
from .errors import AssessmentMissingError
from .feature import DecisionEvent
from .models import Decision, DecisionSettings

LONGEST_MINUTES = 120
BY_RULE = ("pass", "fail")
"""What a rule may confirm itself; what it leaves for review is for people."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings as they are read; the defaults are one person, told at once."""

    take_back_minutes: int = 0
    second_if_otherwise: bool = False
    second_vacancies: frozenset[UUID] = frozenset()
    by_rule: frozenset[str] = frozenset()

    def needs_second(self, vacancy_id: UUID, decision: Decision, outcome: str) -> bool:
        """Whether a second person must agree to `outcome`. Where the rule left it open, nobody decides otherwise."""
        otherwise = decision.outcome != "review" and outcome != decision.outcome
        return vacancy_id in self.second_vacancies or (self.second_if_otherwise and otherwise)

    def confirms(self, vacancy_id: UUID, outcome: str) -> bool:
        """Whether the rule's own mark stands without a person."""
        return outcome in self.by_rule and vacancy_id not in self.second_vacancies

    def tells_at(self, now: datetime, promised_at: datetime | None) -> datetime:
        """When a candidate hears of what is confirmed now: the time to take back never breaks a promise."""
        end = now + timedelta(minutes=self.take_back_minutes)
        return end if promised_at is None else max(now, min(end, promised_at))


async def policy_of(session: AsyncSession) -> Policy:
    """The tenant's settings."""
    row = await session.get(DecisionSettings, 1)
    if row is None:
        return Policy()
    return Policy(
        row.take_back_minutes,
        row.second_if_otherwise,
        frozenset(map(UUID, row.second_vacancies)),
        frozenset(row.by_rule),
    )


async def change_policy(
    session: AsyncSession,
    by: Author,
    *,
    take_back_minutes: int,
    second_if_otherwise: bool,
    second_vacancies: Collection[UUID],
    by_rule: Collection[str],
) -> None:
    """Change the settings; what is confirmed already keeps its time.

    Raises:
        AssessmentMissingError: the rule is to confirm by itself, and no impact assessment is filed.
    """
    assessment = await latest_assessment(session)
    if by_rule and assessment is None:
        raise AssessmentMissingError
    await one_at_a_time(session)
    row = await session.get(DecisionSettings, 1, populate_existing=True)
    if row is None:
        row = DecisionSettings(id=1)
        session.add(row)
    row.take_back_minutes, row.second_if_otherwise = take_back_minutes, second_if_otherwise
    row.second_vacancies = sorted(map(str, second_vacancies))
    row.by_rule = sorted(by_rule)
    row.assessment_version = assessment.version if by_rule and assessment is not None else None
    data = {
        "take_back_minutes": take_back_minutes,
        "second_if_otherwise": second_if_otherwise,
        "second_vacancies": row.second_vacancies,
        "by_rule": row.by_rule,
        "assessment": row.assessment_version,
    }
    record(session, DecisionEvent.CONFIRMING_CHANGED, actor=by.actor, data=data)
