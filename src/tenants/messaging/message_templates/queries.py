"""Which words each message uses, and their versions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...company.settings.queries import tenant_settings
from ..channels.types import CHANNELS
from .built_in import built_in_messages
from .errors import MessageTemplateNotFoundError
from .models import DRAFT, MessageTemplate, mark_of
from .registration import FilingState, state_of
from .variables import variables_of

_HIGHEST = 2**31 - 1  # what the column holds: an address may ask for any number


@dataclass(frozen=True, slots=True)
class Usage:
    """One message on one channel, seen from one account: which of its versions goes out.

    `versions`: those that are or were in use, newest first. `sent`: the one that goes out, None for the product's own
    words. `filing`: how far the newest is with the account, for text messages.
    """

    event: str
    channel: str
    versions: Sequence[MessageTemplate] = ()
    sent: MessageTemplate | None = None
    draft: MessageTemplate | None = None
    filing: FilingState = field(default_factory=FilingState)

    @property
    def newest(self) -> MessageTemplate | None:
        """The version that was put in use last, if any."""
        return self.versions[0] if self.versions else None

    @property
    def waits(self) -> bool:
        """Whether the newest words wait for the carriers."""
        return self.newest is not None and self.newest is not self.sent

    @property
    def own(self) -> bool:
        """Whether words of the tenant's own go out."""
        return self.sent is not None and bool(self.sent.content)

    @property
    def mark(self) -> str:
        """What is there now, for whoever saves to say that they saw it."""
        return mark_of(self.newest, self.draft)

    @property
    def silent(self) -> bool:
        """Whether nothing can go out: a message of the tenant's own without words in use."""
        return self.event not in built_in_messages() and not self.own


async def titles(session: AsyncSession) -> dict[str, str]:
    """Event → what it is called, of every message whose words a tenant may change; its own last."""
    ours = {
        event: message.listed.source if message.listed is not None else message.title
        for event, message in built_in_messages().items()
        if message.changeable
    }
    return ours | {key: str(title) for key, title in (await tenant_settings(session)).own_messages.items()}


async def title_or_missing(session: AsyncSession, event: str, channel: str) -> str:
    """What a message is called.

    Raises:
        MessageTemplateNotFoundError: no such message, or no such channel.
    """
    title = (await titles(session)).get(event)
    if title is None or channel not in CHANNELS:
        raise MessageTemplateNotFoundError
    return title


async def usages(session: AsyncSession, key: str) -> dict[tuple[str, str], Usage]:
    """(event, channel) → which words go out by the account `key`, of every message."""
    rows: dict[tuple[str, str], list[MessageTemplate]] = {}
    for row in await session.scalars(select(MessageTemplate).order_by(MessageTemplate.number.desc())):
        rows.setdefault((row.event, row.channel), []).append(row)
    return {
        (event, channel): _usage(event, channel, rows.get((event, channel), ()), key)
        for event in await titles(session)
        for channel in CHANNELS
    }


async def usage(session: AsyncSession, event: str, channel: str, key: str) -> Usage:
    """Which words of one message go out by the account `key`."""
    statement = (
        select(MessageTemplate)
        .where(MessageTemplate.event == event, MessageTemplate.channel == channel)
        .order_by(MessageTemplate.number.desc())
    )
    return _usage(event, channel, (await session.scalars(statement)).all(), key)


async def version_of(session: AsyncSession, event: str, channel: str, number: int) -> MessageTemplate:
    """One version.

    Raises:
        MessageTemplateNotFoundError: there is none with this number.
    """
    statement = select(MessageTemplate).where(
        MessageTemplate.event == event, MessageTemplate.channel == channel, MessageTemplate.number == number
    )
    found = await session.scalar(statement) if DRAFT < number <= _HIGHEST else None
    if found is None:
        raise MessageTemplateNotFoundError
    return found


async def version_numbers(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, int]:
    """Version → its number."""
    if not ids:
        return {}
    found = await session.execute(
        select(MessageTemplate.id, MessageTemplate.number).where(MessageTemplate.id.in_(ids))
    )
    return dict(found.all())


def built_in(event: str, channel: str) -> Mapping[str, str]:
    """The words that come with the product, as a tenant would type them; empty where there are none."""
    message = built_in_messages().get(event)
    if message is None:
        return {}
    names = {one.key: f"{{{one.name}}}" for one in variables_of(event, channel).values()}
    if channel == "sms":
        text = message.sms.text.replace("{origin}/r/", "")
        for key, name in names.items():
            text = text.replace(f"${{{key}}}", name)
        return {"text": text}
    if message.email is None:
        return {}
    email = message.email.write(names)
    return {
        "subject": email.subject,
        "greeting": email.greeting,
        "body": "\n".join(email.paragraphs),
        "action": email.action,
    }


def _usage(event: str, channel: str, rows: Sequence[MessageTemplate], key: str) -> Usage:
    published = [row for row in rows if row.number > DRAFT]
    draft = next((row for row in rows if row.number == DRAFT), None)
    newest = published[0] if published else None

    def goes_out(row: MessageTemplate) -> bool:
        return channel == "email" or not row.content or state_of(row, key).state == "approved"

    sent = next((row for row in published if goes_out(row)), None)
    filing = state_of(newest, key) if newest is not None and channel == "sms" else FilingState()
    return Usage(event, channel, published, sent, draft, filing)
