"""The company that is attacked, made once for each process."""

from collections.abc import AsyncIterator

import pytest
from huiyin.platform.settings import Settings
from huiyin.road.people import Inbox

from tests.functional.test_walls import _IDS
from tests.support.victim import Victim, victim_company


@pytest.fixture(scope="session")
async def victim(settings: Settings, inbox: Inbox) -> AsyncIterator[Victim]:
    """A company with something of every kind."""
    async with victim_company(settings, inbox, _IDS) as made:
        yield made
