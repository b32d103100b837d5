"""What becomes of promises with time: HR is reminded, then the hiring manager, and at the end it is broken."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.db.narrowing import narrowed
from ....platform.emails import Email
from ....platform.i18n import gettext as _
from ....platform.queue import enqueue
from ...access.roles.models import RoleAssignment
from ...access.scope.service import walls
from ...access.sign_in.emails import StaffMail
from ...access.users.models import User
from ...access.users.queries import rights_of, users_with
from ...audit.service import record
from ...features import permissions
from ..candidates.feature import CandidatePermission
from ..candidates.models import Application
from ..vacancies.models import Vacancy
from .feature import PromiseEvent
from .models import Promise
from .service import next_morning, watch_at

MAIL = "promise.mail"
_CONFIRM = "decisions.confirm"  # of a feature above this one: named by its value
Reminder = Literal["warn", "escalate"]
_NAMED = 5


async def watch(session: AsyncSession) -> None:
    """Do what is due for every promise of the tenant, and come back when the next one is.

    Doing it again does nothing: what was done is written on the promise.
    """
    now = clock.now()
    to_warn = and_(Promise.warned_at.is_(None), Promise.warn_at <= now)
    to_escalate = and_(Promise.escalated_at.is_(None), Promise.escalate_at <= now)
    statement = (
        select(Promise, Application.promised_at)
        .join(Application, Application.id == Promise.application_id)
        .where(Promise.open, or_(to_warn, to_escalate, Promise.due_at <= now))
        .order_by(Promise.application_id)  # the order in which people confirm many at once
        .with_for_update(of=Promise, key_share=True)
    )
    warned, escalated = False, False
    for promise, promised_at in await session.execute(statement):
        if promised_at != promise.due_at:  # nobody waits for it any more
            promise.dropped_at = now
        elif promise.due_at <= now:
            promise.broken_at = now
            record(session, PromiseEvent.BROKEN, application_id=promise.application_id)
        elif promise.escalate_at <= now:
            warned, escalated = warned or promise.warned_at is None, True
            promise.warned_at, promise.escalated_at = promise.warned_at or now, now
        else:
            warned, promise.warned_at = True, now
    await session.flush()
    if warned:
        hr = await users_with(session, permissions()[_CONFIRM])
        await _remind(session, "warn", (user.id for user in hr), now)
    if escalated:
        await _remind(session, "escalate", await _managers(session), now)
    await _come_back(session)


async def _managers(session: AsyncSession) -> Sequence[UUID]:
    """Everybody who is a hiring manager, by role or by a vacancy of their own."""
    held = select(RoleAssignment.user_id).where(RoleAssignment.role == "hiring_manager")
    own = select(Vacancy.hiring_manager_id).where(Vacancy.hiring_manager_id.is_not(None))
    statement = select(User.id).where(User.active, or_(User.id.in_(held), User.id.in_(own)))
    return (await session.scalars(statement)).all()


async def _remind(session: AsyncSession, kind: Reminder, people: Iterable[UUID], at: datetime) -> None:
    for user_id in people:
        payload = {"kind": kind, "user": str(user_id), "at": at.isoformat()}
        await enqueue(session, MAIL, payload, dedupe=":".join(payload.values()))


async def _come_back(session: AsyncSession) -> None:
    next_warn = func.min(Promise.warn_at).filter(Promise.warned_at.is_(None))
    next_escalation = func.min(Promise.escalate_at).filter(Promise.escalated_at.is_(None))
    next_end = func.min(Promise.due_at)
    unplanned = func.bool_or(Promise.unplanned_year.is_not(None))
    statement = select(func.least(next_warn, next_escalation, next_end), unplanned).where(Promise.open)
    moment, waits_for_plan = (await session.execute(statement)).one()
    if moment is not None:
        morning = next_morning(tenant_of(session).zoneinfo)
        await watch_at(session, min(moment, morning) if waits_for_plan else moment)


async def reminder_mail(
    session: AsyncSession, *, kind: Reminder, user_id: UUID, at: datetime
) -> StaffMail | None:
    """The mail about all promises that came to their reminder at `at` and still stand, as far as this person's
    rights reach; None when there are none."""
    user = await session.get(User, user_id)
    if user is None or not user.active:
        return None
    permission = permissions()[_CONFIRM] if kind == "warn" else CandidatePermission.READ
    scope = (await rights_of(session, user_id)).scope(permission)
    reminded = Promise.warned_at if kind == "warn" else Promise.escalated_at
    with narrowed(session, walls(scope)):
        statement = (
            select(Promise)
            .where(Promise.open, reminded == at)
            .options(
                joinedload(Promise.application).joinedload(Application.person),
                joinedload(Promise.application).joinedload(Application.vacancy),
            )
            .order_by(Promise.due_at, Promise.id)
        )
        promises = (await session.scalars(statement)).all()
    if not promises:
        return None
    return StaffMail(
        to=user.login,
        name=user.name,
        email=_email(session, user, promises, kind),
        path="/hr/#promises",
        key=f"{tenant_of(session).schema}.promise.{kind}.{user_id.hex}.{at.timestamp():.0f}",
        user_id=user_id,
    )


def _email(session: AsyncSession, user: User, promises: Sequence[Promise], kind: Reminder) -> Email:
    zone = tenant_of(session).zoneinfo
    lines = tuple(
        _("{name} · {post}：{due} 前答复").format(
            name=promise.application.person.name,
            post=promise.application.vacancy.title,
            due=promise.due_at.astimezone(zone).strftime("%m-%d %H:%M"),
        )
        for promise in promises[:_NAMED]
    )
    if len(promises) > _NAMED:
        lines += (_("另有 {n} 位，见待办。").format(n=len(promises) - _NAMED),)
    company = tenant_of(session).name
    said = (
        _(
            "有 {n} 位候选人的答复承诺即将到期，请在到期前确认结果；确实来不及，可以延后一次，系统会提前告诉候选人。"
        )
        if kind == "warn"
        else _("您负责的职位有 {n} 位候选人的答复承诺即将到期，还没有结果。请协助面试官和 HR 尽快完成。")
    )
    return Email(
        subject=_("{company}：{n} 位候选人的答复承诺即将到期").format(company=company, n=len(promises)),
        greeting=_("{name}，您好：").format(name=user.name),
        paragraphs=(said.format(n=len(promises)), *lines),
        action=_("打开待办"),
    )
