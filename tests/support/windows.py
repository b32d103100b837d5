"""A test that fails closes nothing; what it left open would fail an innocent test later, when the garbage is collected."""

from collections.abc import AsyncIterator

import pytest
from huiyin.road.browser import Browser


@pytest.fixture(autouse=True)
async def closed_windows(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """Close every browser that a failed test opened and did not close; those of wider fixtures stay open."""
    before, failed = set(Browser.open_ones), request.session.testsfailed
    yield
    if request.session.testsfailed > failed:
        for browser in set(Browser.open_ones) - before:
            await browser.close()
