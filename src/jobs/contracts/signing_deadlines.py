"""Looking after contracts that wait for a signature: reminders, the end of their time, what HR asked for by night."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ...platform import clock
from ...platform.logging import get_logger
from ...platform.queue import Urgency, job
from ...tenants.contracts.labour_contracts.queries import contract as load
from ...tenants.contracts.labour_contracts.queries import contracts_to_look_after
from ...tenants.contracts.signing.deadlines import (
    NUDGE,
    WATCH,
    come_back,
    look_after,
    look_later,
    nudge_by_day,
)
from ..context import Context

log = get_logger(__name__)
_AT_ONCE = 200


@job(WATCH, concurrency=2, urgency=Urgency.BULK)
async def watch(context: Context, payload: dict[str, Any]) -> None:
    """A moment has come at which some contract of the tenant is to be reminded of, or expires.

    Each is seen to in a transaction of its own: one that cannot be, holds up nobody else and is looked at again later.
    """
    async with context.work() as session:
        ids = await contracts_to_look_after(session, clock.now(), limit=_AT_ONCE)
    for contract_id in ids:
        try:
            await _look_after(context, contract_id)
        except Exception:
            log.exception("a contract could not be looked after", contract=str(contract_id))
            async with context.work() as session:
                look_later(await load(session, contract_id, lock=True))
    async with context.work() as session:
        await come_back(session)


async def _look_after(context: Context, contract_id: UUID) -> None:
    async with context.work() as session:
        await look_after(session, context.services.vault, await load(session, contract_id, lock=True))


@job(NUDGE, concurrency=2, urgency=Urgency.BULK)
async def remind(context: Context, payload: dict[str, Any]) -> None:
    """Somebody asked for a signature by night, and it is day."""
    async with context.work() as session:
        contract = await load(session, UUID(payload["contract"]), lock=True)
        await nudge_by_day(session, context.services.vault, contract, datetime.fromisoformat(payload["at"]))
