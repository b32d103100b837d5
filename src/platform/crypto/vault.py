"""Encryption of personal values.

Envelope: the master key (KMS) wraps one key per tenant; the tenant's key wraps one key per person; the person's
key encrypts that person's values. Shredding a person's key makes every copy of the values unreadable.
"""

import os
from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from ..db import TenantBase, tenant_of
from ..db.scoping import Unscoped
from .keyed import keyed_digest

_NONCE = 12
_CACHE = "vault.subjects"


class MasterKey(Protocol):
    """The key management service, or its local stand-in."""

    def wrap(self, data: bytes, aad: bytes) -> bytes: ...

    def unwrap(self, data: bytes, aad: bytes) -> bytes: ...


class TenantKey(TenantBase):
    """The tenant's data key, wrapped by the master key; one row."""

    __tablename__ = "tenant_keys"
    __scope__ = Unscoped("a key opens nothing without the row it belongs to")

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    wrapped: Mapped[bytes]


class SubjectKey(TenantBase):
    """One person's key, wrapped by the tenant's key."""

    __tablename__ = "subject_keys"
    __scope__ = Unscoped("a key opens nothing without the row it belongs to")

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes]


class KeyShreddedError(LookupError):
    """The key is shredded, and with it the values it encrypted."""


class Subject:
    """One person's key. `field` is bound into the ciphertext, so that a value cannot be moved to another column."""

    def __init__(self, key: bytes, subject_id: UUID) -> None:
        self._cipher = AESGCM(key)
        self._id = subject_id.bytes

    def encrypt(self, field: str, value: str) -> bytes:
        """Encrypt one text value."""
        return self.encrypt_bytes(field, value.encode())

    def decrypt(self, field: str, encrypted: bytes) -> str:
        """Decrypt what `encrypt` made for the same field."""
        return self.decrypt_bytes(field, encrypted).decode()

    def encrypt_bytes(self, field: str, value: bytes) -> bytes:
        """Encrypt bytes (a drawing, a file)."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, value, self._id + field.encode())

    def decrypt_bytes(self, field: str, encrypted: bytes) -> bytes:
        """Decrypt what `encrypt_bytes` made for the same field."""
        return self._cipher.decrypt(encrypted[:_NONCE], encrypted[_NONCE:], self._id + field.encode())


class Vault:
    """Hands out each person's key inside a tenant's transaction."""

    def __init__(self, master: MasterKey) -> None:
        self._master = master
        self._tenant_keys: dict[UUID, bytes] = {}

    async def create_tenant_key(self, session: AsyncSession) -> None:
        """Make the tenant's key; part of provisioning, once."""
        aad = tenant_of(session).id.bytes
        session.add(TenantKey(id=1, wrapped=self._master.wrap(AESGCM.generate_key(256), aad)))
        await session.flush()

    def encrypt_outside(self, data: bytes, purpose: bytes) -> bytes:
        """Encrypt what belongs to no tenant yet with the master key; `purpose` must be given again to decrypt it."""
        return self._master.wrap(data, b"outside:" + purpose)

    def decrypt_outside(self, encrypted: bytes, purpose: bytes) -> bytes:
        """Decrypt what `encrypt_outside` made.

        Raises:
            ValueError: it was not made by this installation for this purpose.
        """
        try:
            return self._master.unwrap(encrypted, b"outside:" + purpose)
        except (InvalidTag, ValueError):
            raise ValueError("not encrypted by us") from None

    async def digest(self, session: AsyncSession, purpose: str, value: str) -> bytes:
        """The keyed hash by which a value (a phone) is found again in this tenant, and in no other."""
        return keyed_digest(await self._tenant_key(session), "digest:" + purpose, value)

    async def subject(self, session: AsyncSession, subject_id: UUID) -> Subject:
        """The key of one person.

        Raises:
            KeyShreddedError: the person's key was deleted, or never made.
        """
        known: dict[UUID, Subject] = session.info.setdefault(_CACHE, {})
        if subject_id not in known:
            statement = select(SubjectKey.wrapped).where(SubjectKey.subject_id == subject_id)
            wrapped = await session.scalar(statement)
            if wrapped is None:
                raise KeyShreddedError(str(subject_id))
            await self.unwrapped(session, subject_id, wrapped)
        return known[subject_id]

    async def unwrapped(self, session: AsyncSession, subject_id: UUID, wrapped: bytes) -> Subject:
        """The key of one person that was read together with other things of theirs."""
        known: dict[UUID, Subject] = session.info.setdefault(_CACHE, {})
        if subject_id not in known:
            known[subject_id] = Subject(await self._unwrap(session, subject_id, wrapped), subject_id)
        return known[subject_id]

    async def subjects(self, session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Subject]:
        """The keys of many at once; a shredded one is not among them."""
        statement = select(SubjectKey.subject_id, SubjectKey.wrapped).where(SubjectKey.subject_id.in_(ids))
        rows = (await session.execute(statement)).all()
        return {id_: Subject(await self._unwrap(session, id_, wrapped), id_) for id_, wrapped in rows}

    async def new_subject(self, session: AsyncSession, subject_id: UUID) -> Subject:
        """Make a person's key."""
        key = AESGCM.generate_key(256)
        nonce = os.urandom(_NONCE)
        cipher = AESGCM(await self._tenant_key(session))
        wrapped = nonce + cipher.encrypt(nonce, key, subject_id.bytes)
        session.add(SubjectKey(subject_id=subject_id, wrapped=wrapped))
        subject = Subject(key, subject_id)
        session.info.setdefault(_CACHE, {})[subject_id] = subject
        return subject

    async def shred(self, session: AsyncSession, subject_id: UUID) -> None:
        """Delete a person's key: their encrypted values can never be read again."""
        await session.execute(delete(SubjectKey).where(SubjectKey.subject_id == subject_id))
        session.info.get(_CACHE, {}).pop(subject_id, None)

    async def _unwrap(self, session: AsyncSession, subject_id: UUID, wrapped: bytes) -> bytes:
        cipher = AESGCM(await self._tenant_key(session))
        return cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], subject_id.bytes)

    async def _tenant_key(self, session: AsyncSession) -> bytes:
        tenant = tenant_of(session)
        if tenant.id not in self._tenant_keys:
            wrapped = await session.scalar(select(TenantKey.wrapped).where(TenantKey.id == 1))
            if wrapped is None:
                raise LookupError(f"tenant {tenant.slug} has no key")
            self._tenant_keys[tenant.id] = self._master.unwrap(wrapped, tenant.id.bytes)
        return self._tenant_keys[tenant.id]
