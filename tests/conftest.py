"""One running product for each test process: real PostgreSQL, SMTP, text-message gateway, S3, time stamps."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from huiyin.platform.settings import Settings
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox
from huiyin.up import Product


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
