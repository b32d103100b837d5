"""The running product, one for each test process: real PostgreSQL, SMTP, text-message gateway, S3, time stamps.

A plugin of its own, which the conftests of the folders name that need it: importing the product takes longer than most
unit tests run.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from huiyin.platform.settings import Settings
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox
from huiyin.up import Product

from tests.support.products import fresh_product
from tests.support.reading import read_at_once
from tests.support.warm import warm_product


@pytest.fixture(scope="session")
def stores(pytestconfig: pytest.Config) -> Iterator[Product]:
    """The product's database and object store in a folder of their own, with the demo tenants; with `--keep` warm ones.

    No process of the product runs, before one asks for `product`.
    """
    if pytestconfig.getoption("keep"):
        with warm_product(pytestconfig.getoption("clock")) as warm:
            yield warm
        return
    with fresh_product("test") as cold:
        cold.prepare()
        yield cold


@pytest.fixture(scope="session")
def product(stores: Product) -> Product:
    """The whole product as `huiyin up` starts it, on free ports: web server, worker, steward, mail and text messages."""
    stores.start_processes()
    asyncio.run(read_at_once(stores.stack.settings()))
    return stores


@pytest.fixture(scope="session")
def settings(product: Product) -> Settings:
    """How the product is reached."""
    return product.stack.settings()


@pytest.fixture(scope="session")
def inbox(product: Product) -> Inbox:
    """What arrived at the gateways."""
    return Inbox(product.stack.inbox_origin)


@pytest.fixture
async def acme(product: Product) -> AsyncIterator[Browser]:
    """A fresh browser at the first tenant."""
    browser = Browser(product.stack.settings().origin("acme"))
    yield browser
    await browser.close()


@pytest.fixture
async def globex(product: Product) -> AsyncIterator[Browser]:
    """A fresh browser at the second tenant."""
    browser = Browser(product.stack.settings().origin("globex"))
    yield browser
    await browser.close()
