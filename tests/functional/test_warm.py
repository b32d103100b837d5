"""What `./dev test --keep` leaves running: each run finds it as the first one did, and the product's code as it is."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
from huiyin.platform import clock
from huiyin.up import Product

from tests.support import snapshot, warm


@pytest.fixture
def state() -> Iterator[Path]:
    """A folder for stores of the test's own, which are gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="huiyin-warm-"))
    folder.chmod(0o711)
    yield folder / "test"
    warm.stop(folder / "test")
    shutil.rmtree(folder)


def _asked(product: Product, *statements: str) -> object:
    """The value of the last statement, as the database's owner."""

    async def ask() -> object:
        connection = await asyncpg.connect(
            product.stack.settings().database_owner_url.replace("+asyncpg", "")
        )
        try:
            return [await connection.fetchval(statement) for statement in statements][-1]
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_each_run_begins_where_the_first_began(state: Path, pytestconfig: pytest.Config) -> None:
    names = "select string_agg(name, ' ' order by slug) from shared.tenants"
    where, at = pytestconfig.getoption("clock"), "select extract(epoch from now())::float8"
    with warm.warm_product(where, state) as first:
        demo = _asked(first, names)
        assert _asked(first, "update shared.tenants set name = 'x'", names) == "x x"
        (state / "mail").mkdir()
    keeper = (state / "keeper").read_text()

    with warm.warm_product(where, state) as second:
        assert _asked(second, names) == demo
        moment = _asked(second, at)
        assert isinstance(moment, float) and abs(moment - clock.now().timestamp()) < 60
        assert not (state / "mail").exists()

    noted = snapshot.read(state)
    assert noted is not None
    snapshot.write(replace(noted, tenants="of other code"), state)
    with warm.warm_product(where, state) as third:  # its tenants are made by the code as it is now
        assert _asked(third, names) == demo
    assert snapshot.read(state) not in (None, noted)  # it is of a later moment
    assert (state / "keeper").read_text() == keeper

    assert warm.stop(state)
    assert not state.exists()
    assert not warm.stop(state)
