"""The register of published roots asks the store once for all who ask."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from huiyin.front.anchors.register import Register
from huiyin.platform import clock
from huiyin.platform.crypto.chain import canonical
from huiyin.platform.errors import NotFoundError
from huiyin.platform.providers.storage.directory import DirectoryStore
from huiyin.platform.verify.publication import published_key
from huiyin.platform.verify.tree import stamped_words

NOON = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)


class _Counting(DirectoryStore):
    """Counts what it is asked."""

    asked = 0

    async def keys(self, prefix: str) -> list[str]:
        self.asked += 1
        return await super().keys(prefix)

    async def original(self, key: str) -> bytes:
        self.asked += 1
        return await super().original(key)


async def _publish(store: DirectoryStore, day: date) -> None:
    said = {"v": 2, "day": str(day), **stamped_words(b'{"root":"ab"}', [b"one", b"two"])}
    await store.put(published_key(day, 3, 2, "ab" * 32), canonical(said))


async def test_the_store_is_asked_once_a_minute(tmp_path: Path) -> None:
    store = _Counting(tmp_path)
    await _publish(store, date(2026, 11, 28))
    register = Register(store)
    with clock.use(NOON):
        for _time in range(20):
            (root,) = await register.roots()
            found = await register.of("2026-11-28")
        assert (root.size, root.stamps, root.root) == (3, 2, "ab" * 32)
        assert (found.statement, list(found.tokens)) == (b'{"root":"ab"}', [b"one", b"two"])
        assert store.asked == 2
        await _publish(store, date(2026, 11, 29))
    with clock.use(NOON + timedelta(minutes=2)):
        assert [str(one.day) for one in await register.roots()] == ["2026-11-29", "2026-11-28"]
        for day in ("2026-11-27", "nonsense", "../2026-11-28"):
            with pytest.raises(NotFoundError):
                await register.of(day)
        assert store.asked == 3


async def test_it_does_not_grow_with_what_is_asked(tmp_path: Path) -> None:
    store = _Counting(tmp_path)
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(80)]
    for day in days:
        await _publish(store, day)
    register = Register(store)
    for day in days:
        await register.of(str(day))
    assert len(register._days) == 64
