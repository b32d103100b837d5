"""The company that is attacked, made once for each process."""

from collections.abc import AsyncIterator, Callable

import pytest
from huiyin.platform.settings import Settings
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox

from tests.functional.test_walls import _IDS
from tests.support.victim import Victim, victim_company
from tests.support.windows import closed_windows  # noqa: F401 – a fixture for every test here

Visit = Callable[[str], Browser]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.import_plugin("tests.product")


@pytest.fixture(scope="session")
async def victim(settings: Settings, inbox: Inbox) -> AsyncIterator[Victim]:
    """A company with something of every kind."""
    async with victim_company(settings, inbox, _IDS) as made:
        yield made


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    """A fresh browser at an origin; closed at the end."""
    opened: list[Browser] = []

    def at(origin: str) -> Browser:
        opened.append(Browser(origin))
        return opened[-1]

    yield at
    for browser in opened:
        await browser.close()
