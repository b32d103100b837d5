"""Whom to telephone: after two persons were made one, and by indexes, however many messages there are."""

from typing import Any

import asyncpg
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.duplicates.service import both, merge
from huiyin.tenants.hiring.pipeline.unreached import unreached
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.messaging.messages.occasion import Occasion
from huiyin.tenants.messaging.messages.service import notify
from huiyin.tenants.people.persons.queries import person
from huiyin_migrations.runner import plain_dsn
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.hiring import ME, Hiring
from tests.support.tenants import Place


async def _told(session: AsyncSession, place: Place, found: Application, state: str) -> list[Message]:
    """Messages about an application to whose it is now; all of them end in `state`."""
    about = Occasion("contract_ready", "x", found.id)
    known = {one.id for one in await session.scalars(select(Message))}
    who = await person(session, found.person_id)
    await notify(session, place.vault, who, about, {"post": "工程师", "step": "请签署"})
    await session.flush()
    new = [one for one in await session.scalars(select(Message)) if one.id not in known]
    for one in new:
        one.state = state
    await session.flush()
    return new


async def test_an_occasion_reached_before_a_merger_is_reached_after_it(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        hiring = Hiring(session, place)
        kept, moved = await hiring.candidate("李想"), await hiring.candidate("李想", post="经理")
        before = await _told(session, place, moved, "delivered")
        await merge(session, place.vault, await both(session, kept.person_id, moved.person_id), actor=ME)
        for one in before:  # what comes later by another channel has a key of its own
            one.key = f"{one.key}.before"
        after = await _told(session, place, moved, "failed")
        assert {one.person_id for one in before} != {one.person_id for one in after} == {kept.person_id}
        assert await unreached(session) == ([], 0)
        for one in before:
            one.state = "failed"
        await session.flush()
        session.expire(moved, ["person"])
        (row,), count = await unreached(session)
        assert (count, row.person.id) == (1, kept.person_id)
        assert {one.id for one in row.messages} == {one.id for one in (*before, *after)}


async def test_messages_and_calls_are_found_by_index(place: Place, settings: Settings) -> None:
    """Without an index to use, the planner reads the table whole though it was told not to."""
    statements: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        statements.append((" ".join(statement.split()), parameters))

    async with place.database.tenant(place.tenant) as session:
        found = await Hiring(session, place).candidate()
        await _told(session, place, found, "failed")
        about_none = Occasion("contract_ready", str(new_id()), None)
        await notify(session, place.vault, found.person, about_none, {"post": "工程师", "step": "请签署"})
        for one in await session.scalars(select(Message)):
            one.state = "failed"
        await session.flush()
        connection = await session.connection()
        event.listen(connection.sync_connection, "before_cursor_execute", keep)
        rows, count = await unreached(session)
        event.remove(connection.sync_connection, "before_cursor_execute", keep)
        assert [row.application is None for row in rows].count(True) == 1 and count == 2
    owner = await asyncpg.connect(plain_dsn(settings.database_owner_url))
    await owner.execute("select set_config('search_path', $1, false)", place.tenant.schema)
    await owner.execute("set enable_seqscan = off")
    for table in ("messages", "call_notes"):
        ((statement, parameters),) = [
            one for one in statements if f"FROM {table} WHERE" in one[0] and "GROUP BY" not in one[0]
        ]
        plan = " ".join(row[0] for row in await owner.fetch(f"explain {statement}", *parameters))
        assert "Seq Scan" not in plan and f"ix_{table}_application_id" in plan, plan
    await owner.close()
