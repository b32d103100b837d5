"""Any S3 with Object Lock, through boto3 in threads of its own."""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import boto3
import botocore.exceptions
from anyio import CapacityLimiter, to_thread
from botocore.config import Config
from botocore.exceptions import ClientError

from ... import clock
from ...logging import get_logger
from ...settings import Settings
from .port import ObjectLockedError, ObjectMissingError, StoreAwayError, StoredObject

log = get_logger(__name__)
# Of all threads one tenant has a few: its hanging downloads are no other's.
_THREADS, _SHARE = 32, 4
_CONNECT_SECONDS = 2


@dataclass(frozen=True, slots=True)
class _Patience:
    """How long, in seconds, the store may be silent; how long a call waits for its turn, and all of it may take: a store
    that says a byte now and then is never silent."""

    silence: float
    turn: float | None
    whole: float


_HURRIED = _Patience(5, 5, 20)
_PATIENT = _Patience(30, None, 300)
_ATTEMPTS = 2
_AWAY = (
    botocore.exceptions.ConnectionError,
    botocore.exceptions.HTTPClientError,
    botocore.exceptions.IncompleteReadError,
)
# What a store answers that is about one object; whatever else it says is about the store, or about our key to it.
_MISSING = frozenset({"NoSuchKey", "NoSuchVersion", "404", "MethodNotAllowed"})
_UNLOCKED = frozenset({"NoSuchObjectLockConfiguration", "ObjectLockConfigurationNotFoundError"})
_FORBIDDEN = frozenset({"AccessDenied", "ObjectLocked", "InvalidRequest"})
_TAKEN = frozenset({"PreconditionFailed"})


