"""What providers tell us later, and what the recipients do."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.features import Event
from ....platform.i18n import LazyText
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...audit.service import record
from ..channels.models import ChannelAccount
from ..channels.service import tell_groups
from .fallback import fall_back
from .feature import MessageEvent
from .models import Message, Receipt
from .states import advance
from .topics import UNREACHED


@dataclass(frozen=True, slots=True)
class Report:
    """One delivery report. `event_id` is the provider's own number of what it reports on: a repeat has the same."""

    event_id: str
    message_id: UUID
    delivered: bool
    code: str


class ReceiptTooEarlyError(Exception):
    """A receipt came before the hand-over was recorded: the job is tried again a moment later."""


async def receive(session: AsyncSession, provider: str, reports: Sequence[Report]) -> int:
    """Keep a push of reports and queue their handling; how many were new and of messages of ours."""
    ours = set(
        await session.scalars(
            select(Message.id).where(Message.id.in_({report.message_id for report in reports}))
        )
    )
    at = clock.now()
    rows = [
        {
            "id": new_id(),
            "provider": provider,
            # With its outcome: a false or early "lost" must not swallow the "arrived" that comes after it.
            "event_id": f"{report.event_id}:{report.delivered:d}",
            "message_id": report.message_id,
            "delivered": report.delivered,
            "code": report.code,
            "received_at": at,
        }
        for report in reports
        if report.message_id in ours
    ]
    if not rows:
        return 0
    statement = insert(Receipt).on_conflict_do_nothing().returning(Receipt.id)
    new = (await session.scalars(statement, rows)).all()
    if new:
        await enqueue(session, "message.receipt", {"receipts": [str(id_) for id_ in new]})
    return len(new)


async def receive_by_number(
    session: AsyncSession, account: ChannelAccount, reports: Sequence[tuple[str, bool, str]]
) -> bool:
    """Keep reports (the provider's number, delivered, code) that name messages by the number we got when sending.

    False when one names none of this account's: it may have overtaken our record of the number, and should come again.
    """
    numbers = {number for number, _delivered, _code in reports}
    statement = select(Message.provider_id, Message.id).where(
        Message.account_id == account.id, Message.provider_id.in_(numbers)
    )
    ids: dict[str, UUID] = dict((await session.execute(statement)).all())
    ours = [Report(number, ids[number], done, code) for number, done, code in reports if number in ids]
    await receive(session, account.kind, ours)
    return len(ids) == len(numbers)


async def apply_receipts(session: AsyncSession, receipt_ids: Sequence[UUID]) -> bool:
    """Move messages on by what their receipts say; False when one came too early and must be tried again.

    A receipt may overtake our own record of handing the message over. What moved stays so when it comes again; what was
    thought lost may still arrive, never the other way round.
    """
    receipts = (await session.scalars(select(Receipt).where(Receipt.id.in_(receipt_ids)))).all()
    messages = {message.id: message for message in await _locked(session, {r.message_id for r in receipts})}
    whole, failed = True, list[UUID]()
    for receipt in sorted(receipts, key=lambda one: one.id):
        message = messages[receipt.message_id]
        if message.delivered_at is not None:
            continue
        if message.state == "queued":
            whole = False
        elif receipt.delivered:
            _delivered(session, message)
        elif message.state == "submitted":
            failed.append(message.id)
            advance(message, "failed")
            message.failed_at, message.failure = clock.now(), LazyText(receipt.code)
            _record(session, MessageEvent.FAILED, message, reason=receipt.code)
    if failed:
        await session.flush()
        await fall_back(session, failed)
        await tell_groups(session, UNREACHED)
    return whole


async def record_opened(session: AsyncSession, link_code: str) -> Message | None:
    """The owner, signed in, followed the message's link to its matter; None when there is no such message."""
    statement = select(Message).where(Message.link_code == link_code).with_for_update(key_share=True)
    message = await session.scalar(statement)
    if message is not None and message.opened_at is None and message.state != "queued":
        if message.delivered_at is None:
            _delivered(session, message)  # who opens it has it, whatever the receipts say
        advance(message, "opened")
        message.opened_at = clock.now()
        _record(session, MessageEvent.DECRYPTED, message)
    return message


def _delivered(session: AsyncSession, message: Message) -> None:
    message.delivered_at = clock.now()
    if message.state in ("submitted", "failed"):
        advance(message, "delivered")
        message.failed_at, message.failure = None, LazyText("")
    _record(session, MessageEvent.DELIVERED, message)


def _record(session: AsyncSession, kind: Event, message: Message, **data: str) -> None:
    facts = {"message": str(message.id), "channel": message.channel, **data}
    record(session, kind, application_id=message.application_id, data=facts)


async def _locked(session: AsyncSession, message_ids: set[UUID]) -> Sequence[Message]:
    # In the order of ids: two pushes about the same messages must not wait for each other.
    statement = (
        select(Message)
        .where(Message.id.in_(message_ids))
        .order_by(Message.id)
        .with_for_update(key_share=True)
    )
    return (await session.scalars(statement)).all()
