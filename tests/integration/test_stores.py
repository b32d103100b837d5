"""What an object store promises, kept by S3 with Object Lock and by a folder alike."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from huiyin.platform import clock
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.ids import new_id
from huiyin.platform.providers.storage.checked import Copy, ObjectDamagedError, find_whole, read_whole
from huiyin.platform.providers.storage.directory import DirectoryStore
from huiyin.platform.providers.storage.port import (
    ObjectLockedError,
    ObjectMissingError,
    ObjectStore,
    StoreAwayError,
)
from huiyin.platform.providers.storage.s3 import S3Store
from huiyin.platform.settings import Settings


@pytest.fixture(params=["s3", "directory"])
def store(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> ObjectStore:
    return S3Store(settings) if request.param == "s3" else DirectoryStore(tmp_path)


@pytest.fixture
def folder() -> str:
    """A prefix of the test's own."""
    return f"t_{new_id().hex[-12:]}"


async def test_what_is_put_is_read_again_and_found_by_its_prefix(store: ObjectStore, folder: str) -> None:
    for name in ("b/2.pdf", "a/1.pdf", "a/合同.pdf"):
        stored = await store.put(f"{folder}/{name}", name.encode())
        assert (stored.key, stored.size) == (f"{folder}/{name}", len(name.encode()))
        assert (
            await store.get(f"{folder}/{name}") == await store.original(f"{folder}/{name}") == name.encode()
        )
    assert await store.keys(f"{folder}/a/") == [f"{folder}/a/1.pdf", f"{folder}/a/合同.pdf"]
    assert len(await store.keys(folder)) == 3


async def test_the_same_bytes_again_are_fine_and_others_are_refused(store: ObjectStore, folder: str) -> None:
    key = f"{folder}/contract.pdf"
    await store.put(key, b"first")
    await store.put(key, b"first")
    with pytest.raises(FileExistsError):
        await store.put(key, b"second", retain_until=clock.now() + timedelta(days=1))
    assert await store.get(key) == b"first"
    assert await store.retained_until(key) is None


async def test_of_two_at_once_one_is_refused_and_nothing_is_mixed(store: ObjectStore, folder: str) -> None:
    key = f"{folder}/race.pdf"
    bodies = [bytes([number]) * 100_000 for number in range(4)]
    answers = await asyncio.gather(*(store.put(key, body) for body in bodies), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, FileExistsError)]
    assert len(refused) == 3
    assert await store.get(key) in bodies


async def test_what_is_kept_cannot_be_deleted(store: ObjectStore, folder: str) -> None:
    key, until = f"{folder}/archived.pdf", clock.now().replace(microsecond=0) + timedelta(days=1)
    await store.put(key, b"signed", retain_until=until)
    assert await store.retained_until(key) == until
    with pytest.raises(ObjectLockedError):
        await store.delete(key)
    assert await store.get(key) == b"signed"


async def test_a_lock_is_made_longer_and_never_shorter(store: ObjectStore, folder: str) -> None:
    key, day = f"{folder}/archived.pdf", clock.now().replace(microsecond=0) + timedelta(days=1)
    made = await store.put(key, b"signed", retain_until=day)
    for until in (day + timedelta(days=400), day):
        await store.extend(key, until, made.version)
        assert await store.retained_until(key) == day + timedelta(days=400)
    await store.put(key, b"signed", retain_until=day)
    assert await store.retained_until(key) == day + timedelta(days=400)
    with pytest.raises(ObjectMissingError):
        await store.extend(f"{folder}/nothing.pdf", day)


async def test_what_lay_there_unlocked_is_locked_when_it_is_put_to_be_kept(
    store: ObjectStore, folder: str
) -> None:
    """Whoever knows the bytes could have put them under their name before."""
    key, until = f"{folder}/planted.pdf", clock.now().replace(microsecond=0) + timedelta(days=1)
    await store.put(key, b"signed")
    made = await store.put(key, b"signed", retain_until=until)
    assert await store.retained_until(key) == until
    assert await store.get(key, made.version) == b"signed"
    with pytest.raises(ObjectLockedError):
        await store.delete(key)


async def test_a_whole_copy_is_put_over_a_damaged_one(store: ObjectStore, folder: str) -> None:
    key, until = f"{folder}/archived.pdf", clock.now().replace(microsecond=0) + timedelta(days=1)
    await store.put(key, b"s1gned")
    made = await store.put_over(key, b"signed", retain_until=until)
    assert await store.get(key) == await store.get(key, made.version) == b"signed"
    assert await store.tops(folder) == {key: made.version}
    assert await store.retained_until(key) == until
    await store.put_over(f"{folder}/lost.pdf", b"signed", retain_until=until)
    assert await store.get(f"{folder}/lost.pdf") == b"signed"


