"""Filing the words of text messages with the carriers: asked for, looked after, approved or rejected.

Each account has its own filing of each version: what one gateway approved another has never seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ....platform.queue import enqueue
from ...audit.service import record
from ..channels.models import ChannelAccount
from .content import OURS
from .errors import MessageTemplateNotFoundError
from .feature import TemplateEvent
from .models import DRAFT, MessageTemplate
from .text import fill
from .variables import variables_of

_FIRST_LOOK, _LONGEST_WAIT, _LAST_LOOK = timedelta(seconds=2), timedelta(minutes=10), timedelta(days=30)


_NONE = LazyText("")


@dataclass(frozen=True, slots=True)
class FilingState:
    """How far a version is with an account: `unfiled`, `checking`, `approved`, `rejected`.

    `code`: the provider's number of it. `reason`: why it was rejected, or could not be handed in.
    """

    state: str = "unfiled"
    code: str = ""
    reason: LazyText = _NONE
    since: datetime | None = None

    @property
    def label(self) -> LazyText:
        """The state in words."""
        return _STATES[self.state]


_STATES = {"unfiled": _("未报备"), "checking": _("审核中"), "approved": _("已通过"), "rejected": _("被驳回")}


def account_key(account: ChannelAccount | None) -> str:
    """The name of an account in the filings."""
    return str(account.id) if account is not None else OURS


def state_of(template: MessageTemplate, key: str) -> FilingState:
    """How far a version is with an account."""
    kept: Mapping[str, Any] = template.filings.get(key) or {}
    if not kept:
        return FilingState()
    return FilingState(
        kept["state"],
        kept["code"],
        LazyText.from_json(kept["reason"]) if kept["reason"] else _NONE,
        datetime.fromisoformat(kept["since"]),
    )


def filed_text(event: str, text: str, origin: str) -> str:
    """The words as they are handed in: the address stands in them, only the code at its end is filled in."""
    known = variables_of(event, "sms")

    def place(name: str) -> str:
        key = known[name].key
        return f"{origin}/r/${{link}}" if key == "link" else f"${{{key}}}"

    return fill(text, place)


async def ask_filing(session: AsyncSession, template: MessageTemplate, key: str, *, actor: str) -> None:
    """Have a version handed in at an account; one that is on its way or approved already stays so."""
    locked = await _locked(session, template.id)
    if state_of(locked, key).state in ("checking", "approved"):
        return
    _keep(locked, key, FilingState("checking", since=clock.now()))
    await enqueue(session, "wording.file", _payload(locked, key), dedupe=f"{locked.id}:{key}:file")
    _record(session, locked, key, actor)


async def note_number(
    session: AsyncSession, template: MessageTemplate, key: str, code: str, *, actor: str
) -> None:
    """Words that somebody handed in at the provider's own console: its number of them is looked up there."""
    locked = await _locked(session, template.id)
    _keep(locked, key, FilingState("checking", code, since=clock.now()))
    await _look_in(session, locked, key, timedelta())
    _record(session, locked, key, actor)


async def look_now(session: AsyncSession, template: MessageTemplate, key: str) -> None:
    """Ask the provider at once how far it is."""
    await _look_in(session, template, key, timedelta())


async def handed_in(session: AsyncSession, template_id: UUID, key: str, code: str) -> None:
    """The provider took it under this number; it is asked from time to time. A number typed meanwhile stays."""
    locked = await _locked(session, template_id)
    if state_of(locked, key).code:
        return
    _keep(locked, key, FilingState("checking", code, since=clock.now()))
    await _look_in(session, locked, key, _FIRST_LOOK)


async def heard(
    session: AsyncSession, template_id: UUID, key: str, code: str, state: str, reason: LazyText = _NONE
) -> None:
    """What the provider said about the number `code`. While it looks it is asked again later, for a month."""
    locked = await _locked(session, template_id)
    before = state_of(locked, key)
    if before.code != code or before.since is None:
        return  # handed in anew meanwhile
    if state == "checking":
        waited = clock.now() - before.since
        if waited < _LAST_LOOK:
            await _look_in(session, locked, key, min(max(waited, _FIRST_LOOK), _LONGEST_WAIT))
        return
    if before.state != state:
        _keep(locked, key, FilingState(state, code, reason, clock.now()))
        _record(session, locked, key, "system")


async def not_handed_in(session: AsyncSession, template_id: UUID, key: str, reason: LazyText) -> None:
    """The provider would not take it, or could not be reached: it is unfiled, and the page says why. A number typed
    meanwhile stays."""
    locked = await _locked(session, template_id)
    if state_of(locked, key).code:
        return
    _keep(locked, key, FilingState("unfiled", "", reason, clock.now()))
    _record(session, locked, key, "system")


async def _locked(session: AsyncSession, template_id: UUID) -> MessageTemplate:
    statement = (
        select(MessageTemplate)
        .where(
            MessageTemplate.id == template_id,
            MessageTemplate.number > DRAFT,
            MessageTemplate.channel == "sms",
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = await session.scalar(statement)
    if found is None:
        raise MessageTemplateNotFoundError
    return found


def _keep(template: MessageTemplate, key: str, filing: FilingState) -> None:
    kept = {
        "state": filing.state,
        "code": filing.code,
        "reason": filing.reason.to_json() if filing.reason else None,
        "since": (filing.since or clock.now()).isoformat(),
    }
    template.filings = template.filings | {key: kept}


def _payload(template: MessageTemplate, key: str) -> dict[str, str]:
    return {"wording": str(template.id), "account": key}


async def _look_in(session: AsyncSession, template: MessageTemplate, key: str, wait: timedelta) -> None:
    payload = _payload(template, key)
    await enqueue(session, "wording.look", payload, run_at=clock.now() + wait)


def _record(session: AsyncSession, template: MessageTemplate, key: str, actor: str) -> None:
    filing = state_of(template, key)
    data = {
        "event": template.event,
        "version": template.number,
        "account": key,
        "state": filing.state,
        "code": filing.code,
        "reason": filing.reason.source,
    }
    record(session, TemplateEvent.FILED, actor=actor, data=data)
