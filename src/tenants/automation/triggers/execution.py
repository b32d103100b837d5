"""What happens once an event has set a trigger off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.emails import Email
from ....platform.i18n import gettext as _
from ....platform.queue import enqueue
from ...access.sign_in.emails import StaffMail
from ...access.users.queries import find_user
from ...audit.service import record
from ...hiring.candidates.queries import application
from ...messaging.channels.service import find_account
from ...messaging.message_templates.errors import NothingToSayError
from ...messaging.messages.occasion import Occasion
from ...messaging.messages.queries import is_told_of
from ...messaging.messages.service import notify
from .audience import members_for
from .conditions import Facts, hold
from .facts import facts_of
from .feature import TriggerEvent
from .models import Trigger, TriggerRun
from .specification import Wanted
from .states import advance

FIRE, EMAIL, GROUP = "trigger.fire", "trigger.letter", "trigger.group"
# What happens within a minute is one message to a group, and nobody's transaction lasts as long as the margin.
_GATHERS, _MARGIN = timedelta(minutes=1), timedelta(seconds=30)


async def fire(session: AsyncSession, vault: Vault, trigger_id: UUID, seq: int) -> None:
    """Send, put off or drop what an event set off; of a run that is done nothing happens again.

    The conditions are asked when it happened, and again when a delay is over.
    """
    run = await session.get(TriggerRun, (trigger_id, seq), with_for_update=True)
    now = clock.now()
    if run is None or run.state not in ("new", "waiting"):
        return
    if run.state == "waiting" and (run.due_at or now) > now:
        return  # a repeat of the job that put it off
    trigger = await session.get(Trigger, trigger_id)
    if trigger is None:  # taken away while this was written
        await session.delete(run)
        return
    wanted = Wanted.from_json(trigger.event, trigger.wanted)
    facts = (await facts_of(session, [run.application_id]))[run.application_id]
    fits = hold(wanted.conditions, facts, now)
    if run.state == "new":
        if not (fits and trigger.enabled):
            await session.delete(run)
            return
        run.stage = facts.stage  # rules: allow state_writer – what it was then, to be compared
        if wanted.delay:
            advance(run, "waiting")
            run.due_at = run.at + timedelta(minutes=wanted.delay)
            await _later(session, run)
            return
    elif not trigger.enabled:
        _drop(run, "off")
        return
    elif not fits or (wanted.only_if_still and facts.stage != run.stage):
        _drop(run, "changed")
        return
    advance(run, "sent")
    run.done_at = now
    try:
        run.told = await _send(session, vault, run, wanted, facts)
    except _CannotSendError as problem:
        _drop(run, problem.why)
        return
    data = {"trigger": str(trigger_id), "seq": seq, "audience": wanted.audience, "told": run.told}
    record(session, TriggerEvent.FIRED, application_id=run.application_id, data=data)


class _CannotSendError(Exception):
    """Nothing can go out; `why` is one of `WHY`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _drop(run: TriggerRun, why: str) -> None:
    advance(run, "dropped")
    run.why, run.done_at = why, clock.now()


async def _later(session: AsyncSession, run: TriggerRun) -> None:
    payload = {"trigger": str(run.trigger_id), "seq": run.seq}
    await enqueue(session, FIRE, payload, run_at=run.due_at, dedupe=f"{run.trigger_id}:{run.seq}")


async def _send(session: AsyncSession, vault: Vault, run: TriggerRun, wanted: Wanted, facts: Facts) -> int:
    """Queue what goes to the audience; how many people that is, a group being counted once it was told.

    Raises:
        _CannotSendError: nobody would read it.
    """
    if wanted.audience == "candidate":
        await _tell_candidate(session, vault, run, wanted, facts)
        return 1
    payload = {"trigger": str(run.trigger_id), "seq": run.seq}
    if wanted.audience.startswith("robot:"):
        account = await find_account(session, UUID(wanted.audience.removeprefix("robot:")))
        if account is None or not account.enabled:
            raise _CannotSendError("group")
        ends = _minute(run.done_at or clock.now())
        group = {
            "trigger": str(run.trigger_id),
            "account": wanted.audience.removeprefix("robot:"),
            "ends": ends.isoformat(),
        }
        key = f"{run.trigger_id}:{ends.timestamp():.0f}"
        await enqueue(session, GROUP, group, run_at=ends + _MARGIN, dedupe=key)
        return 0
    members = (await members_for(session, wanted.audience, [run.application_id])).get(run.application_id, [])
    if not members:
        raise _CannotSendError("nobody")
    for member in members:
        email = payload | {"user": str(member.id)}
        await enqueue(session, EMAIL, email, dedupe=":".join(map(str, email.values())))
    return len(members)