async def test_a_version_that_nobody_was_given_is_not_there(store: ObjectStore, folder: str) -> None:
    await store.put(f"{folder}/archived.pdf", b"signed")
    with pytest.raises(ObjectMissingError):
        await store.get(f"{folder}/archived.pdf", "0" * 32)


async def test_the_very_version_is_read_whatever_lies_over_it(settings: Settings, folder: str) -> None:
    store, key, until = S3Store(settings), f"{folder}/archived.pdf", clock.now() + timedelta(days=1)
    first = await store.put(key, b"signed", retain_until=until)
    second = store._client.put_object(Bucket=settings.s3_bucket, Key=key, Body=b"forged")["VersionId"]
    assert first.version and await store.get(key, first.version) == b"signed"
    assert await store.get(key) == b"forged" and await store.tops(key) == {key: second}
    assert await store.retained_until(key) is not None, "of what lies beneath"
    found, where = await find_whole(store, Copy(key, sha256_hex(b"signed"), first.version))
    assert (found, where.version) == (b"signed", first.version)
    store._client.delete_object(Bucket=settings.s3_bucket, Key=key)
    assert await store.tops(key) == {key: None}
    assert await store.get(key, first.version) == b"signed"
    with pytest.raises(ObjectLockedError):
        await store.delete(key)


async def test_a_key_that_is_not_ours_is_an_outage_and_says_nothing_of_objects(
    settings: Settings, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    key, until = f"{folder}/archived.pdf", clock.now() + timedelta(days=1)
    await S3Store(settings).put(key, b"signed", retain_until=until)
    for wrong in ({"s3_secret": "wrong"}, {"s3_key_id": "nobody"}, {"s3_bucket": "elsewhere"}):
        store = S3Store(replace(settings, **wrong), hurried=True)
        for ask in (store.get, store.original, store.keys, store.delete, store.retained_until):
            with pytest.raises(StoreAwayError):
                await ask(key)
        with pytest.raises(StoreAwayError):
            await store.put(f"{folder}/other.pdf", b"other", retain_until=until)
    assert "the object store refuses" in capsys.readouterr().out
    assert await S3Store(settings).get(key) == b"signed"


async def test_the_first_version_is_read_whatever_lies_over_it(settings: Settings, folder: str) -> None:
    store, key = S3Store(settings), f"{folder}/anchor.json"
    with pytest.raises(ObjectMissingError):
        await store.original(key)
    await store.put(key, b"first", retain_until=clock.now() + timedelta(days=1))
    await store.put(key + ".other", b"other")
    for body in (b"second", b"third"):
        store._client.put_object(Bucket=settings.s3_bucket, Key=key, Body=body)
    store._client.delete_object(Bucket=settings.s3_bucket, Key=key)
    with pytest.raises(ObjectMissingError):
        await store.get(key)
    assert await store.original(key) == b"first"
    assert key in await store.keys(folder)


async def test_what_is_deleted_is_gone(store: ObjectStore, folder: str) -> None:
    key = f"{folder}/export.zip"
    await store.put(key, b"export")
    await store.put(key + ".other", b"stays")
    await store.delete(key)
    await store.delete(key)
    with pytest.raises(ObjectMissingError):
        await store.get(key)
    assert await store.keys(folder) == [key + ".other"]


async def test_a_folder_is_not_left(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path / "root")
    for key in ("../outside", "/etc/passwd", "a/../../outside"):
        with pytest.raises(ValueError, match="leads out"):
            await store.put(key, b"x")
        with pytest.raises(ValueError, match="leads out"):
            await store.get(key)


def _copy(key: str, data: bytes) -> Copy:
    return Copy(key, sha256_hex(data))


async def test_of_several_copies_the_first_whole_one_is_read(store: ObjectStore, folder: str) -> None:
    right, wrong = f"{folder}/right.pdf", f"{folder}/wrong.pdf"
    await store.put(right, b"signed")
    await store.put(wrong, b"sIgned")
    assert await read_whole(store, _copy(right, b"signed")) == b"signed"
    assert await read_whole(store, _copy(wrong, b"signed"), _copy(right, b"signed")) == b"signed"
    missing = _copy(f"{folder}/missing.pdf", b"signed")
    assert await read_whole(store, missing, _copy(right, b"signed")) == b"signed"
    with pytest.raises(ObjectDamagedError):
        await read_whole(store, missing, _copy(wrong, b"signed"))
    with pytest.raises(ObjectMissingError):
        await read_whole(store, missing)
