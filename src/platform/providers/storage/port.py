"""What an object store means to us."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object as it lies there."""

    key: str
    sha256: str
    size: int


class ObjectMissingError(LookupError):
    """No object has this key."""


class ObjectLockedError(RuntimeError):
    """The object's retention has not ended: it cannot be deleted."""


@runtime_checkable
class ObjectStore(Protocol):
    """Keeps bytes under a key. Keys begin with the tenant's schema."""

    async def put(self, key: str, data: bytes, *, retain_until: datetime | None = None) -> StoredObject:
        """Write an object once: the same bytes again are fine.

        Raises:
            FileExistsError: other bytes lie under this key.
        """
        ...

    async def get(self, key: str) -> bytes:
        """Read an object.

        Raises:
            ObjectMissingError: there is none.
        """
        ...

    async def original(self, key: str) -> bytes:
        """Read what was first written under a key, whatever somebody has since put over it or hidden it with.

        Raises:
            ObjectMissingError: there is nothing.
        """
        ...

    async def keys(self, prefix: str) -> list[str]:
        """Every key that begins so, in order; also those of which only older versions are left."""
        ...

    async def retained_until(self, key: str) -> datetime | None:
        """Until when the object must be kept; None where it need not."""
        ...

    async def delete(self, key: str) -> None:
        """Delete an object for good.

        Raises:
            ObjectLockedError: it must still be kept.
        """
        ...
