"""Any S3 with Object Lock, through boto3 in threads of its own."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
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
from ...settings import Settings
from .port import ObjectLockedError, ObjectMissingError, StoreAwayError, StoredObject

# Of all threads one tenant has a few: its hanging downloads are no other's.
_THREADS, _SHARE = 32, 4
_CONNECT_SECONDS = 2
# How long the store may be silent, and how long a call waits for its turn: where a reader waits, and in the background.
_HURRIED: tuple[float, float | None] = (5.0, 5.0)
_PATIENT: tuple[float, float | None] = (30.0, None)
_ATTEMPTS = 2
_AWAY = (
    botocore.exceptions.ConnectionError,
    botocore.exceptions.HTTPClientError,
    botocore.exceptions.IncompleteReadError,
)
_TOO_MANY = 429


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
        silence, self._turn_seconds = _HURRIED if hurried else _PATIENT
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
                read_timeout=silence,
                max_pool_connections=_THREADS + 1,
                proxies={},
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
        digest = hashlib.sha256(data).hexdigest()
        extra: dict[str, Any] = {}
        if retain_until is not None:
            extra = {
                "ObjectLockMode": "COMPLIANCE",
                "ObjectLockRetainUntilDate": retain_until - clock.offset(),
            }
        try:
            await self._run(
                key,
                self._client.put_object,
                Bucket=self._bucket,
                Key=key,
                Body=data,
                IfNoneMatch="*",
                Metadata={"sha256": digest},
                **extra,
            )
        except ClientError as problem:
            if problem.response["Error"]["Code"] != "PreconditionFailed":
                raise
            if hashlib.sha256(await self.get(key)).hexdigest() != digest:
                raise FileExistsError(key) from problem
        return StoredObject(key, digest, len(data))

    async def get(self, key: str) -> bytes:
        """Read an object."""
        try:
            answer = await self._run(key, self._client.get_object, Bucket=self._bucket, Key=key)
        except ClientError as problem:
            if problem.response["Error"]["Code"] in ("NoSuchKey", "404"):
                raise ObjectMissingError(key) from problem
            raise
        data: bytes = await self._run(key, answer["Body"].read)
        return data

    async def original(self, key: str) -> bytes:
        """Read the oldest version: a lock keeps that one, and lets others be put over it."""
        versions = [
            version
            async for listed in self._pages(key)
            for version in listed.get("Versions", [])
            if version["Key"] == key
        ]
        if not versions:
            raise ObjectMissingError(key)
        # The newest stands first, also among those of the same second.
        first = min(reversed(versions), key=lambda version: version["LastModified"])
        answer = await self._run(
            key, self._client.get_object, Bucket=self._bucket, Key=key, VersionId=first["VersionId"]
        )
        data: bytes = await self._run(key, answer["Body"].read)
        return data

    async def keys(self, prefix: str) -> list[str]:
        """Every key that begins so, those of hidden objects too."""
        found = {
            version["Key"]
            async for listed in self._pages(prefix)
            for kind in ("Versions", "DeleteMarkers")
            for version in listed.get(kind, [])
        }
        return sorted(found)

    async def delete(self, key: str) -> None:
        """Delete every version."""
        listed = await self._run(key, self._client.list_object_versions, Bucket=self._bucket, Prefix=key)
        for version in [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]:
            if version["Key"] != key:
                continue
            try:
                await self._run(
                    key,
                    self._client.delete_object,
                    Bucket=self._bucket,
                    Key=key,
                    VersionId=version["VersionId"],
                )
            except ClientError as problem:
                raise ObjectLockedError(key) from problem

    async def retained_until(self, key: str) -> datetime | None:
        """Until when the object is locked, in UTC."""
        try:
            answer = await self._run(key, self._client.get_object_retention, Bucket=self._bucket, Key=key)
        except ClientError:
            return None
        until: datetime = answer["Retention"]["RetainUntilDate"]
        return until.astimezone(UTC) + clock.offset()

    async def _pages(self, prefix: str) -> AsyncIterator[dict[str, Any]]:
        """The versions of what begins so, as the store lists them: page by page."""
        more: dict[str, str] = {}
        while True:
            listed: dict[str, Any] = await self._run(
                prefix, self._client.list_object_versions, Bucket=self._bucket, Prefix=prefix, **more
            )
            yield listed
            if not listed.get("IsTruncated"):
                return
            more = {"KeyMarker": listed["NextKeyMarker"]}
            if listed.get("NextVersionIdMarker"):
                more["VersionIdMarker"] = listed["NextVersionIdMarker"]

    async def _run(self, key: str, call: Callable[..., Any], **arguments: Any) -> Any:
        """Call the library for whom the key belongs to.

        Raises:
            StoreAwayError: no answer in time, none at all, or one that says that the store cannot.
            ClientError: whatever else it answers.
        """
        async with self._turn(key.partition("/")[0]):
            try:
                return await to_thread.run_sync(partial(call, **arguments), limiter=self._limiter)
            except _AWAY as problem:
                raise StoreAwayError from problem
            except ClientError as problem:
                status = problem.response["ResponseMetadata"]["HTTPStatusCode"]
                if status >= 500 or status == _TOO_MANY:
                    raise StoreAwayError from problem
                raise

    @asynccontextmanager
    async def _turn(self, owner: str) -> AsyncIterator[None]:
        share = self._shares.setdefault(owner, asyncio.Semaphore(_SHARE))
        async with AsyncExitStack() as taken:
            try:
                async with asyncio.timeout(self._turn_seconds):
                    await taken.enter_async_context(share)
                    await taken.enter_async_context(self._everybody)
            except TimeoutError:
                raise StoreAwayError from None
            yield
