"""Fixtures of the tests through pages."""

from collections.abc import AsyncIterator

import pytest
from huiyin.platform.settings import Settings

from tests.support.firm import Firm, firm_at


@pytest.fixture
async def firm(settings: Settings) -> AsyncIterator[Firm]:
    """A company with one admin."""
    async with firm_at(settings) as made:
        yield made
