"""One running product for each test process: real PostgreSQL, SMTP, text-message gateway, S3, time stamps.

All of it, and the tests, at a moment of the suite's choice: the hour and the day on which it runs change nothing.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox
from huiyin.up import Product

from tests.support.clocks import CLOCKS, PLAIN, SYSTEM


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--clock", choices=(*CLOCKS, SYSTEM), default=PLAIN, help="the moment at which the suite runs"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Move the clock of this process and of all that it starts, before anything asks for the time."""
    name = config.getoption("clock")
    if hasattr(config, "workerinput"):
        return  # has the variable from the process that started it: one moment for all
    os.environ.pop(clock.OFFSET_VARIABLE, None)
    if name != SYSTEM:
        ahead = CLOCKS[name] - clock.system_now()
        os.environ[clock.OFFSET_VARIABLE] = str(
            int(ahead.total_seconds())
        )  # an object lock ends at a whole second
    clock.offset.cache_clear()


def pytest_report_header(config: pytest.Config) -> str:
    return f"clock: {config.getoption('clock')}, {clock.now().astimezone(clock.BEIJING):%Y-%m-%d %H:%M} in Beijing"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked `any_clock` runs once at each of the moments."""
    if metafunc.definition.get_closest_marker("any_clock"):
        metafunc.fixturenames.append("held_clock")
        metafunc.parametrize("held_clock", CLOCKS, indirect=True)


@pytest.fixture
def held_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Our clock stands at one of the moments; those of processes and of the database go on at the suite's."""
    with clock.use(CLOCKS[request.param]):
        yield


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """The product, started as `huiyin up` starts it, on free ports in a folder of its own."""
    state = Path(tempfile.mkdtemp(prefix="huiyin-test-"))
    state.chmod(0o711)
    started = Product(state, port=0, inbox_port=0, quiet=True)
    try:
        started.start()
        yield started
    finally:
        started.stop()
        shutil.rmtree(state, ignore_errors=True)


@pytest.fixture(scope="session")
def settings(product: Product) -> Settings:
    """How the product is reached."""
    return product.stack.settings()


@pytest.fixture(scope="session")
def inbox(product: Product) -> Inbox:
    """What arrived at the gateways."""
    return Inbox(product.stack.inbox_origin)


@pytest.fixture
async def acme(settings: Settings) -> AsyncIterator[Browser]:
    """A fresh browser at the first tenant."""
    browser = Browser(settings.origin("acme"))
    yield browser
    await browser.close()


@pytest.fixture
async def globex(settings: Settings) -> AsyncIterator[Browser]:
    """A fresh browser at the second tenant."""
    browser = Browser(settings.origin("globex"))
    yield browser
    await browser.close()