class S3Store:
    """One bucket made with Object Lock. What is put with `retain_until` is locked in COMPLIANCE mode.

    The store judges by the machine's clock: where ours is moved, the ends of locks are handed over as it counts.
    `hurried`: a reader waits, so a silent store is given up after seconds.
    """

    def __init__(self, settings: Settings, *, hurried: bool = False) -> None:
        self._bucket = settings.s3_bucket
        self._limiter = CapacityLimiter(_THREADS)
        self._everybody = asyncio.Semaphore(_THREADS)
        self._shares: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._kms_key = settings.s3_kms_key
        self._patience = _HURRIED if hurried else _PATIENT
        # Making a client takes 0.3 s and is not thread-safe: once.
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=settings.s3_endpoint,
            aws_access_key_id=settings.s3_key_id,
            aws_secret_access_key=settings.s3_secret,
            region_name=settings.s3_region,
            config=Config(
                s3={"addressing_style": "path"},
                retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"},
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=self._patience.silence,
                max_pool_connections=_THREADS + 1,
                proxies={},
                # What a store reckons is no proof: whoever reads compares with the hash that was written down.
                response_checksum_validation="when_required",
            ),
        )

    def ensure_bucket(self) -> None:
        """Make the bucket where it is missing."""
        try:
            self._client.create_bucket(Bucket=self._bucket, ObjectLockEnabledForBucket=True)
        except ClientError as problem:
            if problem.response["Error"]["Code"] not in (
                "BucketAlreadyOwnedByYou",
                "BucketAlreadyExists",
            ):
                raise

    async def put(self, key: str, data: bytes, *, retain_until: datetime | None = None) -> StoredObject:
        """Write once; If-None-Match keeps another's bytes safe."""
        try:
            return await self._put(key, data, retain_until, IfNoneMatch="*")
        except ClientError as problem:
            there, version = await self._get(key)
            if there != data:
                raise FileExistsError(key) from problem
        if retain_until is not None:
            await self.extend(key, retain_until, version)
        return StoredObject(key, hashlib.sha256(data).hexdigest(), len(data), version)

    async def put_over(self, key: str, data: bytes, *, retain_until: datetime) -> StoredObject:
        """Write a further version, locked as well."""
        return await self._put(key, data, retain_until)

    async def get(self, key: str, version: str = "") -> bytes:
        """Read an object."""
        return (await self._get(key, version))[0]

    async def original(self, key: str) -> bytes:
        """Read the oldest version: a lock keeps that one, and lets others be put over it."""
        return await self.get(key, await self._first(key))

    async def keys(self, prefix: str) -> list[str]:
        """Every key that begins so, those of hidden objects too."""
        return sorted(await self.tops(prefix))

    async def tops(self, prefix: str) -> dict[str, str | None]:
        """The version on top of every key that begins so; None where a delete marker hides it."""
        found: dict[str, str | None] = {}
        async for one in self._versions(prefix):
            if one["IsLatest"]:
                found[one["Key"]] = one["VersionId"] if "Size" in one else None
            found.setdefault(one["Key"], None)
        return found

    async def delete(self, key: str) -> None:
        """Delete every version."""
        async for one in self._versions(key):
            if one["Key"] != key:
                continue
            which: dict[str, Any] = {"Bucket": self._bucket, "Key": key, "VersionId": one["VersionId"]}
            try:
                await self._run(key, self._client.delete_object, _FORBIDDEN, **which)
            except ClientError as problem:
                if await self._lock(key, one["VersionId"]) is None:
                    raise StoreAwayError from problem  # it is we who may not
                raise ObjectLockedError(key) from problem

    async def retained_until(self, key: str) -> datetime | None:
        """Until when any version is locked, in UTC."""
        locks = [await self._lock(key, one["VersionId"]) async for one in self._own_versions(key)]
        return max((until for until in locks if until is not None), default=None)

    async def extend(self, key: str, until: datetime, version: str = "") -> None:
        """Lock a version for longer."""
        version = version or await self._first(key)
        before = await self._lock(key, version)
        if before is not None and before >= until:
            return
        retention = {"Mode": "COMPLIANCE", "RetainUntilDate": until - clock.offset()}
        which: dict[str, Any] = {"Bucket": self._bucket, "Key": key, "VersionId": version}
        await self._run(key, self._client.put_object_retention, Retention=retention, **which)

    async def _put(self, key: str, data: bytes, retain_until: datetime | None, **extra: Any) -> StoredObject:
        """Write, with both checksums: a store that does not know the one holds to the other."""
        digest = hashlib.sha256(data)
        if retain_until is not None:
            extra["ObjectLockMode"] = "COMPLIANCE"
            extra["ObjectLockRetainUntilDate"] = retain_until - clock.offset()
        if self._kms_key:
            extra |= {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self._kms_key}
        answer = await self._run(
            key,
            self._client.put_object,
            _TAKEN,
            Bucket=self._bucket,
            Key=key,
            Body=data,
            ChecksumSHA256=b64encode(digest.digest()).decode(),
            ContentMD5=b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode(),
            Metadata={"sha256": digest.hexdigest()},
            **extra,
        )
        return StoredObject(key, digest.hexdigest(), len(data), answer.get("VersionId", ""))

    async def _get(self, key: str, version: str = "") -> tuple[bytes, str]:
        """The bytes, and which version they are."""
        which: dict[str, Any] = {"VersionId": version} if version else {}
        try:
            answer = await self._run(
                key, self._client.get_object, _MISSING, Bucket=self._bucket, Key=key, **which
            )
        except ClientError as problem:
            raise ObjectMissingError(key) from problem
        data: bytes = await self._run(key, answer["Body"].read)
        return data, answer.get("VersionId", "")

    async def _first(self, key: str) -> str:
        """The oldest version, by its name."""
        found = [one async for one in self._own_versions(key)]
        if not found:
            raise ObjectMissingError(key)
        # The newest stands first, also among those of the same second.
        first: str = min(reversed(found), key=lambda one: one["LastModified"])["VersionId"]
        return first

    async def _lock(self, key: str, version: str) -> datetime | None:
        try:
            answer = await self._run(
                key,
                self._client.get_object_retention,
                _UNLOCKED | _MISSING,
                Bucket=self._bucket,
                Key=key,
                VersionId=version,
            )
        except ClientError:
            return None
        until: datetime = answer["Retention"]["RetainUntilDate"]
        return until.astimezone(UTC) + clock.offset()

    async def _own_versions(self, key: str) -> AsyncIterator[dict[str, Any]]:
        """The versions under just this key."""
        async for one in self._versions(key):
            if one["Key"] == key and "Size" in one:
                yield one

    async def _versions(self, prefix: str) -> AsyncIterator[dict[str, Any]]:
        """The versions of what begins so and, without a size, the marks of deletion, as the store lists them: page by page."""
        more: dict[str, Any] = {}
        while True:
            listed: dict[str, Any] = await self._run(
                prefix, self._client.list_object_versions, Bucket=self._bucket, Prefix=prefix, **more
            )
            for one in (*listed.get("Versions", []), *listed.get("DeleteMarkers", [])):
                yield one
            if not listed.get("IsTruncated"):
                return
            more = {"KeyMarker": listed["NextKeyMarker"]}
            if listed.get("NextVersionIdMarker"):
                more["VersionIdMarker"] = listed["NextVersionIdMarker"]

    async def _run(
        self, key: str, call: Callable[..., Any], answers: frozenset[str] = frozenset(), **arguments: Any
    ) -> Any:
        """Call the library for whom the key belongs to. A thread cannot be taken back: what takes too long keeps its turn
        until it ends by itself, and nobody waits for it.

        Raises:
            StoreAwayError: no answer in time, or one that says that the store cannot, or that we may not.
            ClientError: one of `answers`.
        """
        task = asyncio.ensure_future(self._in_turn(key, partial(call, **arguments)))
        done, _late = await asyncio.wait({task}, timeout=self._patience.whole)
        if not done:
            task.add_done_callback(lambda late: late.cancelled() or late.exception())
            raise StoreAwayError
        try:
            return task.result()
        except _AWAY as problem:
            raise StoreAwayError from problem
        except ClientError as problem:
            code = problem.response["Error"]["Code"]
            if code in answers:
                raise
            log.error("the object store refuses", code=code, call=problem.operation_name)
            raise StoreAwayError from problem

    async def _in_turn(self, key: str, call: Callable[[], Any]) -> Any:
        async with self._turn(key.partition("/")[0]):
            return await to_thread.run_sync(call, limiter=self._limiter)

    @asynccontextmanager
    async def _turn(self, owner: str) -> AsyncIterator[None]:
        share = self._shares.setdefault(owner, asyncio.Semaphore(_SHARE))
        async with AsyncExitStack() as taken:
            try:
                async with asyncio.timeout(self._patience.turn):
                    await taken.enter_async_context(share)
                    await taken.enter_async_context(self._everybody)
            except TimeoutError:
                raise StoreAwayError from None
            yield
