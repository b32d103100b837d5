"""Archive time stamps that end soon get another one over them: a further locked object, in the chain, handed out from then on."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from anyio import to_thread
from huiyin.jobs.context import Context, Services
from huiyin.jobs.contracts.stamp_renewal import renew
from huiyin.platform import clock
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.ids import new_id
from huiyin.platform.providers.storage.directory import DirectoryStore
from huiyin.platform.providers.storage.port import ObjectLockedError
from huiyin.platform.settings import Settings
from huiyin.platform.signatures.renew import renew_stamp, stamp_ends_at
from huiyin.platform.verify.pdf import verify_pdf
from huiyin.steward.context import stewardship
from huiyin.steward.stamps import StampRound
from huiyin.tenants.audit.service import verify_chain
from huiyin.tenants.contracts.contract_templates.queries import newest_versions
from huiyin.tenants.contracts.evidence.models import ArchivedObject
from huiyin.tenants.contracts.evidence.queries import filed_as, newest_document
from huiyin.tenants.contracts.evidence.renewal import due_renewals
from huiyin.tenants.contracts.evidence.service import hand_out
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.people.employers.queries import legal_entities
from huiyin.tenants.people.persons.service import Contact, add_person
from huiyin.up import Product
from sqlalchemy import text

from tests.support.authorities import authority_in
from tests.support.databases import own_database
from tests.support.tenants import Place
from tests.unit.platform.signing_kit import LocalTimeStamper, SignedContract, sign_whole

_YEAR = timedelta(days=365)


class _Signer:
    """Old contracts by an authority whose certificates end in a year; time stamps by the next one."""

    def __init__(self, folder: Path) -> None:
        with clock.use(clock.now() - 24 * _YEAR):
            authority_in(folder / "old")
        self.old: SignedContract = sign_whole(folder / "old")
        self.next = authority_in(folder / "next")
        self.asked = 0

    @property
    def roots(self) -> bytes:
        return self.old.root_pem + self.next.root_pem

    async def renew_stamp(self, pdf: bytes) -> bytes:
        self.asked += 1
        chains = self.old.authority.chain_pem + self.next.chain_pem
        lists = (*self.old.authority.crls(), *self.next.crls())
        stamper = LocalTimeStamper(self.next)
        return await to_thread.run_sync(renew_stamp, pdf, stamper, self.roots, chains, lists)


class _Archive:
    """One finished contract, filed."""

    def __init__(self, place: Place, folder: Path, signer: _Signer) -> None:
        self.place, self.signer, self.contract_id = place, signer, new_id()
        self.store = DirectoryStore(folder)
        nothing = (None, None, None)
        services = (None, place.database, place.vault, *nothing, self.store, signer, None, None)
        self.context = Context(place.tenant, Services(*services))  # type: ignore[arg-type]

    async def file(self) -> None:
        key = self.context.object_key("archive", str(self.contract_id), "contract-1.pdf")
        until = clock.now() + 10 * _YEAR
        pdf = self.signer.old.final
        await self.store.put(key, pdf, retain_until=until)
        async with self.place.database.tenant(self.place.tenant) as session:
            employer = (await legal_entities(session))[0]
            person = await add_person(session, self.place.vault, Contact("公孙策", "+8613760000001", None))
            session.add(
                Contract(
                    id=self.contract_id, number="HT-1", person_id=person.id, legal_entity_id=employer.id,
                    template_id=(await newest_versions(session))[0].id, state="archived", terms_encrypted=b"",
                    blocks_encrypted=b"", findings=[], anchors={}, final_key="", created_by="system",
                    created_at=clock.now(),
                )
            )  # fmt: skip
            await session.flush()
            session.add(
                ArchivedObject(
                    id=new_id(), contract_id=self.contract_id, kind="contract.pdf", object_key=key,
                    sha256=sha256_hex(pdf), size=len(pdf), retain_until=until.date(), archived_at=clock.now(),
                )
            )  # fmt: skip

    async def work(self) -> None:
        await renew(self.context, {"contract": str(self.contract_id)})

    async def due(self) -> list[UUID]:
        async with self.place.database.tenant(self.place.tenant) as session:
            return list(await due_renewals(session))

    async def newest(self) -> ArchivedObject:
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await newest_document(session, self.contract_id)
        assert found is not None
        return found


@pytest.fixture(scope="module")
async def settings(stores: Product) -> AsyncIterator[Settings]:
    """The product's, with a database of these tests' own: no worker is to take what the steward asks for."""
    async with own_database(stores.stack.settings()) as ours:
        yield ours


@pytest.fixture
async def archive(place: Place, tmp_path: Path) -> _Archive:
    made = _Archive(place, tmp_path / "store", await to_thread.run_sync(_Signer, tmp_path))
    await made.file()
    return made


async def test_who_is_due_is_looked_up_once_and_waits(archive: _Archive) -> None:
    assert await archive.due() == [archive.contract_id]  # nobody has looked yet
    await archive.work()
    assert archive.signer.asked == 0
    end = stamp_ends_at(archive.signer.old.final)
    assert (await archive.newest()).stamp_until == end
    assert await archive.due() == []


async def test_a_renewed_contract_lies_beside_the_old_one(archive: _Archive) -> None:
    await archive.work()
    end = stamp_ends_at(archive.signer.old.final)
    assert end is not None
    first = await archive.newest()
    with clock.use(end - timedelta(days=91)):
        assert await archive.due() == []
    with clock.use(end - timedelta(days=89)):
        assert await archive.due() == [archive.contract_id]
        await archive.work()
        await archive.work()  # a handler may run twice
        assert await archive.due() == []
        assert archive.signer.asked == 1
        renewed = await archive.newest()
        pdf = await archive.store.get(renewed.object_key)
        assert sha256_hex(pdf) == renewed.sha256 != first.sha256
        assert pdf.startswith(archive.signer.old.final)
        assert await archive.store.get(first.object_key) == archive.signer.old.final
        with pytest.raises(ObjectLockedError):
            await archive.store.delete(renewed.object_key)
        assert renewed.retain_until == first.retain_until
        async with archive.place.database.tenant(archive.place.tenant) as session:
            contract = await session.get(Contract, archive.contract_id)
            assert contract is not None
            shown = await hand_out(session, contract, "document", archive.context.store, actor="user:x")
            assert shown == pdf
            for digest in (first.sha256, renewed.sha256):
                filed = await filed_as(session, digest)
                assert filed is not None and filed.final
            assert await filed_as(session, "0" * 64) is None
    async with archive.place.database.tenant(archive.place.tenant) as session:
        events = await session.execute(
            text("select data->>'over' from audit_events where kind = 'contract.stamp_renewed'")
        )
        assert list(events.scalars()) == [first.sha256]
        assert (await verify_chain(session)).problem is None
    with clock.use(end + timedelta(days=30)):
        assert (await to_thread.run_sync(verify_pdf, pdf, archive.signer.roots)).ok


async def test_a_stamp_that_ends_no_later_is_not_taken(archive: _Archive) -> None:
    await archive.work()
    end = stamp_ends_at(archive.signer.old.final)
    assert end is not None
    archive.signer.next = archive.signer.old.authority
    with clock.use(end - timedelta(days=30)):
        await archive.work()
    assert (await archive.newest()).kind == "contract.pdf"


async def test_the_steward_asks_once_a_day(archive: _Archive, settings: Settings) -> None:
    async with stewardship(settings) as steward:
        asked = StampRound(steward)
        await asked()
        await asked()
        async with steward.database.shared(archive.place.tenant.cell) as session:
            jobs = await session.execute(
                text(
                    "select count(*) from queue.pgqueuer where entrypoint = 'contract.renew_stamp' and convert_from(payload, 'utf8') like :id"
                ),
                {"id": f"%{archive.contract_id}%"},
            )
            assert jobs.scalar_one() == 1
