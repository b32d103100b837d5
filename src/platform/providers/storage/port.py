"""What an object store means to us."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable

from ...errors import DomainError
from ...i18n import lazy as _


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


class StoreAwayError(DomainError):
    """The store does not answer, not in time, or answers that it cannot: it passes. Nothing of ours is lost by it."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "store_away"
    text = _("文件存储暂时没有响应，文件没有丢失，请过一会儿再试。")
    retry_after: ClassVar[int] = 10


@runtime_checkable
class ObjectStore(Protocol):
    """Keeps bytes under a key. Keys begin with the tenant's schema.

    Each method raises StoreAwayError where the store does not answer. A page that asks gives its connection to the
    database back first (`platform/db/release.py`).
    """

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
