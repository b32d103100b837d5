"""The chain of audit events, checked while others write and after its end was cut off."""

from typing import Any

import asyncpg
import pytest
from huiyin.platform.settings import Settings
from huiyin.tenants.audit.service import record, verify_chain
from huiyin.tenants.messaging.messages.feature import MessageEvent

from tests.support.tenants import Place


async def _write(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        record(session, MessageEvent.DELIVERY_CHANGED)


async def test_what_is_written_meanwhile_is_checked_too(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with place.database.tenant(place.tenant) as session:
        before = (await verify_chain(session)).events
        read = session.execute

        async def then_another(*arguments: Any, **options: Any) -> Any:
            monkeypatch.undo()
            found = await read(*arguments, **options)
            await _write(place)
            return found

        monkeypatch.setattr(session, "execute", then_another)
        report = await verify_chain(session)
        assert (report.valid, report.events) == (True, before + 1)


async def test_an_end_that_was_cut_off_is_missed(place: Place, settings: Settings) -> None:
    await _write(place)
    owner = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    events = f"{place.tenant.schema}.audit_events"
    await owner.execute("set session_replication_role = replica")  # past the trigger that forbids it
    await owner.execute(f"delete from {events} where seq = (select max(seq) from {events})")  # noqa: S608
    await owner.close()
    async with place.database.tenant(place.tenant) as session:
        problem = (await verify_chain(session)).problem
    assert problem is not None and problem.problem == "缺少链的末端"
