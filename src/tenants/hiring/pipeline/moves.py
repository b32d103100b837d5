"""Moving an application by hand, and what stands in the way of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform.crypto.vault import Vault
from ....platform.db.narrowing import narrowed
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ....platform.ids import new_id
from ...audit.service import record
from ...contracts.labour_contracts.models import Contract
from ...contracts.labour_contracts.states import CAME_TO_NOTHING
from ...contracts.offers.queries import offer_under_way
from ...messaging.messages.occasion import Occasion
from ...messaging.messages.service import notify
from ..candidates.errors import CandidateNotFoundError
from ..candidates.models import Application
from ..candidates.states import enter
from ..decisions.models import Decision
from ..interviews.models import OPEN_STATES, Interview
from ..promises.service import drop, keep
from ..stages.feature import StageEvent
from ..stages.models import Stage
from ..stages.types import stage_name
from .errors import MovedMeanwhileError, MoveRefusedError, ReasonNeededError
from .layout import PipelineStages
from .reasons import REASONS

_BY_HAND = ("new", "interview", "review")
_BY_CONTRACT = ("sign", "onboard", "hired")


@dataclass(frozen=True, slots=True)
class Standing:
    """An application with what decides where it may go: its current decision, its contract unless that came to nothing,
    whether an interview with the candidate is still to be, and whether an offer is under way."""

    application: Application
    decision: Decision | None
    contract: Contract | None
    interview: bool
    offer: bool

    def obstacle(self, type_: str, reason: str = "") -> LazyText | None:
        """Why it cannot be moved by hand into a stage of this type; None where it can.

        Results are confirmed and contracts signed on their own pages: what they mean is not changed by a drag.
        `reason`: for the archive, one of `REASONS`.
        """
        stage = self.application.stage
        if type_ == stage:
            return None
        if self.contract is not None:
            return self._contract(self.contract, type_)
        if self.decision is not None and self.decision.tell_at is not None:
            return _("结果已确认，正在等待通知候选人；要改动，请先在候选人页面收回确认。")
        if type_ in _BY_CONTRACT:
            return _("「{stage}」由签署劳动合同自动进入，不能手工移入。").format(stage=stage_name(type_))
        return self._decision(type_, reason)

    def _contract(self, contract: Contract, type_: str) -> LazyText | None:
        if contract.completed_at is not None and {self.application.stage, type_} <= {"onboard", "hired"}:
            return None  # the first day at work is HR's to say
        if contract.signed_at is not None:
            text = _("劳动合同 {number} 已经签署，阶段随合同变化，不能手工移动。")
        else:
            text = _("劳动合同 {number} 正在办理，阶段随合同变化。要改动，请先撤回合同。")
        return text.format(number=contract.number)

    def _decision(self, type_: str, reason: str) -> LazyText | None:
        confirmed = self.decision.confirmed_outcome if self.decision is not None else None
        if confirmed == "pass" and type_ in _BY_HAND:
            return _("结果已确认为通过，不能退回「{stage}」。").format(stage=stage_name(type_))
        if confirmed == "fail":
            return _("结果已确认为未通过并通知候选人，不能手工移动。")
        if confirmed is None and type_ == "offer":
            return _("「{stage}」由确认通过进入，请先在候选人页面确认结果。").format(stage=stage_name(type_))
        if type_ == "archived" and self.offer:
            return _("有录用通知书正在办理，请先撤回它，候选人才会知道。")
        if type_ == "archived" and self.interview:
            return _("还有约好的面试，请先取消面试，候选人和面试官才会知道。")
        waited_for = self.decision is not None and confirmed is None
        if type_ == "archived" and waited_for and (not reason or REASONS[reason].by == "us"):
            return _("已有面试评价，请先确认结果，候选人才会收到答复；候选人放弃的可以直接归档。")
        return None


def _standings() -> Select[*tuple[Any, ...]]:
    interview = exists().where(Interview.application_id == Application.id, Interview.state.in_(OPEN_STATES))
    return (
        select(Application, Decision, Contract, interview, offer_under_way(Application.id))
        .outerjoin(Decision, and_(Decision.application_id == Application.id, Decision.current))
        .outerjoin(
            Contract,
            and_(Contract.application_id == Application.id, Contract.state.not_in(CAME_TO_NOTHING)),
        )
        .options(joinedload(Application.person), joinedload(Application.vacancy))
    )


async def standings(
    session: AsyncSession, application_ids: Sequence[UUID], *, lock: bool = False
) -> Sequence[Standing]:
    """Those of these applications that are within the walls, in the order of their ids, in two statements.

    `lock`: for a change. Always in the same order, so that two people who change overlapping lists do not wait for
    each other.
    """
    visible = await session.scalars(select(Application.id).where(Application.id.in_(application_ids)))
    statement = _standings().where(Application.id.in_(visible.all())).order_by(Application.id)
    if lock:
        statement = statement.with_for_update(of=Application, key_share=True)
    with narrowed(session, ()):  # a result stands in the way of whoever may not see it too
        return [Standing(*row) for row in await session.execute(statement)]


async def standing(session: AsyncSession, application_id: UUID, *, lock: bool = False) -> Standing:
    """One application.

    Raises:
        CandidateNotFoundError: it is not in this tenant, or beyond the walls.
    """
    for found in await standings(session, [application_id], lock=lock):
        return found
    raise CandidateNotFoundError


@dataclass(frozen=True, slots=True)
class Move:
    """Where to; `reason` (of `REASONS`) for the archive. `seen`: the stage the mover saw it in, where they looked."""

    to: Stage
    reason: str = ""
    seen: UUID | None = None


async def move(
    session: AsyncSession,
    vault: Vault,
    standing: Standing,
    wanted: Move,
    *,
    stages: PipelineStages,
    actor: str,
) -> None:
    """Move a locked application. Moving it to where it stands does nothing.

    Who is archived by us without a result hears of it.

    Raises:
        MovedMeanwhileError: it stands elsewhere by now.
        ReasonNeededError: it is to be archived without a reason.
        MoveRefusedError: a confirmed result or a contract stands in the way.
    """
    application = standing.application
    place = stages.place_of(application)
    if place.id == wanted.to.id:
        return
    if wanted.seen is not None and wanted.seen != place.id:
        raise MovedMeanwhileError(application.person.name, place.label)
    archiving = wanted.to.type == "archived" and application.stage != "archived"
    if archiving and wanted.reason not in REASONS:
        raise ReasonNeededError
    obstacle = standing.obstacle(wanted.to.type, wanted.reason)
    if obstacle is not None:
        raise MoveRefusedError(obstacle)
    enter(session, application, wanted.to.type)
    application.stage_id = None if stages.firsts[wanted.to.type] is wanted.to else wanted.to.id
    data = {
        "from": place.type,
        "to": wanted.to.type,
        "from_stage": str(place.id),
        "to_stage": str(wanted.to.id),
    }
    if archiving:
        application.archive_reason = wanted.reason
        data["reason"] = wanted.reason
    record(session, StageEvent.MOVED, actor=actor, application_id=application.id, data=data)
    if not archiving:
        return
    if tells(standing, wanted.reason):
        step = "查看答复，您的资料将按授权保留或删除"  # rules: allow untranslated – a text message
        values = {"post": application.vacancy.title, "step": step}
        promised_at = await keep(session, application, actor=actor)
        await notify(
            session,
            vault,
            application.person,
            Occasion("application_closed", str(new_id()), application.id),
            values,
            before=promised_at,
        )
    else:
        await drop(session, application)  # nobody waits any more


def tells(standing: Standing, reason: str) -> bool:
    """Whether archiving for this reason tells the candidate: we end it, and they have heard no result."""
    heard = standing.decision is not None and standing.decision.confirmed_at is not None
    return REASONS[reason].told and not heard
