"""Reading openings."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .errors import VacancyNotFoundError
from .models import Vacancy


async def vacancies(session: AsyncSession, *, limit: int = 200) -> Sequence[Vacancy]:
    """The openings, newest first, for a form to offer."""
    return (await session.scalars(select(Vacancy).order_by(Vacancy.id.desc()).limit(limit))).all()


async def vacancy(session: AsyncSession, vacancy_id: UUID) -> Vacancy:
    """One opening.

    Raises:
        VacancyNotFoundError: not in this tenant.
    """
    found = await session.get(Vacancy, vacancy_id)
    if found is None:
        raise VacancyNotFoundError
    return found
