"""Which form is asked where, and who still owes a card."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..candidates.models import Application
from ..interviews.models import Interview
from ..vacancies.models import Vacancy
from .errors import FormNotFoundError
from .models import CardDraft, FormUse, FormVersion, ScorecardForm
from .pending import owed


def _newest(form_id: Any) -> Select[FormVersion]:
    return (
        select(FormVersion).where(FormVersion.form_id == form_id).order_by(FormVersion.number.desc()).limit(1)
    )


async def default_version(session: AsyncSession) -> FormVersion:
    """The newest version of the tenant's default form."""
    default = select(ScorecardForm.id).where(ScorecardForm.is_default).scalar_subquery()
    return (await session.scalars(_newest(default))).one()


async def version_for(session: AsyncSession, vacancy: Vacancy, round_name: str) -> FormVersion:
    """What is asked now about candidates of an opening in a round: the form chosen most closely, else the default."""
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


async def version_of(session: AsyncSession, form_id: UUID) -> tuple[ScorecardForm, FormVersion]:
    """A form with its newest version.

    Raises:
        FormNotFoundError: not in this tenant.
    """
    form = await session.get(ScorecardForm, form_id)
    if form is None:
        raise FormNotFoundError
    return form, (await session.scalars(_newest(form_id))).one()


@dataclass(frozen=True, slots=True)
class UsedForm:
    """A form as lists show it: its newest version, where it is used, how many open interviews use which version."""

    form: ScorecardForm
    version: FormVersion
    uses: Sequence[tuple[FormUse, Vacancy | None]]
    opened: Sequence[tuple[int, int]]
    """(version, open interviews), newest first; the newest is what cards not begun yet will be."""


async def used_forms(session: AsyncSession) -> list[UsedForm]:
    """Every form, the default first, then by name."""
    forms = await session.scalars(
        select(ScorecardForm).order_by(ScorecardForm.is_default.desc(), ScorecardForm.name)
    )
    versions = {
        version.form_id: version
        for version in await session.scalars(select(FormVersion).order_by(FormVersion.number))
    }
    uses: dict[UUID, list[tuple[FormUse, Vacancy | None]]] = {}
    statement = (
        select(FormUse, Vacancy).outerjoin(Vacancy, Vacancy.id == FormUse.vacancy_id).order_by(FormUse.id)
    )
    for use, vacancy in await session.execute(statement):
        uses.setdefault(use.form_id, []).append((use, vacancy))
    opened = await _opened(session, [use for listed in uses.values() for use, _vacancy in listed])
    return [
        UsedForm(form, versions[form.id], uses.get(form.id, ()), _sorted(opened, form, versions))
        for form in forms
    ]


def _sorted(
    opened: dict[tuple[UUID | None, int | None], int],
    form: ScorecardForm,
    versions: dict[UUID, FormVersion],
) -> list[tuple[int, int]]:
    newest = versions[form.id].number
    counts: dict[int, int] = {}
    for (form_id, number), count in opened.items():
        if form_id == form.id or (form_id is None and form.is_default):
            counts[number or newest] = counts.get(number or newest, 0) + count
    return sorted(counts.items(), reverse=True)


async def _opened(session: AsyncSession, uses: list[FormUse]) -> dict[tuple[UUID | None, int | None], int]:
    """(form, version) → open interviews. No version: not begun, it will be the newest. No form: the default."""
    begun = await session.execute(
        select(FormVersion.form_id, FormVersion.number, func.count())
        .select_from(Interview)
        .join(CardDraft, CardDraft.interview_id == Interview.id)
        .join(FormVersion, FormVersion.id == CardDraft.form_version_id)
        .where(owed())
        .group_by(FormVersion.form_id, FormVersion.number)
    )
    counts: dict[tuple[UUID | None, int | None], int] = {
        (form_id, number): count for form_id, number, count in begun
    }
    waiting = await session.execute(
        select(Vacancy.id, Vacancy.kind, Interview.round, func.count())
        .select_from(Interview)
        .join(Application, Application.id == Interview.application_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(CardDraft, CardDraft.interview_id == Interview.id)
        .where(owed(), CardDraft.interview_id.is_(None))
        .group_by(Vacancy.id, Vacancy.kind, Interview.round)
    )
    for vacancy_id, kind, round_name, count in waiting:
        key = (_closest(uses, vacancy_id, kind, round_name), None)
        counts[key] = counts.get(key, 0) + count
    return counts


def _closest(uses: list[FormUse], vacancy_id: UUID, kind: str, round_name: str) -> UUID | None:
    """As `version_for`, for many at once."""
    fitting = [
        use
        for use in uses
        if use.vacancy_id in (None, vacancy_id) and use.kind in ("", kind) and use.round in ("", round_name)
    ]
    fitting.sort(key=lambda use: (use.vacancy_id is None, use.kind == "", use.round == ""))
    return fitting[0].form_id if fitting else None


async def names_asked(session: AsyncSession) -> list[str]:
    """Every dimension that a form asks now, each once: the default form's first, in their order."""
    found = [dimension.name for used in await used_forms(session) for dimension in used.version.asked()]
    return list(dict.fromkeys(found))
