"""Putting people on the blacklist, taking them off it, and warning where it matters.

What the law allows: a fact about the work, true and said (《个人信息保护法》 Art. 5-8), kept for no longer than needed
(Art. 19), seen by few (Art. 51), given to no other company (Art. 23), corrected and lifted on request (Art. 44-50). So an
entry has a class and a reason, ends after two years, and only who has the permission sees that there is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.ids import new_id
from ...audit.author import Author
from ...audit.service import record
from ...people.persons.models import Person
from ...people.persons.queries import lock_person
from ..candidates.models import Application
from .errors import AlreadyLiftedError, AlreadyListedError, EntryNotFoundError
from .feature import BlacklistEvent
from .models import CATEGORIES, BlacklistEntry

KEPT_FOR = timedelta(days=730)
"""How long an entry stands when nobody lifts it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry with its reasons opened, for who may see it."""

    entry: BlacklistEntry
    reason: str
    lift_reason: str = ""

    @property
    def category(self) -> str:
        """The class of the reason in the reader's words."""
        return str(CATEGORIES[self.entry.category])


async def put_on(
    session: AsyncSession,
    vault: Vault,
    application: Application,
    *,
    category: str,
    reason: str,
    by: Author,
) -> BlacklistEntry:
    """List a person; the application is the occasion, and its timeline says that it happened, not why.

    Raises:
        AlreadyListedError: they are on the list.
    """
    await lock_person(session, application.person_id)
    if await warnings_for(session, vault, [application.person_id]):
        raise AlreadyListedError
    stale = select(BlacklistEntry).where(
        BlacklistEntry.person_id == application.person_id, BlacklistEntry.lifted_at.is_(None)
    )
    for old in await session.scalars(stale):
        old.lifted_at, old.lifted_by = old.expires_at, ""
    await session.flush()
    key = await vault.subject(session, application.person_id)
    now = clock.now()
    entry = BlacklistEntry(
        id=new_id(),
        person_id=application.person_id,
        category=category,
        reason_encrypted=key.encrypt("blacklist", reason),
        added_by=by.name,
        added_at=now,
        expires_at=now + KEPT_FOR,
    )
    session.add(entry)
    data = {"entry": str(entry.id), "category": category}
    record(session, BlacklistEvent.ADDED, actor=by.actor, application_id=application.id, data=data)
    return entry


async def lift(
    session: AsyncSession, vault: Vault, entry: BlacklistEntry, *, reason: str, actor: str, by: str
) -> None:
    """Take somebody off the list.

    Raises:
        AlreadyLiftedError: the entry has ended.
    """
    if entry.lifted_at is not None:
        raise AlreadyLiftedError
    key = await vault.subject(session, entry.person_id)
    entry.lifted_at, entry.lifted_by = clock.now(), by
    entry.lift_reason_encrypted = key.encrypt("blacklist", reason)
    record(session, BlacklistEvent.LIFTED, actor=actor, data={"entry": str(entry.id)})


async def entry(session: AsyncSession, entry_id: UUID) -> BlacklistEntry:
    """One entry, locked for a change.

    Raises:
        EntryNotFoundError: not in this tenant.
    """
    found = await session.get(BlacklistEntry, entry_id, with_for_update={"key_share": True})
    if found is None:
        raise EntryNotFoundError
    return found


async def listed(session: AsyncSession, vault: Vault, *, limit: int = 200) -> Sequence[Listed]:
    """Every entry, the newest first, those that ended too."""
    statement = (
        select(BlacklistEntry)
        .options(joinedload(BlacklistEntry.person))
        .order_by(BlacklistEntry.id.desc())
        .limit(limit)
    )
    return [await _decrypted(session, vault, found) for found in await session.scalars(statement)]


async def warnings_for(session: AsyncSession, vault: Vault, person_ids: Sequence[UUID]) -> dict[UUID, Listed]:
    """The standing entries of these people, by person. Whether the reader may see them is the caller's to ask."""
    statement = select(BlacklistEntry).where(
        BlacklistEntry.person_id.in_(person_ids),
        BlacklistEntry.lifted_at.is_(None),
        BlacklistEntry.expires_at > clock.now(),
    )
    return {
        found.person_id: await _decrypted(session, vault, found) for found in await session.scalars(statement)
    }


async def listed_phones(session: AsyncSession, vault: Vault, phones: Sequence[str]) -> dict[str, Listed]:
    """The standing entries of the people with these numbers (E.164)."""
    digests = {await vault.digest(session, "phone", phone): phone for phone in phones}
    whose = func.coalesce(Person.merged_into_id, Person.id)
    statement = (
        select(Person.phone_digest, BlacklistEntry.person_id)
        .join(BlacklistEntry, BlacklistEntry.person_id == whose)
        .where(BlacklistEntry.lifted_at.is_(None), BlacklistEntry.expires_at > clock.now())
    )
    # The list is short, a sheet is long: the phones are looked up in the list, not the list's people in the sheet.
    people = {digest: person for digest, person in await session.execute(statement) if digest in digests}
    warned = await warnings_for(session, vault, list(people.values()))
    return {digests[digest]: warned[person] for digest, person in people.items() if person in warned}


async def _decrypted(session: AsyncSession, vault: Vault, found: BlacklistEntry) -> Listed:
    key = await vault.subject(session, found.person_id)
    lifted = found.lift_reason_encrypted
    return Listed(
        found,
        key.decrypt("blacklist", found.reason_encrypted),
        key.decrypt("blacklist", lifted) if lifted is not None else "",
    )
