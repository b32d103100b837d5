"""Fixtures of the tests on real services."""

from collections.abc import AsyncIterator

import pytest
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.up import Product

from tests.support.desk import Desk
from tests.support.results import Stage, Time, empty
from tests.support.signing import Waiting
from tests.support.tenants import Place, fresh_tenant
from tests.support.windows import closed_windows  # noqa: F401 – a fixture for every test here


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.import_plugin("tests.product")


@pytest.fixture(scope="session")
def settings(stores: Product) -> Settings:
    """How the database and the object store are reached; a test that waits for a process asks for `product`, too."""
    return stores.stack.settings()


@pytest.fixture
async def place(settings: Settings) -> AsyncIterator[Place]:
    """A fresh tenant."""
    async with fresh_tenant(settings) as made:
        yield made


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Time:
    """A Monday morning, years from now so that no worker takes what is to be done later, that goes on when told to."""
    time = Time()
    monkeypatch.setattr(clock, "now", lambda: time.now)
    return time


@pytest.fixture
async def stage(place: Place, settings: Settings, at: Time) -> AsyncIterator[Stage]:
    """A tenant with nobody in it yet; what waits for a later time is taken out of the queue at the end."""
    yield Stage(place)
    await empty(settings)


@pytest.fixture
async def waiting(place: Place, settings: Settings, at: Time) -> AsyncIterator[Waiting]:
    """A tenant; what waits for years in the queue is taken out at the end."""
    yield Waiting(place)
    await Desk(place).clear(settings)
