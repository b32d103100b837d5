"""The same done to many applications: looked at first, with who is left out and why, then done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ..candidates.sources import set_source
from ..stages.models import Stage
from ..talent_pool.service import entries_of, invite
from .layout import PipelineStages
from .moves import Move, Standing, move, standings, tells

Kind = Literal["move", "source", "pool"]
MOST = 500
"""How many applications one action takes at most."""


@dataclass(frozen=True, slots=True)
class Action:
    """What to do: move to a stage (the archive with a reason), set a source, or invite into the talent pool."""

    kind: Kind
    to: Stage | None = None
    reason: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom the action would reach, and whom not and why; `told`: how many would get a message."""

    ready: Sequence[Standing]
    left: Sequence[tuple[Standing, LazyText]]
    told: int


async def plan(
    session: AsyncSession,
    application_ids: Sequence[UUID],
    action: Action,
    stages: PipelineStages,
    *,
    seen: Mapping[UUID, UUID] | None = None,
    lock: bool = False,
) -> Plan:
    """What the action would do as things stand now. What lies beyond the walls is not there.

    `seen`: the stage each was shown in when it was looked at; who stands elsewhere by now is left out.
    """
    found = await standings(session, application_ids, lock=lock)
    invited = await entries_of(session, [one.application.person_id for one in found])
    ready: list[Standing] = []
    left: list[tuple[Standing, LazyText]] = []
    asked: set[UUID] = set()
    for one in found:
        why = _why_not(one, action, stages)
        if action.kind == "pool" and (
            one.application.person_id in invited or one.application.person_id in asked
        ):
            why = _("已经邀请过，或已在人才库中。")
        if seen is not None and seen.get(one.application.id) != stages.place_of(one.application).id:
            why = _("刚刚被移到了「{stage}」。").format(stage=stages.place_of(one.application).label)
        if why is None:
            ready.append(one)
            asked.add(one.application.person_id)
        else:
            left.append((one, why))
    return Plan(ready, left, sum(_told(one, action) for one in ready))


def _why_not(one: Standing, action: Action, stages: PipelineStages) -> LazyText | None:
    if action.kind == "move" and action.to is not None:
        if stages.place_of(one.application) is action.to:
            return _("已经在这个阶段。")
        return one.obstacle(action.to.type, action.reason)
    if action.kind == "source" and one.application.source == action.source:
        return _("来源已经是这个。")
    return None


def _told(one: Standing, action: Action) -> bool:
    archiving = action.to is not None and action.to.type == "archived"
    return action.kind == "pool" or (archiving and tells(one, action.reason))


async def carry_out(
    session: AsyncSession, vault: Vault, planned: Plan, action: Action, stages: PipelineStages, *, actor: str
) -> int:
    """Do it to everybody who is ready; the plan must be locked. Returns how many it was done to."""
    # In the order of the people: two who ask overlapping lists into the pool do not wait for each other.
    for one in sorted(planned.ready, key=lambda ready: ready.application.person_id):
        if action.kind == "move" and action.to is not None:
            wanted = Move(action.to, action.reason)
            await move(session, vault, one, wanted, stages=stages, actor=actor)
        elif action.kind == "source":
            set_source(session, one.application, action.source, actor=actor)
        else:
            await invite(session, vault, one.application, actor=actor)
    return len(planned.ready)
