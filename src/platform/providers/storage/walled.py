"""The wall between tenants in the object store, which has one bucket for all."""

from datetime import datetime

from ...tenant import Tenant
from .port import ObjectMissingError, ObjectStore, StoredObject


class WalledStore:
    """What a page or a job of one tenant works with: another tenant's object is not there, whatever row names it."""

    def __init__(self, store: ObjectStore, tenant: Tenant) -> None:
        self._store = store
        self._prefix = f"{tenant.schema}/"

    async def put(self, key: str, data: bytes, *, retain_until: datetime | None = None) -> StoredObject:
        """Write an object once."""
        return await self._store.put(self._own(key), data, retain_until=retain_until)

    async def put_over(self, key: str, data: bytes, *, retain_until: datetime) -> StoredObject:
        """Write a whole copy over an object."""
        return await self._store.put_over(self._own(key), data, retain_until=retain_until)

    async def get(self, key: str, version: str = "") -> bytes:
        """Read an object."""
        return await self._store.get(self._own(key), version)

    async def original(self, key: str) -> bytes:
        """Read what was first written under a key."""
        return await self._store.original(self._own(key))

    async def keys(self, prefix: str) -> list[str]:
        """Every key that begins so."""
        return await self._store.keys(self._own(prefix))

    async def tops(self, prefix: str) -> dict[str, str | None]:
        """The version on top of every key that begins so."""
        return await self._store.tops(self._own(prefix))

    async def retained_until(self, key: str) -> datetime | None:
        """Until when the object is kept."""
        return await self._store.retained_until(self._own(key))

    async def extend(self, key: str, until: datetime, version: str = "") -> None:
        """Lock an object for longer."""
        await self._store.extend(self._own(key), until, version)

    async def delete(self, key: str) -> None:
        """Delete an object whose retention has ended."""
        await self._store.delete(self._own(key))

    def _own(self, key: str) -> str:
        if not key.startswith(self._prefix) or ".." in key.split("/"):
            raise ObjectMissingError(key)
        return key
