"""Reading vacancies."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from .errors import VacancyNotFoundError
from .models import Vacancy


@dataclass(frozen=True, slots=True)
class VacancyCounts:
    """A vacancy with how many are on the road for it, and how many have come."""

    vacancy: Vacancy
    open: int
    hired: int


async def vacancies(session: AsyncSession, *, limit: int = 200) -> Sequence[Vacancy]:
    """The vacancies, newest first, for a form to offer."""
    return (await session.scalars(select(Vacancy).order_by(Vacancy.id.desc()).limit(limit))).all()


async def vacancy_page(
    session: AsyncSession, *, closed: bool, offset: int = 0, limit: int = 50
) -> tuple[Sequence[VacancyCounts], int]:
    """One page of the vacancies that are open, or of those that are closed, newest first; and how many there are."""
    # Who hangs on vacancies knows them, not they them; each is seen as its vacancy is.
    tables = Vacancy.metadata.tables  # rules: allow core_table – see above
    applications: Table = tables["applications"]
    stage = applications.c.stage

    def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
        counted = select(func.count()).where(applications.c.vacancy_id == Vacancy.id, condition)
        return counted.correlate(Vacancy).scalar_subquery()

    wanted = Vacancy.closed_at.is_not(None) if closed else Vacancy.closed_at.is_(None)
    statement = (
        select(
            Vacancy,
            how_many(stage.not_in(("hired", "archived"))),
            how_many(stage.in_(("onboard", "hired"))),
        )
        .where(wanted)
        .order_by(Vacancy.id.desc())
        .offset(offset)
        .limit(limit)
    )
    rows = [VacancyCounts(*row) for row in await session.execute(statement)]
    return rows, await session.scalar(select(func.count(Vacancy.id)).where(wanted)) or 0


async def pay_structures(session: AsyncSession) -> Sequence[str]:
    """The ways of paying that this tenant's vacancies name."""
    named = select(Vacancy.pay_structure).where(Vacancy.pay_structure != "").distinct()
    return sorted(await session.scalars(named))


async def vacancy(session: AsyncSession, vacancy_id: UUID) -> Vacancy:
    """One vacancy.

    Raises:
        VacancyNotFoundError: not in this tenant.
    """
    found = await session.scalar(select(Vacancy).where(Vacancy.id == vacancy_id))
    if found is None:
        raise VacancyNotFoundError
    return found


async def kind_of(session: AsyncSession, vacancy_id: UUID) -> str:
    """The vacancy's kind; empty where the vacancy is out of reach."""
    return await session.scalar(select(Vacancy.kind).where(Vacancy.id == vacancy_id)) or ""


async def kinds_of(session: AsyncSession, vacancy_ids: Collection[UUID]) -> dict[UUID, str]:
    """The kind of each of these vacancies."""
    rows = await session.execute(select(Vacancy.id, Vacancy.kind).where(Vacancy.id.in_(vacancy_ids)))
    return dict(rows.all())
