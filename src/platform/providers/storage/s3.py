"""Any S3 with Object Lock, through boto3 in threads of its own."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import boto3
from anyio import CapacityLimiter, to_thread
from botocore.config import Config
from botocore.exceptions import ClientError

from ... import clock
from ...settings import Settings
from .port import ObjectLockedError, ObjectMissingError, StoredObject

_THREADS = 8


class S3Store:
    """One bucket made with Object Lock. What is put with `retain_until` is locked in COMPLIANCE mode.

    The store judges by the machine's clock: where ours is moved, the ends of locks are handed over as it counts.
    """

    def __init__(self, settings: Settings) -> None:
        self._bucket = settings.s3_bucket
        self._limiter = CapacityLimiter(_THREADS)
        # Making a client takes 0.3 s and is not thread-safe: once.
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=settings.s3_endpoint,
            aws_access_key_id=settings.s3_key_id,
            aws_secret_access_key=settings.s3_secret,
            region_name=settings.s3_region,
            config=Config(
                s3={"addressing_style": "path"},
                retries={"max_attempts": 3},
                connect_timeout=5,
                read_timeout=30,
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
            answer = await self._run(self._client.get_object, Bucket=self._bucket, Key=key)
        except ClientError as problem:
            if problem.response["Error"]["Code"] in ("NoSuchKey", "404"):
                raise ObjectMissingError(key) from problem
            raise
        data: bytes = await self._run(answer["Body"].read)
        return data

    async def original(self, key: str) -> bytes:
        """Read the oldest version: a lock keeps that one, and lets others be put over it."""
        versions: list[dict[str, Any]] = []
        more: dict[str, str] = {}
        while True:
            listed = await self._run(
                self._client.list_object_versions, Bucket=self._bucket, Prefix=key, **more
            )
            versions += [version for version in listed.get("Versions", []) if version["Key"] == key]
            if not listed.get("IsTruncated"):
                break
            more = _next_page(listed)
        if not versions:
            raise ObjectMissingError(key)
        # The newest stands first, also among those of the same second.
        first = min(reversed(versions), key=lambda version: version["LastModified"])
        answer = await self._run(
            self._client.get_object, Bucket=self._bucket, Key=key, VersionId=first["VersionId"]
        )
        data: bytes = await self._run(answer["Body"].read)
        return data

    async def keys(self, prefix: str) -> list[str]:
        """Every key that begins so, page by page."""
        found: set[str] = set()
        more: dict[str, str] = {}
        while True:
            listed = await self._run(
                self._client.list_object_versions, Bucket=self._bucket, Prefix=prefix, **more
            )
            for kind in ("Versions", "DeleteMarkers"):
                found |= {version["Key"] for version in listed.get(kind, [])}
            if not listed.get("IsTruncated"):
                return sorted(found)
            more = _next_page(listed)

    async def delete(self, key: str) -> None:
        """Delete every version."""
        listed = await self._run(self._client.list_object_versions, Bucket=self._bucket, Prefix=key)
        for version in [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]:
            if version["Key"] != key:
                continue
            try:
                await self._run(
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
            answer = await self._run(self._client.get_object_retention, Bucket=self._bucket, Key=key)
        except ClientError:
            return None
        until: datetime = answer["Retention"]["RetainUntilDate"]
        return until.astimezone(UTC) + clock.offset()

    async def _run(self, call: Callable[..., Any], **arguments: Any) -> Any:
        return await to_thread.run_sync(partial(call, **arguments), limiter=self._limiter)


def _next_page(listed: dict[str, Any]) -> dict[str, str]:
    """How the rest of a list of versions is asked for."""
    more = {"KeyMarker": listed["NextKeyMarker"]}
    if listed.get("NextVersionIdMarker"):
        more["VersionIdMarker"] = listed["NextVersionIdMarker"]
    return more
