"""The board: how many stand in each stage, and the first of them, in a number of statements that does not grow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from ...people.persons.models import Person
from ..candidate_list.queries import CandidateFilter, conditions_of, joined
from ..candidates.models import Application
from ..decisions.models import Decision
from ..stages.models import Stage
from ..vacancies.models import Vacancy
from .layout import PipelineStages

FIRST = 20
"""How many cards of a column are shown at first, and by how many it grows."""


@dataclass(frozen=True, slots=True)
class Card:
    """One application on the board."""

    id: UUID
    name: str
    vacancy: str
    department: str
    outcome: str | None
    confirmed: str | None
    promised_at: datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its cards from `offset` on, those to be answered first before the others, and how many there are."""

    stage: Stage
    total: int
    cards: Sequence[Card] = ()
    offset: int = 0

    @property
    def more(self) -> int:
        """How many come after these."""
        return max(0, self.total - self.offset - len(self.cards))


@dataclass(frozen=True, slots=True)
class Board:
    """Every open stage with its first cards; of the ends only how many there are."""

    columns: Sequence[Column]
    ends: Sequence[Column]

    @property
    def total(self) -> int:
        """How many are open."""
        return sum(column.total for column in self.columns)


async def board(session: AsyncSession, stages: PipelineStages, wanted: CandidateFilter) -> Board:
    """The board as it is filtered: two statements, whatever the size."""
    totals = await _totals(session, stages, wanted)
    cards = await _cards(session, stages, stages.open, wanted, offset=0)
    columns = [Column(stage, totals.get(stage.id, 0), cards.get(stage.id, ())) for stage in stages.open]
    return Board(columns, [Column(stage, totals.get(stage.id, 0)) for stage in stages.ends])


async def column(
    session: AsyncSession, stages: PipelineStages, stage: Stage, wanted: CandidateFilter, *, offset: int
) -> Column:
    """More of one stage."""
    totals = await _totals(session, stages, wanted)
    cards = await _cards(session, stages, [stage], wanted, offset=offset)
    return Column(stage, totals.get(stage.id, 0), cards.get(stage.id, ()), offset)


async def _totals(session: AsyncSession, stages: PipelineStages, wanted: CandidateFilter) -> dict[UUID, int]:
    statement: Select[*tuple[Any, ...]] = select(Application.stage, Application.stage_id, func.count())
    conditions = conditions_of(wanted)
    if conditions:
        statement = joined(statement.select_from(Application)).where(*conditions)
    found: dict[UUID, int] = {}
    for type_, stage_id, count in await session.execute(
        statement.group_by(Application.stage, Application.stage_id)
    ):
        place = stages.place(type_, stage_id).id
        found[place] = found.get(place, 0) + count
    return found


async def _cards(
    session: AsyncSession,
    stages: PipelineStages,
    asked: Sequence[Stage],
    wanted: CandidateFilter,
    *,
    offset: int,
) -> Mapping[UUID, Sequence[Card]]:
    """The cards of several stages: for each the index gives the first ones, none is sorted whole."""
    conditions = conditions_of(wanted)
    some: Select[*tuple[Any, ...]] = select(Application.id, Application.promised_at).select_from(Application)
    if (
        conditions
    ):  # joined only for the filter: without one the planner cannot go astray, however old its figures
        some = joined(some)
    each = (
        some.where(stages.holds(), *conditions)
        .order_by(Application.promised_at.asc().nulls_last(), Application.id.desc())
        .offset(offset)
        .limit(FIRST)
        .correlate(Stage)
        .lateral("each")
    )
    statement = (
        select(
            Stage.id,
            each.c.id,
            Person.name,
            Vacancy.title,
            Vacancy.department,
            Decision.outcome,
            Decision.confirmed_outcome,
            each.c.promised_at,
        )
        .select_from(Stage)
        .join(each, true())
        .join(Application, Application.id == each.c.id)
        .join(Person, Person.id == Application.person_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(Decision, and_(Decision.application_id == Application.id, Decision.current))
        .where(Stage.id.in_([stage.id for stage in asked]))
        .order_by(Stage.id, each.c.promised_at.asc().nulls_last(), each.c.id.desc())
    )
    found: dict[UUID, list[Card]] = {}
    for stage_id, *card in await session.execute(statement):
        found.setdefault(stage_id, []).append(Card(*card))
    return found
