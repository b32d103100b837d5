"""Steps that SQL takes, tried from every state: none past the table, and none of the table that nobody takes."""

import json
from collections.abc import Awaitable, Callable

import asyncpg
from huiyin.platform import clock
from huiyin.platform.i18n import LazyText
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.platform.states import StateMachine
from huiyin.platform.tenancy.states import TENANT
from huiyin.tenants.messaging.messages.dispatch import Outcome, keep_outcomes
from huiyin.tenants.messaging.messages.models import Message, Receipt
from huiyin.tenants.messaging.messages.occasion import Occasion
from huiyin.tenants.messaging.messages.receipts import Report, apply_receipts, receive, record_opened
from huiyin.tenants.messaging.messages.service import notify
from huiyin.tenants.messaging.messages.states import MESSAGE
from huiyin_migrations.removal import begin_removal
from huiyin_migrations.runner import plain_dsn
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.desk import VALUES
from tests.support.hiring import Hiring
from tests.support.tenants import Place

Steps = set[tuple[str, str]]


def _steps(machine: StateMachine) -> Steps:
    return {(before, after) for before, following in machine.steps.items() for after in following}


# --- messages ------------------------------------------------------------------------------------------------------


def _hand_over(*, failure: bool = False, delivered: bool = False) -> Callable[..., Awaitable[None]]:
    async def write(session: AsyncSession, message: Message) -> None:
        said = LazyText("x") if failure else LazyText("")
        await keep_outcomes(session, [Outcome(message.id, "p", delivered, said)])

    return write


def _report(*, delivered: bool) -> Callable[..., Awaitable[None]]:
    async def write(session: AsyncSession, message: Message) -> None:
        await receive(session, "aliyun", [Report(str(new_id()), message.id, delivered, "x")])
        receipts = await session.scalars(select(Receipt.id).where(Receipt.message_id == message.id))
        await apply_receipts(session, receipts.all())

    return write


async def _open(session: AsyncSession, message: Message) -> None:
    await record_opened(session, message.link_code)


_WRITERS = (
    _hand_over(),
    _hand_over(delivered=True),
    _hand_over(failure=True),
    _report(delivered=True),
    _report(delivered=False),
    _open,
)


async def test_messages(place: Place) -> None:
    taken: Steps = set()
    async with place.database.tenant(place.tenant) as session:
        told = await Hiring(session, place).candidate()
        await notify(session, place.vault, told.person, Occasion("result_pass", "1", told.id), VALUES)
        message = (await session.scalars(select(Message).where(Message.channel == "sms"))).one()
        for before in MESSAGE.states:
            for write in _WRITERS:
                after = await _written(session, message, before, write)
                taken |= {(before, after)} - {(before, before)}
    # Who opens what was not known to have arrived lets it arrive first.
    assert taken - {("submitted", "opened"), ("failed", "opened")} == _steps(MESSAGE)


async def _written(
    session: AsyncSession, message: Message, before: str, write: Callable[..., Awaitable[None]]
) -> str:
    """The state after `write`, of a message that stood in `before`; nothing of it stays."""
    undone = await session.begin_nested()
    arrived = clock.now() if before in ("delivered", "opened") else None
    read = clock.now() if before == "opened" else None
    await session.execute(
        update(Message)
        .where(Message.id == message.id)
        .values(state=before, delivered_at=arrived, opened_at=read)
    )
    await session.refresh(message)
    await write(session, message)
    await session.flush()
    after = await session.scalar(select(Message.state).where(Message.id == message.id))
    await undone.rollback()
    await session.refresh(message)
    assert after is not None
    return after


# --- tenants -------------------------------------------------------------------------------------------------------


async def test_tenants(place: Place, settings: Settings) -> None:
    owner = await asyncpg.connect(plain_dsn(settings.database_owner_url))
    try:
        taken = await _through_the_door(owner, place.tenant.schema)
        for before in TENANT.states:
            await _stand(owner, place.tenant.schema, before)
            try:
                await begin_removal(settings.database_owner_url, place.tenant.id)
            except LookupError:
                continue
            taken |= {(before, "deleting")} - {("deleting", "deleting")}
        await _stand(owner, place.tenant.schema, "active")
    finally:
        await owner.close()
    assert taken == _steps(TENANT)


async def _through_the_door(owner: asyncpg.Connection, schema: str) -> Steps:
    """What the door lets through, forwards and then, from what it put aside, back."""
    taken: Steps = set()
    for before in TENANT.states:
        for after in TENANT.states:
            if before != after and await _door(owner, schema, before, after) == after:
                taken.add((before, after))
    for before, aside in sorted(taken):
        if await _door(owner, schema, aside, "back", before) == before:
            taken.add((aside, before))
    return taken


async def _door(owner: asyncpg.Connection, schema: str, before: str, wanted: str, aside: str = "") -> str:
    """Where the tenant stands after asking the door; empty when it was refused. Nothing of it stays."""
    undone = owner.transaction()
    await undone.start()
    try:
        await _stand(owner, schema, before, aside)
        await owner.execute(f'set local role "{schema}"')
        answer: str = await owner.fetchval("select doors.change_status($1, 'x', 'test', now())", wanted)
    except asyncpg.PostgresError as refused:
        assert refused.sqlstate == "HU001", refused
        return ""
    finally:
        await undone.rollback()
    return answer


async def _stand(owner: asyncpg.Connection, schema: str, status: str, aside: str = "") -> None:
    stack = json.dumps([{"status": aside, "reason": ""}] if aside else [])
    await owner.execute(
        "update shared.tenants set status = $2, before = $3::text::jsonb where schema_name = $1",
        schema, status, stack,
    )  # fmt: skip
