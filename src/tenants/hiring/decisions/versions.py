"""Versions of the rule: which is in force where, keeping a new one, and what is different between two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.i18n import LazyText
from ...audit.author import Author
from ...audit.service import record
from ..vacancies.queries import kind_of
from .errors import RuleVersionNotFoundError
from .feature import DecisionEvent
from .models import RuleVersion
from .rule import Line, Rule

_HIGHEST = 2**31 - 1  # what the column holds: an address may ask for any number


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule is in force: one vacancy, a kind of vacancies, or, with neither, everywhere else."""

    vacancy_id: UUID | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules in force; the place with neither vacancy nor kind always has one."""

    rules: Mapping[Place, Rule]

    def for_vacancy(self, vacancy_id: UUID, kind: str) -> Rule:
        """The rule of a vacancy: its own, else its kind's, else the tenant's."""
        places = (Place(vacancy_id), Place(kind=kind), Place())
        return next(self.rules[place] for place in places if place in self.rules)


async def rules_in_force(session: AsyncSession) -> RuleBook:
    """The newest version of every place that has a rule of its own."""
    newest = (
        select(RuleVersion)
        .ext(distinct_on(RuleVersion.vacancy_id, RuleVersion.kind))
        .order_by(RuleVersion.vacancy_id, RuleVersion.kind, RuleVersion.version.desc())
    )
    found = await session.scalars(newest)
    return RuleBook({place_of(row): Rule.from_json(row.version, row.lines) for row in found if row.lines})


async def rule_for(session: AsyncSession, vacancy_id: UUID) -> Rule:
    """The rule in force for a vacancy."""
    kind = await kind_of(session, vacancy_id)
    return (await rules_in_force(session)).for_vacancy(vacancy_id, kind)


def place_of(version: RuleVersion) -> Place:
    """Where a version is, or was, in force."""
    return Place(version.vacancy_id, version.kind)


async def versions_of(session: AsyncSession, place: Place) -> Sequence[RuleVersion]:
    """Every version of a place, newest first."""
    statement = (
        select(RuleVersion)
        .where(RuleVersion.vacancy_id == place.vacancy_id, RuleVersion.kind == place.kind)
        .order_by(RuleVersion.version.desc())
    )
    return (await session.scalars(statement)).all()


async def version(session: AsyncSession, number: int) -> RuleVersion:
    """One version.

    Raises:
        RuleVersionNotFoundError: there is none with this number.
    """
    found = await session.get(RuleVersion, number) if 0 < number <= _HIGHEST else None
    if found is None:
        raise RuleVersionNotFoundError
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """Why a rule is changed; `from_version`: the old version gone back to, `dry_run`: whom it would have changed."""

    why: str = ""
    from_version: int | None = None
    dry_run: dict[str, Any] | None = None


async def save_rule(
    session: AsyncSession,
    lines: Sequence[Line],
    by: Author,
    *,
    place: Place = Place(),
    change: Change = Change(),
) -> int:
    """Keep these lines as a new version and put it in force; decisions already marked keep their own.

    No lines at all: the place has no rule of its own any more.
    """
    # Two who save at the same moment would count the same number: the second waits for the first.
    key = func.hashtextextended("rules:" + tenant_of(session).schema, 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))
    newest = await session.scalar(select(func.max(RuleVersion.version)))
    number = (newest or 0) + 1
    session.add(
        RuleVersion(
            version=number,
            vacancy_id=place.vacancy_id,
            kind=place.kind,
            lines=Rule(number, tuple(lines)).to_json() if lines else [],
            why=change.why,
            from_version=change.from_version,
            dry_run=change.dry_run,
            created_at=clock.now(),
            created_by=by.name,
        )
    )
    await session.flush()
    data = {
        "version": number,
        "vacancy": str(place.vacancy_id) if place.vacancy_id else None,
        "kind": place.kind,
        "from_version": change.from_version,
        "dry_run": change.dry_run,
    }
    record(session, DecisionEvent.RULE_CHANGED, actor=by.actor, data=data)
    return number


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of a comparison: in both versions, only in the older, or only in the newer one."""

    sign: Literal["same", "gone", "new"]
    words: LazyText


def compare(older: Rule, newer: Rule) -> list[Difference]:
    """Two versions line by line, in the newer one's order; what is gone stands where it was."""
    found: list[Difference] = []
    matcher = SequenceMatcher(a=older.lines, b=newer.lines, autojunk=False)
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        if kind == "equal":
            found += [Difference("same", line.words()) for line in newer.lines[b:b_end]]
            continue
        found += [Difference("gone", line.words()) for line in older.lines[a:a_end]]
        found += [Difference("new", line.words()) for line in newer.lines[b:b_end]]
    return found
