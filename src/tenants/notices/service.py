"""Telling candidates, and keeping what became of each message."""

import json
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform import clock
from ...platform.crypto.vault import Vault
from ...platform.db import tenant_of
from ...platform.i18n import LazyText
from ...platform.ids import new_id
from ...platform.queue import enqueue
from ...platform.tenancy.context import READ_ONLY
from ..audit.events import Event
from ..audit.service import record
from ..candidates.models import Application, Person
from ..candidates.service import open_identity
from ..decisions.models import Decision
from ..settings.queries import tenant_settings
from .models import CHANNELS, Message, Receipt
from .templates import NOTICES

_LINK_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LINK_LENGTH = 10
_STATUS = text("select doors.status()")
_ANSWER_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message opened for sending. `repeat`: it was handed over before and nobody knows what became of it.

    `queued_on` is the first day on which it can have been handed over.
    """

    message_id: UUID
    key: str
    channel: str
    event: str
    recipient: str
    name: str
    values: dict[str, str]
    link: str
    repeat: bool
    queued_on: date


async def notify_result(
    session: AsyncSession, vault: Vault, application: Application, decision: Decision
) -> None:
    """Tell the candidate the confirmed result, or that the earlier one is corrected."""
    passed = decision.confirmed_outcome == "pass"
    due = (clock.now() + _ANSWER_WITHIN).astimezone(tenant_of(session).zoneinfo)
    # Whatever language HR reads: messages to candidates are in Chinese, and their words filed with the carriers.
    values = {
        "post": application.vacancy.title,
        "step": "填写入职登记" if passed else "查看答复，您的资料将按授权保留或删除",
        "date": f"{due.month}月{due.day}日",
    }
    kind = "result" if decision.reverses_id is None else "changed"
    event = f"{kind}_pass" if passed else f"{kind}_fail"
    await notify(
        session,
        vault,
        application,
        event=event,
        reference=str(decision.id),
        values=values,
    )


async def notify(
    session: AsyncSession,
    vault: Vault,
    application: Application,
    *,
    event: str,
    reference: str,
    values: dict[str, str],
) -> None:
    """Queue a message on every channel the person can be reached on, in this transaction.

    `reference` names the occasion: the same occasion never tells the same person twice on one channel.
    """
    person = application.person
    settings = await tenant_settings(session)
    told = values | {"contact": f"{settings.contact_name} {settings.contact_phone}".strip()}
    for channel in CHANNELS:
        if channel == "sms" or person.email_sealed is not None:
            await _queue(
                session,
                vault,
                person,
                application.id,
                channel=channel,
                event=event,
                key=f"{event}:{reference}:{channel}",
                values=told,
            )


async def send_code(session: AsyncSession, vault: Vault, person: Person, *, code: str, use: str) -> None:
    """Text a one-time code to the person's phone; never shown in the console."""
    key = f"code:{new_id()}:sms"
    values = {"code": code, "use": use}
    await _queue(
        session,
        vault,
        person,
        None,
        channel="sms",
        event="code",
        key=key,
        values=values,
    )


async def _queue(
    session: AsyncSession,
    vault: Vault,
    person: Person,
    application_id: UUID | None,
    *,
    channel: str,
    event: str,
    key: str,
    values: dict[str, str],
) -> None:
    tenant = tenant_of(session)
    seal = await vault.subject(session, person.id)
    filled = values | {"name": person.name, "company": tenant.name}
    code = "".join(secrets.choice(_LINK_ALPHABET) for _i in range(_LINK_LENGTH))
    row = {
        "id": new_id(),
        "key": key,
        "person_id": person.id,
        "application_id": application_id,
        "event": event,
        "channel": channel,
        "recipient_hint": person.phone_hint if channel == "sms" else person.email_hint,
        "subject": NOTICES[event].title,
        "params_sealed": seal.seal("message", json.dumps(filled, ensure_ascii=False)),
        "link_code": f"{tenant.number}-{code}",
        "state": "queued",
        "queued_at": clock.now(),
    }
    statement = (
        insert(Message).values(row).on_conflict_do_nothing(index_elements=["key"]).returning(Message.id)
    )
    message_id = await session.scalar(statement)
    if message_id is None:
        return  # the same occasion again
    await enqueue(session, "message.send", {"message": str(message_id)}, dedupe=str(message_id))
    data = {"message": str(message_id), "channel": channel, "event": event}
    record(session, Event.MESSAGE_QUEUED, application_id=application_id, data=data)


