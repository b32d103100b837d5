"""Naming and ordering the tenant's stages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.db.narrowing import narrowed
from ....platform.ids import new_id
from ...audit.service import record
from ..candidates.models import Application
from ..stages.errors import StageInUseError, StageNameTakenError, StageNeededError
from ..stages.feature import StageEvent
from ..stages.models import Stage
from ..stages.types import stage_name
from .layout import PipelineStages


async def add_stage(
    session: AsyncSession, stages: PipelineStages, *, type_: str, name: str, actor: str
) -> Stage:
    """A new stage after the others of its type.

    Raises:
        StageNameTakenError: another one of this type is so called.
    """
    last = max(stage.position for stage in stages.stages if stage.type == type_)
    stage = Stage(id=new_id(), type=type_, name=_own(type_, name), position=last + 1)
    async with _names_differ(session):
        session.add(stage)
    _record(session, stage, "added", actor)
    return stage


async def rename_stage(session: AsyncSession, stage: Stage, name: str, *, actor: str) -> None:
    """Give a stage another name; that of its type, or none, gives the type's name back.

    Raises:
        StageNameTakenError: another one of this type is so called.
    """
    async with _names_differ(session):
        stage.name = _own(stage.type, name)
    _record(session, stage, "renamed", actor)


async def raise_stage(session: AsyncSession, stages: PipelineStages, stage: Stage, *, actor: str) -> None:
    """Put a stage before the one that stands before it in its type. The people of both stay where they are."""
    sisters = [one for one in stages.stages if one.type == stage.type]
    place = sisters.index(stage)
    if place == 0:
        return
    first = sisters[0]
    sisters[place - 1 : place + 1] = [stage, sisters[place - 1]]
    for position, one in enumerate(sisters):
        one.position = position
    if sisters[0] is not first:  # who stood in the old first stage without naming it names it now
        await session.execute(update(Application).where(_inside(first, stages)).values(stage_id=first.id))
    _record(session, stage, "moved", actor)


def _inside(stage: Stage, stages: PipelineStages) -> ColumnElement[bool]:
    """The condition that an application stands in a stage."""
    named = Application.stage_id == stage.id
    if stages.firsts[stage.type] is stage:
        others = [one.id for one in stages.stages if one.type == stage.type and one is not stage]
        named = named | Application.stage_id.is_(None) | Application.stage_id.not_in(others)
    return (Application.stage == stage.type) & named


async def remove_stage(
    session: AsyncSession, stages: PipelineStages, stage: Stage, *, into: Stage | None, actor: str
) -> int:
    """Take a stage away; its people go `into` another one of the same type. Returns how many went.

    Raises:
        StageNeededError: it is the last of its type.
        StageInUseError: there are people in it and no place for them.
    """
    sisters = [one for one in stages.stages if one.type == stage.type and one is not stage]
    if not sisters:
        raise StageNeededError
    inside = _inside(stage, stages)
    with narrowed(session, ()):  # who goes is not only whom this person sees
        people = await session.scalar(select(func.count(Application.id)).where(inside)) or 0
    if people and into not in sisters:
        raise StageInUseError(people)
    if into is not None:
        await session.execute(update(Application).where(inside).values(stage_id=into.id))
    # Who has left the type by a release before this one may still name it.
    leave = update(Application).where(Application.stage_id == stage.id).values(stage_id=None)
    await session.execute(leave)
    await session.delete(stage)
    await session.flush()
    _record(session, stage, "removed", actor, people=people, into=str(into.id) if into is not None else "")
    return people


def _own(type_: str, name: str) -> str:
    return "" if name == stage_name(type_) else name


@asynccontextmanager
async def _names_differ(session: AsyncSession) -> AsyncIterator[None]:
    try:
        async with session.begin_nested():  # changes are made inside: entering writes what is pending
            yield
    except IntegrityError:
        raise StageNameTakenError from None


def _record(session: AsyncSession, stage: Stage, change: str, actor: str, **more: str | int) -> None:
    data = {"stage": str(stage.id), "type": stage.type, "change": change} | more
    record(session, StageEvent.CHANGED, actor=actor, data=data)
