"""Once a day: everything that should lie in the archive is read and compared with its hash, and nothing else lies there."""

from collections.abc import Mapping

from sqlalchemy import select

from ..platform import clock
from ..platform.clock import BEIJING
from ..platform.ids import new_id
from ..platform.logging import get_logger
from ..platform.providers.storage.checked import Copy, ObjectDamagedError, find_whole, read_whole
from ..platform.providers.storage.port import ObjectMissingError, ObjectStore, StoreAwayError
from ..platform.tenancy import Tenant
from ..tenants.company.operators.models import OperatorLog
from ..tenants.company.operators.service import ARCHIVE_SOUND, ARCHIVE_UNSOUND
from ..tenants.contracts.evidence.models import ArchivedObject
from ..tenants.contracts.evidence.service import locked_until
from ..tenants.contracts.evidence.soundness import (
    COVERED,
    DAMAGED,
    MISSING,
    SOUND,
    archive_of,
    archive_standing,
    other_copies,
    record_look,
    record_mended,
    record_strays,
)
from .daily import DailyRound

log = get_logger(__name__)
_TOLD_AT_MOST = 50


class ArchiveRound(DailyRound):
    """Looks through the archives as far as the day's budget of bytes allows.

    What was looked at longest ago comes first, so that with a greater archive the round takes several days; what is gone
    or covered shows in the list of what lies there, on the same day.
    """

    name = "archive"

    async def __call__(self) -> None:
        """The round of this day, where it has not been made."""
        self._budget = self.steward.settings.archive_check_mib * 2**20
        await super().__call__()

    async def visit(self, tenant: Tenant) -> None:
        async with self.steward.database.tenant(tenant) as session:
            rows = await archive_of(session)
        lying = await self.steward.store.tops(f"{tenant.schema}/archive/")
        today = clock.today_in_china()
        for row in rows:
            if _at_a_glance(row, lying):
                if row.checked_at is not None and row.checked_at.astimezone(BEIJING).date() == today:
                    continue  # a steward that was started again does not read everything again
                if self._budget < row.size:
                    continue
                self._budget -= row.size
            await self._look(tenant, row, lying.get(row.object_key))
        async with self.steward.database.tenant(tenant) as session:
            for key in await record_strays(session, lying):
                log.warning("an object in the archive has no row", key=key)
        await self._tell_operators(tenant)

    async def _look(self, tenant: Tenant, row: ArchivedObject, top: str | None) -> None:
        """`top`: the version that lies over all others."""
        found, data, version = SOUND, None, ""
        try:
            data, copy = await find_whole(
                self.steward.store, Copy(row.object_key, row.sha256, row.version or top or "")
            )
        except ObjectMissingError:
            found = MISSING
        except ObjectDamagedError:
            found = DAMAGED
        except StoreAwayError:
            if not await _answers(self.steward.store):
                raise
            found = DAMAGED  # a store that finds the damage itself gives nothing
        else:
            version = copy.version
            found = SOUND if version == top else COVERED
        async with self.steward.database.tenant(tenant) as session:
            await record_look(session, row.id, found, version)
        if found != SOUND:
            log.error("archive unsound", tenant=str(tenant.id), key=row.object_key, problem=found)
            await self._mend(tenant, row, data)

    async def _mend(self, tenant: Tenant, row: ArchivedObject, data: bytes | None) -> None:
        """Put a whole copy over what is damaged, covered or gone, where one is left."""
        if data is None:
            async with self.steward.database.tenant(tenant) as session:
                copies = await other_copies(session, row)
            try:
                data = await read_whole(self.steward.store, *copies)
            except (ObjectMissingError, ObjectDamagedError, StoreAwayError):
                return
        until = locked_until(row.retain_until)
        stored = await self.steward.store.put_over(row.object_key, data, retain_until=until)
        async with self.steward.database.tenant(tenant) as session:
            await record_mended(session, row.id, version=stored.version)
        log.warning("archive mended", tenant=str(tenant.id), key=row.object_key)

    async def _tell_operators(self, tenant: Tenant) -> None:
        """Who can bring an object back sees which it is: a line in their record, when that has changed."""
        async with self.steward.database.tenant(tenant) as session:
            standing = await archive_standing(session)
        bad = [{"key": one.filed.object_key, "problem": one.filed.problem} for one in standing.unsound]
        data = {"objects": bad[:_TOLD_AT_MOST], "count": len(bad)}
        last = (
            select(OperatorLog)
            .where(
                OperatorLog.tenant_id == tenant.id, OperatorLog.action.in_((ARCHIVE_SOUND, ARCHIVE_UNSOUND))
            )
            .order_by(OperatorLog.number.desc())
            .limit(1)
        )
        async with self.steward.database.shared() as session:
            told = await session.scalar(last)
            if (told.data if told is not None else {"objects": [], "count": 0}) != data:
                action = ARCHIVE_UNSOUND if bad else ARCHIVE_SOUND
                session.add(OperatorLog(actor="system", action=action, tenant_id=tenant.id, data=data))


def _at_a_glance(row: ArchivedObject, lying: Mapping[str, str | None]) -> bool:
    """Whether nothing is known against the object: it lies there, with its own version on top."""
    top = lying.get(row.object_key)
    return not row.problem and top is not None and (not row.version or row.version == top)


async def _answers(store: ObjectStore) -> bool:
    """Whether the store takes an object and gives it again: then one that it does not give is damaged."""
    key = f"probe/{new_id()}"
    try:
        await store.put(key, b"probe")
        await store.get(key)
        await store.delete(key)
    except StoreAwayError:
        return False
    return True