async def take_for_sending(session: AsyncSession, vault: Vault, message_id: UUID) -> Outgoing | None:
    """Open a queued message for the provider and count the attempt; None when it is on its way already.

    While the tenant is suspended or closing only codes go out: candidates may still sign what was sent.

    The attempt is committed before the provider is called: a later attempt knows that it is a repeat and
    first asks the provider whether the message was taken.
    """
    message = await _locked(session, message_id)
    if message is None or message.state != "queued":
        return None
    if message.event != "code" and (await session.execute(_STATUS)).scalar_one() in READ_ONLY:
        return None  # it waits; whoever lets the tenant work again sends what waited
    person = (await session.scalars(select(Person).where(Person.id == message.person_id))).one()
    identity = await open_identity(session, vault, person)
    seal = await vault.subject(session, person.id)
    message.attempts += 1
    return Outgoing(
        message_id=message.id,
        key=f"{tenant_of(session).schema}.{message.id.hex}",
        channel=message.channel,
        event=message.event,
        recipient=identity.phone if message.channel == "sms" else identity.email,
        name=person.name,
        values=json.loads(seal.open("message", message.params_sealed)),
        link=message.link_code,
        repeat=message.attempts > 1,
        queued_on=message.queued_at.astimezone(clock.BEIJING).date(),
    )


async def record_submitted(
    session: AsyncSession, message_id: UUID, provider_id: str, *, delivered: bool
) -> None:
    """The provider took the message; `delivered`: the recipient's own server did."""
    message = await _locked(session, message_id)
    if message is None or message.state != "queued":
        return
    message.state, message.provider_id, message.submitted_at = (
        "submitted",
        provider_id,
        clock.now(),
    )
    _record(session, Event.MESSAGE_SUBMITTED, message, provider_id=provider_id)
    if delivered:
        _delivered(session, message)


async def record_failed(session: AsyncSession, message_id: UUID, reason: LazyText) -> None:
    """The message will not arrive; `reason` is for HR, in plain words."""
    message = await _locked(session, message_id)
    if message is None or message.state not in ("queued", "submitted"):
        return
    message.state, message.failure, message.failed_at = "failed", reason, clock.now()
    _record(session, Event.MESSAGE_FAILED, message, reason=reason.source)


async def receive_receipt(
    session: AsyncSession,
    *,
    provider: str,
    event_id: str,
    message_id: UUID,
    delivered: bool,
    code: str,
) -> bool:
    """Keep a provider's receipt and queue its handling; False when it was received before or is not ours."""
    if await session.get(Message, message_id) is None:
        return False
    row = {
        "id": new_id(),
        "provider": provider,
        "event_id": event_id,
        "message_id": message_id,
        "delivered": delivered,
        "code": code,
        "received_at": clock.now(),
    }
    statement = insert(Receipt).values(row).on_conflict_do_nothing().returning(Receipt.id)
    receipt_id = await session.scalar(statement)
    if receipt_id is None:
        return False
    await enqueue(session, "message.receipt", {"receipt": str(receipt_id)})
    return True


async def apply_receipt(session: AsyncSession, receipt_id: UUID) -> None:
    """Move the message on by what its receipt says.

    A receipt may overtake our own record of handing the message over; it says so itself then.
    """
    receipt = (await session.scalars(select(Receipt).where(Receipt.id == receipt_id))).one()
    message = await _locked(session, receipt.message_id)
    if message is None or message.delivered_at is not None:
        return
    if message.state == "queued":
        raise ReceiptTooEarlyError
    if receipt.delivered:
        _delivered(session, message)
    else:
        await record_failed(session, message.id, LazyText(receipt.code))


class ReceiptTooEarlyError(Exception):
    """The receipt came before the hand-over was recorded: the job is tried again a moment later."""


async def record_opened(session: AsyncSession, link_code: str) -> Message | None:
    """Somebody opened the message's link; None when there is no such message."""
    statement = select(Message).where(Message.link_code == link_code).with_for_update(key_share=True)
    message = await session.scalar(statement)
    if message is not None and message.opened_at is None and message.state in ("submitted", "delivered"):
        if message.delivered_at is None:
            _delivered(session, message)  # who opens it has it, whatever the receipts say
        message.state, message.opened_at = "opened", clock.now()
        _record(session, Event.MESSAGE_OPENED, message)
    return message


def _delivered(session: AsyncSession, message: Message) -> None:
    message.delivered_at = clock.now()
    if message.state == "submitted":
        message.state = "delivered"
    _record(session, Event.MESSAGE_DELIVERED, message)


def _record(session: AsyncSession, kind: Event, message: Message, **data: str) -> None:
    facts = {"message": str(message.id), "channel": message.channel, **data}
    record(session, kind, application_id=message.application_id, data=facts)


async def _locked(session: AsyncSession, message_id: UUID) -> Message | None:
    statement = select(Message).where(Message.id == message_id).with_for_update(key_share=True)
    return await session.scalar(statement)
