"""A web process that holds too much is replaced, and whoever reads meanwhile does not notice."""

import asyncio
from collections.abc import Iterator

import psutil
import pytest
from huiyin.up import Product

from tests.support.parts import PARTS
from tests.support.products import fresh_product
from tests.support.wire import Line, get

_SMALL = "64"  # MiB: less than it has from the start
_LOOKS = 120  # it is looked at every ten seconds, and ends twenty after the next one was started


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> Iterator[Product]:
    env = Product._env
    monkeypatch.setattr(Product, "_env", lambda self: env(self) | {"HUIYIN_WEB_MEMORY": _SMALL})
    with fresh_product("large") as started:
        started.start()
        yield started


def living(parent: psutil.Process) -> list[psutil.Process]:
    """Its children; one that has ended and was not waited for yet is none."""
    return [child for child in parent.children() if child.status() != psutil.STATUS_ZOMBIE]


async def test_one_that_is_too_large_is_replaced_between_two_answers(product: Product) -> None:
    line = Line("127.0.0.1", product.stack.settings().port)
    first = PARTS["web child"](product)
    async with asyncio.timeout(_LOOKS):
        while first in living(PARTS["web parent"](product)):
            answer = await line.ask(get(f"globex.localhost:{line.port}", "/"))
            assert answer is not None and answer.status == 200
    answer = await line.ask(get(f"globex.localhost:{line.port}", "/"))
    assert answer is not None and answer.status == 200
    assert first.pid not in {child.pid for child in living(PARTS["web parent"](product))}
    assert "RSS over threshold" in (product.stack.state / "web.log").read_text()
