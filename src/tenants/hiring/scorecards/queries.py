"""Which form is asked where, and who still owes a card."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..candidates.models import Application
from ..decisions.pending import awaiting_card
from ..interviews.models import InterviewAssignment
from ..scorecard_forms.models import FormUse, FormVersion, ScorecardForm
from ..vacancies.models import Vacancy
from .models import CardDraft


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
        .select_from(InterviewAssignment)
        .join(CardDraft, CardDraft.assignment_id == InterviewAssignment.id)
        .join(FormVersion, FormVersion.id == CardDraft.form_version_id)
        .where(awaiting_card())
        .group_by(FormVersion.form_id, FormVersion.number)
    )
    counts: dict[tuple[UUID | None, int | None], int] = {
        (form_id, number): count for form_id, number, count in begun
    }
    waiting = await session.execute(
        select(Vacancy.id, Vacancy.kind, InterviewAssignment.round, func.count())
        .select_from(InterviewAssignment)
        .join(Application, Application.id == InterviewAssignment.application_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(CardDraft, CardDraft.assignment_id == InterviewAssignment.id)
        .where(awaiting_card(), CardDraft.assignment_id.is_(None))
        .group_by(Vacancy.id, Vacancy.kind, InterviewAssignment.round)
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
