"""What time brings: trials end, grace times end, links grow old, spares are used up."""

from datetime import timedelta
from uuid import UUID

from huiyin_migrations.spares import keep_spares
from sqlalchemy import ColumnElement, delete, select, text, update

from ..platform import clock
from ..platform.logging import get_logger
from ..platform.tenancy.models import Move, TenantRow, Tombstone
from ..tenants.company.lifecycle.feature import TRIAL_OVER
from ..tenants.company.lifecycle.service import status, suspend
from ..tenants.company.operators.models import OperatorSession
from ..tenants.company.signups.models import DirectoryThrottle, Signup
from .context import Stewardship
from .deletion import delete_objects, delete_tenant
from .jumps import call_back, clocks_agree
from .relocation import STUCK, MoveBusyError, go_on

log = get_logger(__name__)
_KEEP_DONE = timedelta(days=1)
# Whoever asks why a job failed has this long; afterwards what it was about says so itself.
_KEEP_JOBS = timedelta(days=30)
_OLD_JOBS = (
    text("delete from queue.pgqueuer where status = 'failed' and updated < :before"),
    text("delete from queue.pgqueuer_log where created < :before"),
)
_STUCK = timedelta(minutes=10)  # whoever began a deletion has died since


async def sweep(steward: Stewardship) -> None:
    """Do everything that is due at this moment; what is done already is not done again."""
    now = clock.now()
    await call_back(steward)
    async with steward.database.shared() as session:
        stuck_moves = list(await session.scalars(select(Move.tenant_id).where(Move.step_at < now - STUCK)))
    for id_ in stuck_moves:
        await _finish_move(steward, id_)
    stays = TenantRow.moving_to.is_(None)  # nothing of a tenant changes while it moves
    for id_ in await _due(steward, TenantRow.status == "trial", TenantRow.trial_until <= now, stays):
        await _end_trial(steward, id_)
    over = (TenantRow.status == "closing") & (TenantRow.delete_after <= now)
    stuck = (TenantRow.status == "deleting") & (TenantRow.status_since < now - _STUCK)
    ended, released = await _due(steward, over | stuck, stays), await _released(steward)
    if (ended or released) and await clocks_agree(steward):
        for id_ in ended:
            await _delete(steward, id_)
        for stone, keys in released:
            await _release(steward, stone, keys)
    for cell in steward.database.cells:
        async with steward.database.shared(cell) as session:
            for old_jobs in _OLD_JOBS:
                await session.execute(old_jobs, {"before": now - _KEEP_JOBS})
    async with steward.database.shared() as session:
        # Who did not follow the link leaves nothing behind.
        await session.execute(delete(Signup).where(Signup.expires_at < now - _KEEP_DONE))
        old = (Signup.expires_at < now, Signup.applicant_encrypted.is_not(None), Signup.state != "confirmed")
        await session.execute(update(Signup).where(*old).values(applicant_encrypted=None))
        await session.execute(
            delete(DirectoryThrottle).where(DirectoryThrottle.window_start < now - _KEEP_DONE)
        )
        await session.execute(delete(OperatorSession).where(OperatorSession.expires_at < now - _KEEP_DONE))
    for url in steward.settings.owner_addresses().values():
        await keep_spares(url, steward.settings.spare_tenants)


async def _due(steward: Stewardship, *conditions: ColumnElement[bool]) -> list[UUID]:
    async with steward.database.shared() as session:
        return list(await session.scalars(select(TenantRow.id).where(*conditions)))


async def _finish_move(steward: Stewardship, id_: UUID) -> None:
    """A tenant must not stand still because somebody's terminal was closed."""
    try:
        await go_on(steward, id_)
        log.info("move finished", tenant=str(id_))
    except MoveBusyError:
        return
    except Exception:  # a cell is away: the next round tries again
        log.exception("move not finished", tenant=str(id_))


async def _end_trial(steward: Stewardship, id_: UUID) -> None:
    tenant = await steward.tenant(id_)
    if tenant is None:
        return
    async with steward.database.tenant(tenant) as session:
        if await status(session) == "trial":
            await suspend(session, reason=TRIAL_OVER, actor="system")


async def _delete(steward: Stewardship, id_: UUID) -> None:
    try:
        await delete_tenant(steward, id_, by="system")
        log.info("tenant deleted", tenant=str(id_))
    except Exception:  # the others must not wait for this one; the next round tries again
        log.exception("deletion failed", tenant=str(id_))


async def _released(steward: Stewardship) -> list[tuple[Tombstone, set[str]]]:
    """What deleted tenants had to leave, and nothing keeps any more."""
    async with steward.database.shared() as session:
        stones = list(await session.scalars(select(Tombstone)))
    found = []
    for stone in stones:
        kept = stone.certificate.get("objects", {}).get("kept", [])
        due = {item["key"] for item in kept if item["until"] and item["until"] <= clock.now().isoformat()}
        left = due.intersection(await steward.store.keys(f"{stone.schema_name}/")) if due else set()
        if left:
            found.append((stone, left))
    return found


async def _release(steward: Stewardship, stone: Tombstone, keys: set[str]) -> None:
    for key in keys:
        await delete_objects(steward, key)
    log.info("kept objects released", tenant=str(stone.id), objects=len(keys))
