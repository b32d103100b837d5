"""A further archive time stamp on a finished contract, before the last one ends."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from anyio import to_thread

from ...platform import clock
from ...platform.crypto.keyed import sha256_hex
from ...platform.logging import get_logger
from ...platform.providers.storage.checked import read_whole
from ...platform.queue import Urgency, job
from ...platform.signatures.renew import stamp_ends_at
from ...tenants.contracts.evidence.queries import DOCUMENT, copy_of, newest_document
from ...tenants.contracts.evidence.renewal import AHEAD, record_renewed, record_stamp
from ...tenants.contracts.evidence.service import Stored, locked_until
from ...tenants.contracts.labour_contracts.queries import contract as load
from ..context import Context

log = get_logger(__name__)


@job("contract.renew_stamp", concurrency=1, urgency=Urgency.BULK)
async def renew(context: Context, payload: dict[str, Any]) -> None:
    """Look until when the last stamp is good, and renew it where that is soon."""
    contract_id = UUID(payload["contract"])
    async with context.work() as session:
        filed = await newest_document(session, contract_id)
        if filed is None:
            return
        before = copy_of(filed)
        locked = locked_until(filed.retain_until)
    pdf = await read_whole(context.store, before)
    until = await to_thread.run_sync(stamp_ends_at, pdf)
    if until is None or until > clock.now() + AHEAD:
        async with context.work() as session:
            await record_stamp(session, contract_id, before.sha256, until or datetime.max.replace(tzinfo=UTC))
        return
    renewed = await context.services.signer.renew_stamp(pdf)
    good_until = await to_thread.run_sync(stamp_ends_at, renewed)
    if good_until is None or good_until <= until:
        log.error(
            "a new time stamp ends no later than the old one: nothing is renewed", contract=str(contract_id)
        )
        return
    kind = f"{DOCUMENT}.{sha256_hex(renewed)[:16]}"
    place = context.object_key("archive", str(contract_id), f"contract-{sha256_hex(renewed)}.pdf")
    stored = await context.store.put(place, renewed, retain_until=locked)
    async with context.work() as session:
        contract = await load(session, contract_id, lock=True)
        file = Stored(kind, stored.key, stored.sha256, stored.size, stored.version)
        await record_renewed(session, contract, file, over=before.sha256, until=good_until)
