"""A contract stays locked to two years and more after the employment's end: as long as it lasts the lock is made longer."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from huiyin.platform import clock
from huiyin.platform.providers.storage.directory import DirectoryStore
from huiyin.platform.providers.storage.port import StoreAwayError
from huiyin.platform.providers.storage.s3 import S3Store
from huiyin.platform.settings import Settings
from huiyin.platform.verify.anchor import anchor_key, bundle_name
from huiyin.platform.verify.proof import proof_key
from huiyin.steward.context import stewardship
from huiyin.steward.locks import LockRound
from huiyin.tenants.audit.service import verify_chain
from huiyin.tenants.contracts.evidence.retention import kept_at_first, years_after
from huiyin.tenants.contracts.evidence.service import locked_until
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.people.employees.models import Employee
from huiyin.tenants.people.employees.service import Employment, End, end_employment, file_employee
from huiyin.up import Product
from sqlalchemy import select, text

from tests.integration.test_archive_soundness import _FILES, _Archive
from tests.support.databases import own_database
from tests.support.tenants import Place


@pytest.fixture(scope="module")
async def settings(stores: Product) -> AsyncIterator[Settings]:
    async with own_database(stores.stack.settings()) as ours:
        yield ours


class _Employed(_Archive):
    """Somebody works here, by a contract without an end that was archived today."""

    async def hire(self) -> None:
        until = kept_at_first(None, 5)
        prefix = self.schema
        name = bundle_name(str(self.contract_id), "evidence-0.zip")
        self.proofs = [
            anchor_key(prefix, name, 9, "ab" * 32),
            proof_key(prefix, str(self.contract_id)),
        ]
        for key in self.proofs:
            await self.steward.store.put(key, b"proof", retain_until=locked_until(until))
        for kind in _FILES:
            await self.steward.store.extend(self.key(kind), locked_until(until))
        async with self.place.database.tenant(self.place.tenant) as session:
            contract = await session.get_one(Contract, self.contract_id)
            wanted = Employment(
                contract.person_id,
                contract.legal_entity_id,
                clock.today_in_china(),
                contract_id=contract.id,
            )
            await file_employee(session, wanted)
            contract.archived_at = clock.now()
            await session.execute(text("update archived_objects set retain_until = :until"), {"until": until})

    async def leave(self, day: date) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            employee = (await session.scalars(select(Employee))).one()
            await end_employment(session, employee, End(day, "resigned"), actor="user:x")

    async def lock(self) -> date:
        """One round; until when the rows then say that everything is locked."""
        await LockRound(self.steward)()
        async with self.place.database.tenant(self.place.tenant) as session:
            assert (await verify_chain(session)).problem is None
            rows = await session.execute(text("select distinct retain_until from archived_objects"))
            until = rows.scalar_one()
            assert isinstance(until, date)
            return until

    async def locks(self) -> set[datetime | None]:
        keys = [*(self.key(kind) for kind in _FILES), *self.proofs]
        return {await self.steward.store.retained_until(key) for key in keys}

    async def said(self) -> list[str]:
        async with self.place.database.tenant(self.place.tenant) as session:
            rows = await session.execute(
                text(
                    "select data->>'retain_until' from audit_events where kind = 'archive.lock_extended' order by seq"
                )
            )
            return list(rows.scalars())


@pytest.fixture(params=["s3", "directory"])
async def employed(
    request: pytest.FixtureRequest, place: Place, settings: Settings, tmp_path: Path
) -> AsyncIterator[_Employed]:
    async with stewardship(settings) as steward:
        made = _Employed(place, steward, tmp_path)
        if request.param == "s3":
            made.steward = replace(steward, store=S3Store(settings))
        await made.fill()
        await made.hire()
        yield made


async def test_while_somebody_works_here_the_lock_is_made_longer_every_year(employed: _Employed) -> None:
    first = until = years_after(years_after(clock.today_in_china(), 1), 5)
    assert await employed.lock() == first and await employed.said() == []
    moved = []
    for month in range(1, 37):
        with clock.use(clock.now() + timedelta(days=31 * month)):
            found = await employed.lock()
            assert found >= years_after(clock.today_in_china(), 5), (
                "were it to end today, it is kept long enough"
            )
            assert await employed.locks() == {locked_until(found)}
            if found != until:
                assert found > until
                moved.append(month)
                until = found
    assert moved == [12, 24, 36]
    assert len(await employed.said()) == 3


async def test_after_the_end_it_is_locked_for_the_tenants_years_and_no_longer(employed: _Employed) -> None:
    start = clock.now()
    last = clock.today_in_china() + timedelta(days=1000)
    with clock.use(start + timedelta(days=1000)):
        assert await employed.lock() == years_after(years_after(last, 1), 5)
        await employed.leave(last)
    with clock.use(start + timedelta(days=3000)):
        assert await employed.lock() == years_after(years_after(last, 1), 5)
    assert len(await employed.said()) == 1


async def test_a_round_that_was_late_catches_up_after_somebody_left(employed: _Employed) -> None:
    last = clock.today_in_china() + timedelta(days=1000)
    await employed.leave(last)
    with clock.use(clock.now() + timedelta(days=1500)):
        assert await employed.lock() == years_after(last, 5)
        assert await employed.locks() == {locked_until(years_after(last, 5))}


async def test_the_laws_floor_holds_whatever_the_tenant_has_set(employed: _Employed) -> None:
    async with employed.place.database.tenant(employed.place.tenant) as session:
        await session.execute(text("update tenant_settings set retention_years = 0"))
        await session.execute(
            text("update archived_objects set retain_until = :today"), {"today": clock.today_in_china()}
        )
    assert await employed.lock() == years_after(years_after(clock.today_in_china(), 1), 2)


async def test_no_row_promises_a_lock_that_the_store_did_not_give(
    place: Place, settings: Settings, tmp_path: Path
) -> None:
    class Away(DirectoryStore):
        async def extend(self, key: str, until: datetime, version: str = "") -> None:
            raise StoreAwayError

    async with stewardship(settings) as steward:
        made = _Employed(place, steward, tmp_path)
        await made.fill()
        await made.hire()
        first = await made.lock()
        made.steward = replace(made.steward, store=Away(tmp_path))
        with clock.use(clock.now() + timedelta(days=400)):
            assert await made.lock() == first and await made.said() == []


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2027, 1, 1), 2, date(2029, 1, 1)),
    ],
)
def test_years_after_a_day(day: date, years: int, then: date) -> None:
    assert years_after(day, years) == then
    assert locked_until(then) == datetime(then.year, then.month, then.day, 23, 59, 59, tzinfo=UTC)
