"""Taking people in, and decrypting their values."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.db.narrowing import narrowed
from ....platform.formats.masks import mask_email, mask_phone
from ....platform.hooks import Hook
from ....platform.ids import new_id
from .models import Person

phone_changed = Hook[AsyncSession, UUID]()
"""The person is reached by another number: whoever holds the old one is not to come in as them."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who somebody is and how to reach them: phone in E.164, e-mail or None."""

    name: str
    phone: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class NewContact:
    """What is right about somebody; phone (E.164) and e-mail None where they stay as they are."""

    name: str
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """A person's opened values, for the moments that need them: a message, a contract."""

    name: str
    phone: str
    email: str
    id_type: str
    id_number: str
    address: str


async def find_by_phone(session: AsyncSession, vault: Vault, phone: str) -> Person | None:
    """The person with this number (E.164) in this tenant; for one who was merged, whom they were merged into."""
    return await find_by_digest(session, await phone_digest(session, vault, phone))


async def phone_digest(session: AsyncSession, vault: Vault, phone: str) -> bytes:
    """The keyed hash by which a number (E.164) is found."""
    return await vault.digest(session, "phone", phone)


async def find_by_digest(session: AsyncSession, digest: bytes) -> Person | None:
    """The same as `find_by_phone`, where only the number's keyed hash is known."""
    found = await session.scalar(select(Person).where(Person.phone_digest == digest))
    if found is not None and found.merged_into_id is not None:
        return await session.scalar(select(Person).where(Person.id == found.merged_into_id))
    return found


async def claim_phone(session: AsyncSession, vault: Vault, phone: str) -> Person | None:
    """Whose number (E.164) it is, whoever may see them: for whoever would add a person with it.

    Two who add the same number at once wait for each other: the second then finds the first one's person.
    """
    digest = (await vault.digest(session, "phone", phone)).hex()
    key = func.hashtextextended(f"person:{tenant_of(session).schema}:{digest}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))
    with narrowed(session, ()):
        return await find_by_phone(session, vault, phone)


async def add_person(session: AsyncSession, vault: Vault, contact: Contact) -> Person:
    """A new person, encrypted with a key of their own. The phone number must be new to the tenant."""
    person_id = new_id()
    key = await vault.new_subject(session, person_id)
    person = Person(
        id=person_id,
        name=contact.name,
        phone_digest=await vault.digest(session, "phone", contact.phone),
        phone_encrypted=key.encrypt("phone", contact.phone),
        phone_hint=mask_phone(contact.phone),
        email_encrypted=key.encrypt("email", contact.email) if contact.email else None,
        email_hint=mask_email(contact.email) if contact.email else "",
        email_digest=await email_digest(session, vault, contact.email) if contact.email else None,
        created_at=clock.now(),
    )
    session.add(person)
    return person


async def change_contact(
    session: AsyncSession, vault: Vault, person: Person, contact: NewContact
) -> list[str]:
    """Put name, phone and e-mail right; what was changed. The phone number must be new to the tenant."""
    changed: list[str] = []
    key = await vault.subject(session, person.id)
    if contact.name != person.name:
        person.name = contact.name
        changed.append("name")
    if contact.phone is not None:
        digest = await vault.digest(session, "phone", contact.phone)
        if digest != person.phone_digest:
            person.phone_digest = digest
            person.phone_encrypted = key.encrypt("phone", contact.phone)
            person.phone_hint = mask_phone(contact.phone)
            await session.flush()
            await phone_changed(session, person.id)
            changed.append("phone")
    if contact.email is not None:
        digest = await email_digest(session, vault, contact.email)
        if digest != person.email_digest:
            person.email_digest = digest
            person.email_encrypted = key.encrypt("email", contact.email)
            person.email_hint = mask_email(contact.email)
            changed.append("email")
    return changed


async def email_digest(session: AsyncSession, vault: Vault, email: str) -> bytes:
    """The keyed hash by which two people of one address are found; capitals make no other address."""
    return await vault.digest(session, "email", email.casefold())


async def decrypt_identity(session: AsyncSession, vault: Vault, person: Person) -> Identity:
    """The person's values in clear."""
    key = await vault.subject(session, person.id)

    def value(field: str, encrypted: bytes | None) -> str:
        return key.decrypt(field, encrypted) if encrypted is not None else ""

    return Identity(
        name=person.name,
        phone=value("phone", person.phone_encrypted),
        email=value("email", person.email_encrypted),
        id_type=person.id_type,
        id_number=value("id_number", person.id_number_encrypted),
        address=value("address", person.address_encrypted),
    )
