"""Reading contract templates."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, and_, false, not_, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from .errors import ContractTemplateNotFoundError
from .models import ContractTemplate, ContractTemplateDraft


async def templates_in_force(session: AsyncSession, on: date) -> Sequence[ContractTemplate]:
    """Of every template the version that contracts are made from on that day, in the order of their codes."""
    return (await session.scalars(_newest().where(ContractTemplate.effective_from <= on))).all()


async def newest_versions(session: AsyncSession) -> Sequence[ContractTemplate]:
    """Of every template the newest version, in force or not yet, in the order of their codes."""
    return (await session.scalars(_newest())).all()


def _newest() -> Select[ContractTemplate]:
    return (
        select(ContractTemplate)
        .ext(distinct_on(ContractTemplate.code))
        .order_by(ContractTemplate.code, ContractTemplate.version.desc())
    )


async def versions_of(session: AsyncSession, code: str) -> Sequence[ContractTemplate]:
    """Every version of a template, the newest first; none where it was never approved."""
    statement = select(ContractTemplate).where(ContractTemplate.code == code)
    return (await session.scalars(statement.order_by(ContractTemplate.version.desc()))).all()


async def version_of(session: AsyncSession, template_id: UUID) -> ContractTemplate:
    """One version.

    Raises:
        ContractTemplateNotFoundError: not here.
    """
    found = await session.get(ContractTemplate, template_id)
    if found is None:
        raise ContractTemplateNotFoundError
    return found


async def versions_by_id(
    session: AsyncSession, template_ids: Collection[UUID]
) -> dict[UUID, ContractTemplate]:
    """These versions by their id."""
    statement = select(ContractTemplate).where(ContractTemplate.id.in_(template_ids))
    return {one.id: one for one in await session.scalars(statement)}


async def drafts(session: AsyncSession) -> Sequence[ContractTemplateDraft]:
    """Every draft, the one changed last first."""
    statement = select(ContractTemplateDraft).order_by(ContractTemplateDraft.changed_at.desc())
    return (await session.scalars(statement)).all()


async def drafts_waiting_for(
    session: AsyncSession, actor: str, *, writes: bool, approves: bool
) -> Sequence[ContractTemplateDraft]:
    """The drafts that somebody is to see to: to approve what others wrote, to mend what came back to them."""
    mine = ContractTemplateDraft.writers.contains([actor])
    statement = select(ContractTemplateDraft).where(
        or_(
            and_(true() if approves else false(), ContractTemplateDraft.state == "submitted", not_(mine)),
            and_(true() if writes else false(), ContractTemplateDraft.state == "returned", mine),
        )
    )
    return (await session.scalars(statement.order_by(ContractTemplateDraft.changed_at))).all()


async def draft_of(session: AsyncSession, code: str) -> ContractTemplateDraft | None:
    """The draft of a template, if somebody is writing one."""
    return await session.scalar(select(ContractTemplateDraft).where(ContractTemplateDraft.code == code))


async def draft(session: AsyncSession, draft_id: UUID, *, lock: bool = False) -> ContractTemplateDraft:
    """One draft.

    Raises:
        ContractTemplateNotFoundError: it is approved or dropped, or was never here.
    """
    statement = select(ContractTemplateDraft).where(ContractTemplateDraft.id == draft_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(statement)
    if found is None:
        raise ContractTemplateNotFoundError
    return found


async def base_of(session: AsyncSession, draft: ContractTemplateDraft) -> ContractTemplate | None:
    """The version that a draft began as; None where the template is new."""
    statement = select(ContractTemplate).where(
        ContractTemplate.code == draft.code, ContractTemplate.version == draft.based_on
    )
    return await session.scalar(statement)
