"""What is shown is the locked object by its version: whatever is put over it, or hides it, it is found, and on top again."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.providers.storage.port import ObjectMissingError
from huiyin.platform.providers.storage.s3 import S3Store
from huiyin.platform.settings import Settings
from huiyin.steward.context import stewardship
from huiyin.up import Product
from sqlalchemy import text

from tests.integration.test_archive_soundness import _FILES, _Archive, _take_away
from tests.support.databases import own_database
from tests.support.tenants import Place

_KIND = "evidence.zip"  # of which there is no other copy


@pytest.fixture(scope="module")
async def settings(stores: Product) -> AsyncIterator[Settings]:
    async with own_database(stores.stack.settings()) as ours:
        yield ours


class _Locked(_Archive):
    """The same in S3, with whoever has the bucket's key."""

    def __init__(self, place: Place, steward: Any, settings: Settings) -> None:
        super().__init__(place, steward, settings.state_dir)
        self.steward = replace(steward, store=S3Store(settings))
        self.bucket = {"Bucket": settings.s3_bucket, "Key": self.key(_KIND)}

    @property
    def client(self) -> Any:
        return self.steward.store._client  # type: ignore[attr-defined]

    async def version(self, kind: str = _KIND) -> str:
        async with self.place.database.tenant(self.place.tenant) as session:
            rows = await session.execute(
                text("select version from archived_objects where kind = :kind"), {"kind": kind}
            )
            return str(rows.scalar_one())


@pytest.fixture
async def archive(place: Place, settings: Settings) -> AsyncIterator[_Locked]:
    async with stewardship(settings) as steward:
        made = _Locked(place, steward, settings)
        await made.fill()
        yield made


def _overwrite(archive: _Locked) -> None:
    archive.client.put_object(**archive.bucket, Body=b"what never proved it")


def _hide(archive: _Locked) -> None:
    archive.client.delete_object(**archive.bucket)


def _twice(archive: _Locked) -> None:
    _overwrite(archive)
    _hide(archive)
    _overwrite(archive)


@pytest.mark.parametrize("harm", [_overwrite, _hide, _twice])
async def test_what_was_covered_is_handed_out_whole_and_comes_to_the_top_again(
    archive: _Locked, harm: Callable[[_Locked], None]
) -> None:
    await archive.look()
    assert await archive.events() == []
    first = await archive.version()
    harm(archive)
    assert await _take_away(archive, "evidence") == _FILES[_KIND]
    await archive.look()
    assert await archive.events() == [f"archive.unsound {_KIND}", f"archive.mended {_KIND}"]
    assert await archive.problems() == {"contract.pdf": "", _KIND: ""}
    store, key = archive.steward.store, archive.key(_KIND)
    assert await store.get(key) == _FILES[_KIND] == await store.get(key, first)
    assert await archive.version() != first and await store.tops(key) == {key: await archive.version()}
    assert await store.retained_until(key) is not None
    await archive.look()
    assert len(await archive.events()) == 2


async def test_without_a_version_in_its_row_the_first_one_counts_and_is_noted(archive: _Locked) -> None:
    """As it was archived before rows named versions."""
    async with archive.place.database.tenant(archive.place.tenant) as session:
        await session.execute(text("update archived_objects set version = ''"))
    _overwrite(archive)
    assert await _take_away(archive, "evidence") == _FILES[_KIND]
    await archive.look()
    assert await archive.events() == [f"archive.unsound {_KIND}", f"archive.mended {_KIND}"]
    for kind, data in _FILES.items():
        version = await archive.version(kind)
        assert version and await archive.steward.store.get(archive.key(kind), version) == data


async def test_a_version_that_the_row_only_claims_shows_nothing_else(archive: _Locked) -> None:
    """Whoever has database and bucket can name another version; its bytes are not those of the hash."""
    _overwrite(archive)
    claimed = archive.client.head_object(**archive.bucket)["VersionId"]
    async with archive.place.database.tenant(archive.place.tenant) as session:
        await session.execute(
            text("update archived_objects set version = :claimed where kind = :kind"),
            {"claimed": claimed, "kind": _KIND},
        )
    assert await _take_away(archive, "evidence") == _FILES[_KIND]
    await archive.look()
    assert await archive.steward.store.get(archive.key(_KIND), await archive.version()) == _FILES[_KIND]


async def test_the_lock_keeps_what_was_put_first_against_whoever_has_the_key(archive: _Locked) -> None:
    with pytest.raises(archive.client.exceptions.ClientError):
        archive.client.delete_object(**archive.bucket, VersionId=await archive.version())
    assert sha256_hex(await _take_away(archive, "evidence")) == sha256_hex(_FILES[_KIND])
    with pytest.raises(ObjectMissingError):
        await archive.steward.store.get(archive.key("never.zip"))