async def _tell_candidate(
    session: AsyncSession, vault: Vault, run: TriggerRun, wanted: Wanted, facts: Facts
) -> None:
    title, text = wanted.filled(facts)
    values = {"post": facts.vacancy, "subject": title, "text": text}
    event, reference = wanted.message or "triggered", f"{run.trigger_id}:{run.seq}"
    about = await application(session, run.application_id)
    try:
        await notify(session, vault, about.person, Occasion(event, reference, about.id), values)
    except NothingToSayError as problem:  # a message of the tenant's own without words in use
        raise _CannotSendError("words") from problem
    if not await is_told_of(session, run.application_id, f"{event}:{reference}"):
        raise _CannotSendError("unreachable")


def _minute(moment: datetime) -> datetime:
    """The end of the minute in which something happens."""
    return moment.replace(second=0, microsecond=0) + _GATHERS


async def trigger_email(session: AsyncSession, trigger_id: UUID, seq: int, user_id: UUID) -> StaffMail | None:
    """What a member is told; None where the trigger, the application or the member is gone."""
    run = await session.get(TriggerRun, (trigger_id, seq))
    trigger = await session.get(Trigger, trigger_id)
    user = await find_user(session, user_id)
    if run is None or trigger is None or user is None or not user.active:
        return None
    wanted = Wanted.from_json(trigger.event, trigger.wanted)
    facts = (await facts_of(session, [run.application_id]))[run.application_id]
    title, text = wanted.filled(facts)
    email = Email(
        subject=title,
        greeting=_("{name}，您好：").format(name=user.name),
        paragraphs=(text, _("关于：{name} · {post}").format(name=facts.name, post=facts.vacancy)),
        action=_("打开工作台"),
    )
    path = "/hr/assignments" if wanted.audience == "panel" else f"/hr/candidates/{run.application_id}"
    key = f"{tenant_of(session).schema}.trigger.{trigger_id.hex}.{seq}.{user_id.hex}"
    return StaffMail(user.login, user.name, email, path, key, user_id=user_id)


@dataclass(frozen=True, slots=True)
class GroupNews:
    """What a group is told: a trigger's words, and of which runs."""

    title: str
    text: str
    seqs: Sequence[int]


async def group_news(session: AsyncSession, trigger_id: UUID, ends: datetime) -> GroupNews | None:
    """What came together in the minute that ended then and the group has not been told yet; None where there is nothing.

    Each minute has its own job: two that run at once, after a pause of the workers, tell nothing twice.
    """
    trigger = await session.get(Trigger, trigger_id)
    if trigger is None:
        return None
    untold = select(TriggerRun.seq).where(
        TriggerRun.trigger_id == trigger_id,
        TriggerRun.state == "sent",
        TriggerRun.told == 0,
        TriggerRun.done_at >= ends - _GATHERS,
        TriggerRun.done_at < ends,
    )
    seqs = (await session.scalars(untold)).all()
    if not seqs:
        return None
    wanted = Wanted.from_json(trigger.event, trigger.wanted)
    return GroupNews(wanted.title, wanted.text, seqs)


async def note_group_told(session: AsyncSession, trigger_id: UUID, seqs: Sequence[int], *, ok: bool) -> None:
    """Keep that the group knows of these runs, or that it does not take them."""
    came = {"told": 1} if ok else {"state": "dropped", "why": "group"}
    mine = (TriggerRun.trigger_id == trigger_id) & TriggerRun.seq.in_(seqs)
    await session.execute(update(TriggerRun).where(mine).values(came))
