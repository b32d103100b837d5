"""A card as it is being typed, kept on the server: another device goes on with it, and it never counts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ..interviews.models import InterviewAssignment
from ..scorecard_forms.models import FormVersion
from ..scorecard_forms.queries import find_version, form_version, version_for
from ..vacancies.models import Vacancy
from .models import CardDraft

LONGEST_FIELD = 4_000


async def draft_of(session: AsyncSession, assignment_id: UUID) -> CardDraft | None:
    """What is typed so far."""
    return await session.get(CardDraft, assignment_id)


async def version_in_hand(
    session: AsyncSession, assignment: InterviewAssignment, vacancy: Vacancy, *, shown: str = ""
) -> FormVersion:
    """What is asked of this interviewer: the version their draft was begun with, else the one the page showed
    (`shown`, its id), as long as its form is still meant; else the newest. A card once begun keeps its form."""
    draft = await draft_of(session, assignment.id)
    if draft is not None:
        return await form_version(session, draft.form_version_id)
    newest = await version_for(session, vacancy, assignment.round)
    if shown and shown != str(newest.id):
        try:
            before = await find_version(session, UUID(shown))
        except ValueError:
            return newest
        if before is not None and before.form_id == newest.form_id:
            return before
    return newest


async def keep_draft(
    session: AsyncSession,
    assignment: InterviewAssignment,
    version: FormVersion,
    typed: Mapping[str, str],
    *,
    whole: bool,
) -> CardDraft:
    """Keep what was typed: the `whole` form, or only the fields that changed, so that two devices disturb each other in
    the field both write in, and in no other."""
    fields: dict[str, Any] = {name: value[:LONGEST_FIELD] for name, value in typed.items()}
    now = clock.now()
    statement = insert(CardDraft).values(
        assignment_id=assignment.id, form_version_id=version.id, fields=fields, saved_at=now
    )
    merged = statement.excluded.fields if whole else CardDraft.fields.op("||")(statement.excluded.fields)
    statement = statement.on_conflict_do_update(
        index_elements=[CardDraft.assignment_id], set_={"fields": merged, "saved_at": now}
    )
    await session.execute(statement)
    kept = select(CardDraft).where(CardDraft.assignment_id == assignment.id)
    return (await session.scalars(kept.execution_options(populate_existing=True))).one()


async def drop_draft(session: AsyncSession, assignment_id: UUID) -> None:
    """The card is sent."""
    draft = await draft_of(session, assignment_id)
    if draft is not None:
        await session.delete(draft)
