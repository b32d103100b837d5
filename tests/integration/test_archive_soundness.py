"""What is lost or damaged in the archive is found the same day, named, and mended where a copy is left."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from huiyin.platform import clock
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.ids import new_id
from huiyin.platform.providers.storage.checked import ObjectDamagedError
from huiyin.platform.providers.storage.directory import DirectoryStore
from huiyin.platform.providers.storage.port import StoreAwayError, StoredObject
from huiyin.platform.settings import Settings
from huiyin.steward.context import Stewardship, stewardship
from huiyin.steward.soundness import ArchiveRound
from huiyin.tenants.audit.service import verify_chain
from huiyin.tenants.company.operators.models import OperatorLog
from huiyin.tenants.company.operators.service import unsound_archives
from huiyin.tenants.contracts.contract_templates.queries import newest_versions
from huiyin.tenants.contracts.evidence.models import ArchivedObject
from huiyin.tenants.contracts.evidence.service import hand_out
from huiyin.tenants.contracts.evidence.soundness import ArchiveStanding, archive_standing
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.people.employers.queries import legal_entities
from huiyin.tenants.people.persons.service import Contact, add_person
from huiyin.up import Product
from sqlalchemy import select, text

from tests.support.databases import own_database
from tests.support.tenants import Place

_FILES = {"contract.pdf": b"the contract, signed and sealed", "evidence.zip": b"what proves it"}


@pytest.fixture(scope="module")
async def settings(stores: Product) -> AsyncIterator[Settings]:
    """The product's, with a database of these tests' own: the round goes through every tenant."""
    async with own_database(stores.stack.settings()) as ours:
        yield ours


class _Archive:
    """A finished contract with two objects in a folder that can be reached into."""

    def __init__(self, place: Place, steward: Stewardship, folder: Path) -> None:
        self.place, self.folder, self.contract_id = place, folder, new_id()
        self.steward = replace(steward, store=DirectoryStore(folder))
        self.schema = place.tenant.schema

    def key(self, kind: str) -> str:
        return f"{self.schema}/archive/{self.contract_id}/{kind}"

    async def fill(self) -> None:
        final = _FILES["contract.pdf"]
        made = f"{self.schema}/contracts/{self.contract_id}/final.pdf"
        await self.steward.store.put(made, final)
        async with self.place.database.tenant(self.place.tenant) as session:
            employer = (await legal_entities(session))[0]
            person = await add_person(session, self.place.vault, Contact("公孙策", "+8613760000001", None))
            session.add(
                Contract(
                    id=self.contract_id, number="HT-1", person_id=person.id, legal_entity_id=employer.id,
                    template_id=(await newest_versions(session))[0].id, state="archived", terms_encrypted=b"",
                    blocks_encrypted=b"", findings=[], anchors={}, final_key=made, final_sha256=sha256_hex(final),
                    created_by="system", created_at=clock.now(),
                )
            )  # fmt: skip
            await session.flush()
            for kind, data in _FILES.items():
                until = clock.now() + timedelta(days=900)
                stored = await self.steward.store.put(self.key(kind), data, retain_until=until)
                session.add(
                    ArchivedObject(
                        id=new_id(), contract_id=self.contract_id, kind=kind, object_key=self.key(kind),
                        version=stored.version, sha256=sha256_hex(data), size=len(data), retain_until=until.date(), archived_at=clock.now(),
                    )
                )  # fmt: skip

    def reach_into(self, kind: str) -> Path:
        return self.folder / self.key(kind)

    async def look(self) -> None:
        await ArchiveRound(self.steward)()

    async def become(self, state: str) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            (await session.get_one(Contract, self.contract_id)).state = state

    async def standing(self) -> ArchiveStanding:
        async with self.place.database.tenant(self.place.tenant) as session:
            return await archive_standing(session)

    async def strays(self) -> list[str]:
        async with self.place.database.tenant(self.place.tenant) as session:
            rows = await session.execute(
                text("select data->>'key' from audit_events where kind = 'archive.stray'")
            )
            return list(rows.scalars())

    async def problems(self) -> dict[str, str]:
        async with self.place.database.tenant(self.place.tenant) as session:
            rows = await session.execute(text("select kind, problem from archived_objects"))
            return dict(rows.all())

    async def events(self) -> list[str]:
        async with self.place.database.tenant(self.place.tenant) as session:
            assert (await verify_chain(session)).problem is None
            rows = await session.execute(
                text(
                    "select kind || ' ' || (data->>'file') from audit_events where kind like 'archive.%' and data ? 'file' order by seq"
                )
            )
            return list(rows.scalars())


@pytest.fixture
async def archive(place: Place, settings: Settings, tmp_path: Path) -> AsyncIterator[_Archive]:
    async with stewardship(settings) as steward:
        made = _Archive(place, steward, tmp_path)
        await made.fill()
        yield made


async def test_what_is_sound_is_noted_and_nothing_is_said(archive: _Archive) -> None:
    await archive.look()
    assert await archive.problems() == {"contract.pdf": "", "evidence.zip": ""}
    assert await archive.events() == []
    async with archive.place.database.tenant(archive.place.tenant) as session:
        rows = await session.execute(text("select count(*) from archived_objects where checked_at is null"))
        assert rows.scalar_one() == 0


@pytest.mark.parametrize("harm", ["missing", "damaged"])
async def test_a_contract_is_mended_from_where_it_was_made(archive: _Archive, harm: str) -> None:
    file = archive.reach_into("contract.pdf")
    if harm == "missing":
        file.unlink()
    else:
        file.write_bytes(_FILES["contract.pdf"].replace(b"sealed", b"seal3d"))
    await archive.look()
    assert await archive.problems() == {"contract.pdf": "", "evidence.zip": ""}
    assert await archive.events() == ["archive.unsound contract.pdf", "archive.mended contract.pdf"]
    key = archive.key("contract.pdf")
    assert await archive.steward.store.get(key) == _FILES["contract.pdf"]
    assert await archive.steward.store.retained_until(key) is not None
    await archive.look()  # and it stays so
    assert len(await archive.events()) == 2


async def test_what_has_no_other_copy_is_named_until_it_is_back(archive: _Archive) -> None:
    file = archive.reach_into("evidence.zip")
    kept = file.read_bytes()
    file.write_bytes(b"what pr0ves it")
    await archive.look()
    await archive.look()
    assert await archive.problems() == {"contract.pdf": "", "evidence.zip": "damaged"}
    assert await archive.events() == ["archive.unsound evidence.zip"]  # once, not every day
    file.write_bytes(kept)
    await archive.look()
    assert await archive.problems() == {"contract.pdf": "", "evidence.zip": ""}
    assert await archive.events() == ["archive.unsound evidence.zip", "archive.sound evidence.zip"]


async def test_an_object_without_a_row_is_named(
    archive: _Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    stray = f"{archive.schema}/archive/{archive.contract_id}/stray.pdf"
    await archive.steward.store.put(stray, b"nobody knows why")
    await archive.look()
    assert stray in capsys.readouterr().out
    await archive.look()
    assert (await archive.standing()).strays[0].object_key == stray
    assert await archive.strays() == [stray]  # once, not every day
    await archive.steward.store.delete(stray)
    await archive.look()
    assert (await archive.standing()).strays == []


async def test_what_is_just_being_archived_is_no_stray(archive: _Archive) -> None:
    await archive.steward.store.put(f"{archive.schema}/archive/{archive.contract_id}/new.zip", b"made again")
    await archive.become("completed")
    await archive.look()
    assert (await archive.standing()).strays == []
    await archive.become("archived")
    await archive.look()
    assert len((await archive.standing()).strays) == 1


async def test_a_store_that_is_away_accuses_nobody(archive: _Archive) -> None:
    class Away(DirectoryStore):
        async def original(self, key: str) -> bytes:
            raise StoreAwayError

        async def put(self, key: str, data: bytes, *, retain_until: datetime | None = None) -> StoredObject:
            raise StoreAwayError

    archive.steward = replace(archive.steward, store=Away(archive.folder))
    await archive.look()
    assert await archive.problems() == {"contract.pdf": "", "evidence.zip": ""}
    assert await archive.events() == []


async def test_one_object_that_a_store_does_not_give_is_damaged_and_holds_up_no_other(
    archive: _Archive,
) -> None:
    """A store that keeps checksums finds the damage before us, and answers as if it were broken."""
    broken = archive.key("contract.pdf")

    class Broken(DirectoryStore):
        async def original(self, key: str) -> bytes:
            if key == broken:
                raise StoreAwayError
            return await super().original(key)

    archive.reach_into("evidence.zip").write_bytes(b"other")
    archive.steward = replace(archive.steward, store=Broken(archive.folder))
    assert await _take_away(archive, "document") == _FILES["contract.pdf"]
    await archive.look()
    assert sorted(await archive.events()) == [
        "archive.mended contract.pdf",
        "archive.unsound contract.pdf",
        "archive.unsound evidence.zip",
    ]


async def test_operators_read_of_it_once_and_that_it_is_mended(archive: _Archive) -> None:
    async def told() -> tuple[list[str], dict[str, int]]:
        async with archive.steward.database.shared() as session:
            mine = OperatorLog.tenant_id == archive.place.tenant.id
            lines = await session.scalars(select(OperatorLog).where(mine).order_by(OperatorLog.number))
            bad = {row.slug: count for row, count in await unsound_archives(session)}
            return [line.action for line in lines if line.action.startswith("archive.")], bad

    slug = archive.place.tenant.slug
    await archive.look()
    actions, bad = await told()
    assert actions == [] and slug not in bad
    archive.reach_into("evidence.zip").unlink()
    await archive.look()
    await archive.look()
    actions, bad = await told()
    assert actions == ["archive.unsound"] and bad[slug] == 1
    archive.reach_into("evidence.zip").write_bytes(_FILES["evidence.zip"])
    await archive.look()
    actions, bad = await told()
    assert actions == ["archive.unsound", "archive.sound"] and slug not in bad


async def test_a_great_archive_takes_its_days(archive: _Archive) -> None:
    small = replace(archive.steward, settings=replace(archive.steward.settings, archive_check_mib=0))
    archive.steward = small
    await archive.look()
    assert await _unseen(archive) == 2
    archive.steward = replace(small, settings=replace(small.settings, archive_check_mib=1))
    await archive.look()
    assert await _unseen(archive) == 0


async def test_one_round_a_day(archive: _Archive) -> None:
    looking = ArchiveRound(archive.steward)
    await looking()
    archive.reach_into("evidence.zip").unlink()
    await looking()
    assert await archive.events() == []
    with clock.use(clock.now() + timedelta(days=1)):
        await looking()
    assert await archive.events() == ["archive.unsound evidence.zip"]


async def _unseen(archive: _Archive) -> Any:
    async with archive.place.database.tenant(archive.place.tenant) as session:
        rows = await session.execute(text("select count(*) from archived_objects where checked_at is null"))
        return rows.scalar_one()


async def _take_away(archive: _Archive, what: str) -> bytes:
    async with archive.place.database.tenant(archive.place.tenant) as session:
        contract = await session.get_one(Contract, archive.contract_id)
        return await hand_out(session, contract, what, archive.steward.store, actor="user:x")  # type: ignore[arg-type]


async def _taken(archive: _Archive) -> Any:
    async with archive.place.database.tenant(archive.place.tenant) as session:
        rows = await session.execute(
            text("select count(*) from audit_events where kind = 'document.downloaded'")
        )
        return rows.scalar_one()


@pytest.mark.parametrize("harm", ["missing", "damaged"])
async def test_nobody_is_handed_a_damaged_file(archive: _Archive, harm: str) -> None:
    assert await _take_away(archive, "evidence") == _FILES["evidence.zip"]
    for kind in _FILES:
        file = archive.reach_into(kind)
        if harm == "missing":
            file.unlink()
        else:
            file.write_bytes(b"X" + file.read_bytes()[1:])
    assert await _take_away(archive, "document") == _FILES["contract.pdf"]  # where it was made it is whole
    with pytest.raises(ObjectDamagedError):
        await _take_away(archive, "evidence")
    (archive.folder / f"{archive.schema}/contracts/{archive.contract_id}/final.pdf").write_bytes(b"other")
    with pytest.raises(ObjectDamagedError):
        await _take_away(archive, "document")
    assert await _taken(archive) == 2


async def test_a_steward_started_again_does_not_read_everything_again(archive: _Archive) -> None:
    read: list[str] = []

    class Watched(DirectoryStore):
        async def original(self, key: str) -> bytes:
            read.append(key)
            return await super().original(key)

    archive.steward = replace(archive.steward, store=Watched(archive.folder))
    await archive.look()
    await archive.look()
    mine = [key for key in read if key.startswith(archive.schema)]
    assert sorted(mine) == sorted(archive.key(kind) for kind in _FILES)
