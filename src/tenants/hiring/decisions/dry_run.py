"""Trying a rule on past candidates before it is saved: who would be marked otherwise. Nobody's decision is touched."""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ...people.persons.models import Person
from ..candidates.models import Application
from ..interviews.models import Scorecard
from ..scorecard_forms.models import FormVersion
from ..vacancies.models import Vacancy
from .cards import Card
from .models import Decision
from .rule import Mark, Rule, decide
from .versions import Place, RuleBook

_BREATH = 200
"""After so many cases other requests of this process get their turn."""


@dataclass(frozen=True, slots=True)
class Past:
    """One past candidate: what was marked then, and what was decided; None where nothing is confirmed yet."""

    application_id: UUID
    name: str
    vacancy: str
    marked: str
    decided: str | None
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody whom the rule would mark otherwise."""

    past: Past
    mark: Mark


@dataclass(frozen=True, slots=True)
class DryRun:
    """What trying the rule showed.

    `pairs`: how many went from which mark to which. `lines`: how many each line (from 1; 0: nothing to decide on)
    decided. `agreed_…`: with how many of the `decided` results of people the marks agreed, before and with this rule.
    """

    read: int
    changes: tuple[Change, ...]
    pairs: Mapping[tuple[str, str], int]
    lines: Mapping[int, int]
    decided: int
    agreed_before: int
    agreed_after: int

    def to_json(self) -> dict[str, Any]:
        """The counts, to be kept with the version."""
        return {
            "read": self.read,
            "changed": len(self.changes),
            "pairs": [[before, after, n] for (before, after), n in sorted(self.pairs.items())],
            "decided": self.decided,
            "agreed_before": self.agreed_before,
            "agreed_after": self.agreed_after,
        }

    def digest(self, rule: Rule, place: Place, base: int) -> str:
        """What somebody has seen: this rule in this place, over version `base`, changing these people in this way."""
        changed = [(str(one.past.application_id), one.past.marked, one.mark.outcome) for one in self.changes]
        said = [rule.to_json(), str(place.vacancy_id), place.kind, base, sorted(changed)]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


async def dry_run(session: AsyncSession, rule: Rule, place: Place, book: RuleBook) -> DryRun:
    """Mark every past candidate of the place anew, without writing anything."""
    changes: list[Change] = []
    pairs: Counter[tuple[str, str]] = Counter()
    lines: Counter[int] = Counter()
    read = decided = agreed_before = agreed_after = 0
    async for past in _with_breaths(await past_cases(session, place, book)):
        mark = decide(rule, past.cards)
        read += 1
        pairs[past.marked, mark.outcome] += 1
        lines[mark.line_no] += 1
        if past.decided is not None:
            decided += 1
            agreed_before += past.decided == past.marked
            agreed_after += past.decided == mark.outcome
        if mark.outcome != past.marked:
            changes.append(Change(past, mark))
    return DryRun(read, tuple(changes), pairs, lines, decided, agreed_before, agreed_after)


async def past_cases(session: AsyncSession, place: Place, book: RuleBook) -> Iterator[Past]:
    """Everybody of the place who was ever marked, newest first, with their cards: two statements, whatever the size."""
    asked = {
        form.id: _Asked(form.weights(), form.minimums())
        for form in await session.scalars(select(FormVersion))
    }
    statement = (
        select(
            Application.id,
            Person.name,
            Vacancy.title,
            Decision.outcome,
            Decision.confirmed_outcome,
            Scorecard.scores,
            Scorecard.vetoes,
            Scorecard.form_version_id,
        )
        .join(Person, Person.id == Application.person_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .join(Decision, and_(Decision.application_id == Application.id, Decision.current))
        .join(Scorecard, Scorecard.application_id == Application.id)
        .where(*_inside(place, book))
        .order_by(Application.id.desc(), Scorecard.id)
    )
    rows = (await session.execute(statement)).all()
    return (_past(list(of_one), asked) for _id, of_one in groupby(rows, key=attrgetter("id")))


def _inside(place: Place, book: RuleBook) -> list[ColumnElement[bool]]:
    """The vacancies for which the rule of this place is, or would be, in force."""
    if place.vacancy_id is not None:
        return [Vacancy.id == place.vacancy_id]
    own = [other.vacancy_id for other in book.rules if other.vacancy_id is not None]
    kinds = [other.kind for other in book.rules if other.kind]
    kind = Vacancy.kind == place.kind if place.kind else Vacancy.kind.not_in(kinds)
    return [Vacancy.id.not_in(own), kind]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a form makes of a card's points; nothing where there was no form yet."""

    weights: dict[str, Decimal] = field(default_factory=dict)
    minimums: dict[str, Decimal] = field(default_factory=dict)


def _past(rows: Sequence[Any], asked: Mapping[UUID, _Asked]) -> Past:
    id_, name, vacancy, marked, decided, *_card_of_first = rows[0]
    return Past(id_, name, vacancy, marked, decided, tuple(_card(row, asked) for row in rows))


def _card(row: Any, asked: Mapping[UUID, _Asked]) -> Card:
    form = asked.get(row.form_version_id, _NOTHING)
    return Card(
        {name: None if given is None else _number(given) for name, given in row.scores.items()},
        form.weights,
        frozenset(veto["dimension"] for veto in row.vetoes),
        form.minimums,
    )


_NOTHING = _Asked()


@lru_cache(maxsize=1024)
def _number(points: str) -> Decimal:
    return Decimal(points)


async def _with_breaths(cases: Iterator[Past]) -> AsyncIterator[Past]:
    for number, case in enumerate(cases):
        if number % _BREATH == _BREATH - 1:
            await asyncio.sleep(0)
        yield case
