"""A folder as object store, for the smallest set-up.

It refuses to delete what must be kept, but it is no WORM store: who owns the machine can do anything.
"""

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from anyio import to_thread

from ... import clock
from .port import ObjectLockedError, ObjectMissingError, StoredObject


class DirectoryStore:
    """Objects as files under `root`; each with a small file beside it that says until when it is kept."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()

    async def put(self, key: str, data: bytes, *, retain_until: datetime | None = None) -> StoredObject:
        """Write once: a temporary file, then a hard link that fails where the name is taken."""
        digest = hashlib.sha256(data).hexdigest()
        await to_thread.run_sync(self._put, key, data, retain_until)
        return StoredObject(key, digest, len(data))

    async def put_over(self, key: str, data: bytes, *, retain_until: datetime) -> StoredObject:
        """Put a whole copy in the place of a damaged one."""
        await to_thread.run_sync(self._put_over, key, data, retain_until)
        return StoredObject(key, hashlib.sha256(data).hexdigest(), len(data))

    async def get(self, key: str, version: str = "") -> bytes:
        """Read an object; nobody was given a version of it."""
        if version:
            raise ObjectMissingError(key)
        try:
            return await to_thread.run_sync(self._path(key).read_bytes)
        except FileNotFoundError:
            raise ObjectMissingError(key) from None

    async def original(self, key: str) -> bytes:
        """Read an object: a folder has no versions, who owns the machine can write over it."""
        return await self.get(key)

    async def keys(self, prefix: str) -> list[str]:
        """Every key that begins so."""
        return await to_thread.run_sync(self._keys, prefix)

    async def tops(self, prefix: str) -> dict[str, str | None]:
        """Every key that begins so; there are no versions."""
        return dict.fromkeys(await self.keys(prefix), "")

    async def extend(self, key: str, until: datetime, version: str = "") -> None:
        """Keep an object for longer."""
        if version or not self._path(key).exists():
            raise ObjectMissingError(key)
        await to_thread.run_sync(self._lock, key, until)

    async def delete(self, key: str) -> None:
        """Delete an object whose retention has ended."""
        until = await self.retained_until(key)
        if until is not None and until > clock.now():
            raise ObjectLockedError(key)
        self._path(key).unlink(missing_ok=True)
        self._lock_path(key).unlink(missing_ok=True)

    async def retained_until(self, key: str) -> datetime | None:
        """Until when the object is kept."""
        return self._locked_until(key)

    def _locked_until(self, key: str) -> datetime | None:
        try:
            kept = json.loads(self._lock_path(key).read_text())
        except FileNotFoundError:
            return None
        return datetime.fromisoformat(kept["retain_until"]).astimezone(UTC)

    def _path(self, key: str) -> Path:
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root):
            raise ValueError(f"{key!r} leads out of the store")
        return path

    def _lock_path(self, key: str) -> Path:
        path = self._path(key)
        return path.with_name(path.name + ".lock.json")

    def _keys(self, prefix: str) -> list[str]:
        below = self._path(prefix.rpartition("/")[0])  # the rest of the store is not looked through
        files = (path for path in below.rglob("*") if path.is_file() and not path.name.startswith("."))
        found = (path.relative_to(self._root).as_posix() for path in files)
        return sorted(key for key in found if key.startswith(prefix) and not key.endswith(".lock.json"))

    def _put(self, key: str, data: bytes, retain_until: datetime | None) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_bytes() != data:
            raise FileExistsError(key)
        half = _written_beside(path, data)
        try:
            if retain_until is not None:  # first: whatever dies in between, nothing lies here unprotected
                self._lock(key, retain_until)
            os.link(half, path)
        except FileExistsError:
            if path.read_bytes() != data:
                raise FileExistsError(key) from None
        finally:
            half.unlink()

    def _put_over(self, key: str, data: bytes, retain_until: datetime) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock(key, retain_until)
        _written_beside(path, data).replace(path)

    def _lock(self, key: str, until: datetime) -> None:
        before = self._locked_until(key)
        if before is None or before < until:
            words = json.dumps({"retain_until": until.isoformat()})
            _written_beside(self._lock_path(key), words.encode()).replace(self._lock_path(key))


def _written_beside(path: Path, data: bytes) -> Path:
    """A hidden file in the same folder, on disk."""
    half = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with half.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return half
