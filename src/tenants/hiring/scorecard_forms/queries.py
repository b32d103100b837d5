"""Which form is asked where, and who still owes a card."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..vacancies.models import Vacancy
from .errors import FormNotFoundError
from .models import FormUse, FormVersion, ScorecardForm


def _newest(form_id: Any) -> Select[FormVersion]:
    return (
        select(FormVersion).where(FormVersion.form_id == form_id).order_by(FormVersion.number.desc()).limit(1)
    )


async def default_version(session: AsyncSession) -> FormVersion:
    """The newest version of the tenant's default form."""
    default = select(ScorecardForm.id).where(ScorecardForm.is_default).scalar_subquery()
    return (await session.scalars(_newest(default))).one()


async def version_for(session: AsyncSession, vacancy: Vacancy, round_name: str) -> FormVersion:
    """What is asked now about candidates of a vacancy in a round: the form chosen most closely, else the default."""
    form_id = await session.scalar(
        select(FormUse.form_id)
        .where(
            or_(FormUse.vacancy_id.is_(None), FormUse.vacancy_id == vacancy.id),
            FormUse.kind.in_(("", vacancy.kind)),
            FormUse.round.in_(("", round_name)),
        )
        .order_by(FormUse.vacancy_id.is_(None), FormUse.kind == "", FormUse.round == "")
        .limit(1)
    )
    if form_id is None:
        return await default_version(session)
    return (await session.scalars(_newest(form_id))).one()


async def form_version(session: AsyncSession, version_id: UUID) -> FormVersion:
    """A version that a card or a draft names, and so is there."""
    return await session.get_one(FormVersion, version_id)


async def find_version(session: AsyncSession, version_id: UUID) -> FormVersion | None:
    """One version of any form; None where there is none."""
    return await session.get(FormVersion, version_id)


async def version_of(session: AsyncSession, form_id: UUID) -> tuple[ScorecardForm, FormVersion]:
    """A form with its newest version.

    Raises:
        FormNotFoundError: not in this tenant.
    """
    form = await session.get(ScorecardForm, form_id)
    if form is None:
        raise FormNotFoundError
    return form, (await session.scalars(_newest(form_id))).one()


async def names_asked(session: AsyncSession) -> list[str]:
    """Every dimension that a form asks now, each once: the default form's first, in their order."""
    statement = (
        select(FormVersion)
        .join(ScorecardForm, ScorecardForm.id == FormVersion.form_id)
        .order_by(ScorecardForm.is_default.desc(), ScorecardForm.name, FormVersion.number)
    )
    newest = {version.form_id: version for version in await session.scalars(statement)}
    return list(dict.fromkeys(one.name for version in newest.values() for one in version.asked()))
