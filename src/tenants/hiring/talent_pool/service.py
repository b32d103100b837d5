"""Asking people to stay in the talent pool, and their own yes and no.

A refused candidate's data are kept for half a year; staying longer needs their own consent (《个人信息保护法》 Art. 13, 14),
given by themselves, for a purpose that is said, and taken back as easily as given (Art. 15).
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.i18n import mark
from ....platform.ids import new_id
from ...audit.service import record
from ...messaging.messages.occasion import Occasion
from ...messaging.messages.service import notify
from ...people.persons.queries import lock_person
from ..candidates.models import Application
from .feature import PoolEvent
from .models import PoolEntry

KEPT_FOR = timedelta(days=730)
"""How long a consent lasts."""
PURPOSE = "有合适的职位时与您联系"  # rules: allow untranslated – the candidate agrees to these very words


async def entry_of(session: AsyncSession, person_id: UUID, *, lock: bool = False) -> PoolEntry | None:
    """The person's entry that has not ended; a consent that has run out has."""
    statement = select(PoolEntry).where(
        PoolEntry.person_id == person_id,
        PoolEntry.ended_at.is_(None),
        or_(PoolEntry.expires_at.is_(None), PoolEntry.expires_at > clock.now()),
    )
    return await session.scalar(statement.with_for_update(key_share=True) if lock else statement)


async def entries_of(session: AsyncSession, person_ids: Sequence[UUID]) -> dict[UUID, PoolEntry]:
    """The entries of several people that have not ended, by person."""
    statement = select(PoolEntry).where(PoolEntry.person_id.in_(person_ids), PoolEntry.ended_at.is_(None))
    now = clock.now()
    found = await session.scalars(statement)
    return {entry.person_id: entry for entry in found if entry.consented_at is None or entry.member(now)}


async def invite(
    session: AsyncSession, vault: Vault, application: Application, *, actor: str
) -> PoolEntry | None:
    """Ask somebody to stay, and tell them; None where they were asked already, or have agreed."""
    await lock_person(session, application.person_id)
    if await entry_of(session, application.person_id) is not None:
        return None
    stale = await session.scalar(
        select(PoolEntry).where(PoolEntry.person_id == application.person_id, PoolEntry.ended_at.is_(None))
    )
    if stale is not None:
        stale.ended_at = stale.expires_at
        await session.flush()
    entry = PoolEntry(
        id=new_id(),
        person_id=application.person_id,
        application_id=application.id,
        purpose=PURPOSE,
        invited_by=actor,
        invited_at=clock.now(),
    )
    session.add(entry)
    record(
        session,
        PoolEvent.INVITED,
        actor=actor,
        application_id=application.id,
        data={"entry": str(entry.id), "purpose": PURPOSE},
    )
    values = {
        "post": application.vacancy.title,
        "step": mark("选择是否加入人才库"),
    }
    await notify(
        session, vault, application.person, Occasion("pool_invited", str(entry.id), application.id), values
    )
    return entry


def consent(session: AsyncSession, entry: PoolEntry, *, actor: str) -> None:
    """The person agrees, for the purpose they were shown. Agreeing again renews nothing."""
    if entry.consented_at is not None:
        return
    entry.consented_at = clock.now()
    entry.expires_at = entry.consented_at + KEPT_FOR
    data = {"entry": str(entry.id), "purpose": entry.purpose, "expires_at": entry.expires_at.isoformat()}
    record(session, PoolEvent.CONSENTED, actor=actor, application_id=entry.application_id, data=data)


def withdraw(session: AsyncSession, entry: PoolEntry, *, actor: str) -> None:
    """The person declines, or takes the consent back: from now on they are not in the pool."""
    if entry.ended_at is not None:
        return
    entry.ended_at = clock.now()
    data = {"entry": str(entry.id), "had_consented": entry.consented_at is not None}
    record(session, PoolEvent.WITHDRAWN, actor=actor, application_id=entry.application_id, data=data)


async def members(session: AsyncSession, *, asked: bool, limit: int = 200) -> Sequence[PoolEntry]:
    """Who is in the pool, or, with `asked`, who was invited and has not answered; the newest first."""
    wanted = PoolEntry.consented_at.is_(None) if asked else PoolEntry.expires_at > clock.now()
    statement = (
        select(PoolEntry)
        .where(PoolEntry.ended_at.is_(None), wanted)
        .options(
            joinedload(PoolEntry.person), joinedload(PoolEntry.application).joinedload(Application.vacancy)
        )
        .order_by(PoolEntry.id.desc())
        .limit(limit)
    )
    return (await session.scalars(statement)).all()
