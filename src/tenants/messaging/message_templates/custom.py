"""Messages that a tenant made itself, beside those that come with the product."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...company.settings.queries import tenant_settings
from .built_in import built_in_messages
from .errors import NothingToSayError
from .models import DRAFT, MessageTemplate

PREFIX = "own-"


async def title_of(session: AsyncSession, event: str) -> str:
    """What a message of the tenant's own is called.

    Raises:
        NothingToSayError: there is none with this key.
    """
    title = (await tenant_settings(session)).own_messages.get(event)
    if title is None:
        raise NothingToSayError(event)
    return str(title)


async def title_of_any(session: AsyncSession, event: str) -> str:
    """What a message is called, whether it comes with the product (in Chinese) or is the tenant's own.

    Raises:
        NothingToSayError: there is none.
    """
    return (
        built_in_messages()[event].title if event in built_in_messages() else await title_of(session, event)
    )


async def written_channels(session: AsyncSession, event: str) -> Sequence[str]:
    """On which channels a message of the tenant's own has words in use: no others carry it.

    Raises:
        NothingToSayError: on none.
    """
    statement = (
        select(MessageTemplate.channel)
        .where(MessageTemplate.event == event, MessageTemplate.number > DRAFT)
        .group_by(MessageTemplate.channel)
    )
    channels = (await session.scalars(statement)).all()
    if not channels:
        raise NothingToSayError(event)
    return channels


async def own_messages(session: AsyncSession) -> dict[str, str]:
    """Key → title of every message of the tenant's own that has words in use somewhere: what can be sent."""
    written = set(
        await session.scalars(select(MessageTemplate.event).where(MessageTemplate.number > DRAFT).distinct())
    )
    titles = (await tenant_settings(session)).own_messages
    return {key: str(title) for key, title in titles.items() if key in written}
