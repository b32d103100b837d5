"""What an object store means to us."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable

from ...errors import OutageError
from ...i18n import lazy as _


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object as it lies there. `version` is empty in a store that keeps none."""

    key: str
    sha256: str
    size: int
    version: str = ""


class ObjectMissingError(LookupError):
    """No object has this key."""


class ObjectLockedError(RuntimeError):
    """The object's retention has not ended: it cannot be deleted."""


class StoreAwayError(OutageError):
    """The store does not answer, not in time, or answers that it cannot: it passes. Nothing of ours is lost by it."""

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
        """Write an object once: the same bytes again are fine, and are locked as long as is asked for now.

        Raises:
            FileExistsError: other bytes lie under this key.
        """
        ...

    async def put_over(self, key: str, data: bytes, *, retain_until: datetime) -> StoredObject:
        """Write a whole copy over what is damaged, hidden or gone; beneath it everything stays, where there are versions."""
        ...

    async def get(self, key: str, version: str = "") -> bytes:
        """Read an object: what lies on top, or just that version.

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

    async def tops(self, prefix: str) -> dict[str, str | None]:
        """The version on top of every key that begins so: empty where there are none, None where something hides it."""
        ...

    async def retained_until(self, key: str) -> datetime | None:
        """Until when the object must be kept; None where it need not."""
        ...

    async def extend(self, key: str, until: datetime, version: str = "") -> None:
        """Lock a version, or without one what was first written, until `until` at least: no lock gets shorter.

        Raises:
            ObjectMissingError: there is none.
        """
        ...

    async def delete(self, key: str) -> None:
        """Delete an object for good.

        Raises:
            ObjectLockedError: it must still be kept.
        """
        ...
