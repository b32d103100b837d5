"""Changing the words of messages: drafts, versions, messages of the tenant's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.ids import new_code
from ...audit.author import Author
from ...audit.service import record
from ...company.settings.queries import lock_settings, tenant_settings
from .custom import PREFIX
from .errors import TitleTakenError, WrittenMeanwhileError
from .feature import TemplateEvent
from .models import DRAFT, MessageTemplate, mark_of

_KEY_LENGTH = 8


async def add_own(session: AsyncSession, title: str, *, actor: str) -> str:
    """Begin a message of the tenant's own; its key is what triggers send it by.

    Raises:
        TitleTakenError: another is called so.
    """
    settings = await lock_settings(session)
    if title in settings.own_messages.values():
        raise TitleTakenError
    key = PREFIX + new_code(_KEY_LENGTH)
    settings.own_messages = settings.own_messages | {key: title}
    record(session, TemplateEvent.CHANGED, actor=actor, data={"event": key, "title": title})
    return key


async def save_draft(
    session: AsyncSession,
    event: str,
    channel: str,
    content: Mapping[str, str],
    *,
    by: str,
    seen: str | None = None,
) -> MessageTemplate:
    """Keep words that are not in use yet, in place of the draft before. `seen`: the mark of what the writer saw.

    Raises:
        WrittenMeanwhileError: something else is there by now.
    """
    newest, draft = await _alone(session, event, channel)
    if draft is not None and draft.content == dict(content):
        return draft
    _unchanged(newest, draft, seen)
    await _drop_draft(session, event, channel)
    draft = MessageTemplate(
        event=event,
        channel=channel,
        number=DRAFT,
        content=dict(content),
        created_at=clock.now(),
        created_by=by,
    )
    session.add(draft)
    await session.flush()
    return draft


@dataclass(frozen=True, slots=True)
class Edit:
    """What a writer hands in; `from_version`: the old one gone back to, `seen`: the mark of what they saw."""

    content: Mapping[str, str]
    from_version: int | None = None
    seen: str | None = None


async def publish(
    session: AsyncSession,
    event: str,
    channel: str,
    edit: Edit,
    *,
    by: Author,
) -> MessageTemplate:
    """Put words in use as a new version; the draft is done with. Text messages wait until they are filed.

    No content at all: back to the words that come with the product. Words that are in use already stay the version
    they are.

    Raises:
        WrittenMeanwhileError: other words are there by now.
    """
    content = dict(edit.content)
    newest, draft = await _alone(session, event, channel)
    if newest is not None and newest.content == content:
        if edit.seen in (None, mark_of(newest, draft)):
            await _drop_draft(session, event, channel)
        return newest
    _unchanged(newest, draft, edit.seen)
    await _drop_draft(session, event, channel)
    made = MessageTemplate(
        event=event,
        channel=channel,
        number=newest.number + 1 if newest is not None else 1,
        content=content,
        from_version=edit.from_version,
        created_at=clock.now(),
        created_by=by.name,
    )
    session.add(made)
    await session.flush()
    data = {"event": event, "channel": channel, "version": made.number, "from_version": edit.from_version}
    record(session, TemplateEvent.CHANGED, actor=by.actor, data=data)
    return made


async def drop_draft(session: AsyncSession, event: str, channel: str, *, seen: str | None = None) -> None:
    """Throw the draft away; what is in use stays. `seen`: the mark of what the writer saw.

    Raises:
        WrittenMeanwhileError: it is another draft by now.
    """
    newest, draft = await _alone(session, event, channel)
    if draft is not None:
        _unchanged(newest, draft, seen)
    await _drop_draft(session, event, channel)


async def set_price(session: AsyncSession, price: Decimal, *, actor: str) -> None:
    """What one part of a text message costs the tenant, in yuan."""
    settings = await tenant_settings(session)
    if settings.sms_price != price:
        settings.sms_price = price
        record(session, TemplateEvent.CHANGED, actor=actor, data={"sms_price": str(price)})


async def _alone(
    session: AsyncSession, event: str, channel: str
) -> tuple[MessageTemplate | None, MessageTemplate | None]:
    """The newest version and the draft; nobody else changes them before this transaction ends."""
    # Two who save at the same moment would count the same number: the second waits for the first.
    key = func.hashtextextended(f"wording:{tenant_of(session).schema}:{event}:{channel}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))
    statement = (
        select(MessageTemplate)
        .where(MessageTemplate.event == event, MessageTemplate.channel == channel)
        .order_by(MessageTemplate.number.desc())
        .limit(1)
    )
    newest = await session.scalar(statement.where(MessageTemplate.number > DRAFT))
    return newest, await session.scalar(statement.where(MessageTemplate.number == DRAFT))


def _unchanged(newest: MessageTemplate | None, draft: MessageTemplate | None, seen: str | None) -> None:
    there = [one for one in (newest, draft) if one is not None]
    if seen is None or seen == mark_of(newest, draft) or not there:
        return
    if draft is None and seen.partition("-")[0] == str(there[0].number):
        return  # a draft was there and is thrown away: nobody's words are lost
    raise WrittenMeanwhileError(max(there, key=lambda one: one.created_at).created_by)


async def _drop_draft(session: AsyncSession, event: str, channel: str) -> None:
    await session.execute(
        delete(MessageTemplate).where(
            MessageTemplate.event == event,
            MessageTemplate.channel == channel,
            MessageTemplate.number == DRAFT,
        )
    )
