"""Fixtures of the tests through pages."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox
from huiyin.up import Product

from tests.support.firm import Firm, firm_at
from tests.support.interviews import Mails, Team
from tests.support.windows import closed_windows  # noqa: F401 – a fixture for every test here


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.import_plugin("tests.product")


@pytest.fixture
async def firm(settings: Settings) -> AsyncIterator[Firm]:
    """A company with one admin."""
    async with firm_at(settings) as made:
        yield made


@pytest.fixture(scope="module")
async def team(settings: Settings) -> AsyncIterator[Team]:
    """Who arranges interviews and goes to them."""
    browsers = [Browser(settings.origin("acme")) for _ in range(3)]
    for browser, login in zip(browsers, ("hr", "admin", "interviewer"), strict=True):
        await people.log_in(browser, f"{login}@acme.test", PASSWORD)
    rows = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    made = Team(*browsers, rows)
    made.schema = await rows.fetchval("select schema_name from shared.tenants where slug = 'acme'")
    yield made
    await rows.close()
    for browser in browsers:
        await browser.close()


@pytest.fixture
def mails(inbox: Inbox, product: Product) -> Mails:
    """The calendar files that came by mail."""
    return Mails(inbox, product.stack.inbox_origin)
