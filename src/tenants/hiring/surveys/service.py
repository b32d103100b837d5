"""Asking a candidate once, and taking the answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.errors import NotFoundError
from ....platform.ids import new_id
from ...audit.service import record
from ...company.settings.models import TenantSettings
from ..candidates.models import Application
from ..promises.models import Promise
from ..stages.types import OPEN_STAGES
from ..vacancies.models import Vacancy
from .feature import SurveyEvent
from .models import Survey, SurveyRefusal

ASKED = timedelta(days=30)
"""How long after the result the question stands."""
CHANGEABLE = timedelta(days=7)
"""How long an answer can be changed."""


class NotAskedError(NotFoundError):
    """Not this candidate's application, no result yet, too long ago, or they do not want to be asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question to one candidate, with what they answered before."""

    application_id: UUID
    vacancy: str
    given: Survey | None


def question_stands(told_at: datetime | None) -> bool:
    """Whether the question stands, when the candidate got the result at `told_at`."""
    return told_at is not None and clock.now() < told_at + ASKED


def answer_changeable(answered_at: datetime) -> bool:
    """Whether an answer can still be changed."""
    return clock.now() < answered_at + CHANGEABLE


async def question(session: AsyncSession, person_id: UUID, application_id: UUID) -> Asked:
    """The question about one application of this person.

    Raises:
        NotAskedError: it is not put to them, or answered for good.
    """
    # Who is invited to the next interview has an answer, and no result yet.
    heard = (Promise.application_id == application_id) & Application.stage.not_in(OPEN_STAGES)
    told = select(func.max(Promise.answered_at)).where(heard).correlate(Application)
    refused = select(SurveyRefusal).where(SurveyRefusal.person_id == person_id).exists()
    statement = (
        select(Vacancy.title, Survey, told.scalar_subquery(), refused)
        .select_from(Application)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .join(TenantSettings, TenantSettings.survey.is_(True))
        .outerjoin(Survey, Survey.application_id == Application.id)
        .where(Application.id == application_id, Application.person_id == person_id)
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        raise NotAskedError
    vacancy, given, told_at, has_refused = row
    standing = (
        answer_changeable(given.answered_at)
        if given is not None
        else question_stands(told_at) and not has_refused
    )
    if not standing:
        raise NotAskedError
    return Asked(application_id, vacancy, given)


async def answer(session: AsyncSession, asked: Asked, *, score: int, note: str) -> None:
    """Keep the answer, or change the one there is."""
    row = {"score": score, "note": note}
    first = {"id": new_id(), "application_id": asked.application_id, "answered_at": clock.now()}
    statement = insert(Survey).values(first | row)
    await session.execute(statement.on_conflict_do_update(index_elements=["application_id"], set_=row))
    if asked.given is None:  # what was said is nobody's but the sum's: the chain keeps only that it was
        record(session, SurveyEvent.ANSWERED, application_id=asked.application_id)


async def refuse(session: AsyncSession, person_id: UUID, application_id: UUID) -> None:
    """This person is not asked again, about no application."""
    row = {"person_id": person_id, "at": clock.now()}
    await session.execute(insert(SurveyRefusal).values(row).on_conflict_do_nothing())
    record(session, SurveyEvent.REFUSED, actor=f"candidate:{person_id}", application_id=application_id)
