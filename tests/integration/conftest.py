"""Fixtures of the tests on real services."""

from collections.abc import AsyncIterator

import pytest
from huiyin.platform.settings import Settings

from tests.support.tenants import Place, fresh_tenant


@pytest.fixture
async def place(settings: Settings) -> AsyncIterator[Place]:
    """A fresh tenant."""
    async with fresh_tenant(settings) as made:
        yield made
