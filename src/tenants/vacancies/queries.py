"""Reading openings."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import Vacancy


async def vacancies(session: AsyncSession, *, limit: int = 200) -> Sequence[Vacancy]:
    """The openings, newest first, for a form to offer."""
    return (await session.scalars(select(Vacancy).order_by(Vacancy.id.desc()).limit(limit))).all()
