"""Anchors: what somebody with the whole database in hand does to a chain is found, and what is not yet is said before."""

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from huiyin.platform import clock
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.ids import new_id
from huiyin.platform.providers.storage.directory import DirectoryStore
from huiyin.platform.providers.storage.port import ObjectLockedError, StoredObject
from huiyin.platform.providers.storage.s3 import S3Store
from huiyin.platform.settings import Settings
from huiyin.platform.signatures.identity import Identity
from huiyin.platform.signatures.manifest import sign_manifest
from huiyin.platform.verify.proof import ProofReport, check_proof
from huiyin.platform.verify.publication import Publication, published_among
from huiyin.platform.verify.stamp import check_root_stamp
from huiyin.steward.anchoring import anchor
from huiyin.steward.deletion import delete_tenant
from huiyin.steward.sweep import sweep
from huiyin.tenants.audit.service import record
from huiyin.tenants.company.lifecycle.service import close
from huiyin.tenants.contracts.evidence.feature import EvidenceEvent
from huiyin.up import Product
from sqlalchemy import text

from tests.support.anchors import Notary, cut, happen, notary, owner_of, rewrite
from tests.support.authorities import installed_authority
from tests.support.cells import Killed
from tests.support.databases import own_database
from tests.support.tenants import Place, fresh_tenant


@pytest.fixture(scope="module")
async def settings(stores: Product) -> AsyncIterator[Settings]:
    """The product's, with a database of these tests' own: who anchors a day anchors every tenant there is."""
    async with own_database(stores.stack.settings()) as ours:
        yield ours


@pytest.fixture
async def office(settings: Settings, tmp_path: Path) -> AsyncIterator[Notary]:
    """A notary whose anchors lie in a folder."""
    async with notary(settings, DirectoryStore(tmp_path)) as made:
        yield made


async def test_a_tenant_born_today_is_told_that_it_is_not_anchored(office: Notary, place: Place) -> None:
    before = await office.look(place)
    assert (before.verdict, before.standing.seq, before.standing.stamped_at) == ("valid", 0, None)
    noon = office.noon
    await office.anchor()
    seen = await office.look(place)
    assert (seen.verdict, seen.standing.seq) == ("valid", seen.report.events)
    assert seen.standing.stamped_at == noon.astimezone(UTC)
    await happen(place, 3)  # these are only protected by the database
    seen = await office.look(place)
    assert (seen.verdict, seen.report.events - seen.standing.seq) == ("valid", 3)
    await office.anchor()
    seen = await office.look(place)
    assert seen.report.events == seen.standing.seq


async def test_anchors_that_have_ended_are_missed(office: Notary, place: Place) -> None:
    await office.anchor()
    assert not (await office.look(place)).standing.stopped
    office.day += timedelta(days=1)
    assert not (await office.look(place)).standing.stopped, "a day may be made up for"
    office.day += timedelta(days=1)
    assert (await office.look(place)).standing.stopped


async def test_an_end_cut_off_with_its_head_is_found(
    office: Notary, place: Place, settings: Settings
) -> None:
    await happen(place, 5)
    await office.anchor()
    anchored = (await office.look(place)).report.events
    await happen(place, 2)
    async with owner_of(place, settings) as owner:
        await cut(owner, anchored + 1)
        seen = await office.look(place)
        # Nobody can know: the page has said so, of just these events.
        assert (seen.verdict, seen.standing.seq, seen.report.events) == ("valid", anchored, anchored + 1)
        await cut(owner, anchored - 1)
    seen = await office.look(place)
    assert seen.report.valid, "the tables agree among themselves"
    assert (seen.verdict, [seq for seq, _at in seen.standing.problems]) == ("broken", [anchored])


async def test_it_is_found_after_the_next_anchor_at_the_latest(
    office: Notary, place: Place, settings: Settings
) -> None:
    """What was anchored once stays known, whatever is anchored later, by whomever."""
    await office.anchor()
    await happen(place, 4)
    await office.anchor()
    anchored = (await office.look(place)).report.events
    async with owner_of(place, settings) as owner:
        await cut(owner, anchored - 2)
    await happen(place, 10)
    for _day in range(3):
        await office.anchor()  # the steward vouches for what it finds
    seen = await office.look(place)
    assert seen.report.valid and seen.report.events > anchored
    assert (seen.verdict, [seq for seq, _at in seen.standing.problems]) == ("broken", [anchored])


async def test_a_chain_recomputed_as_a_whole_is_found(
    office: Notary, place: Place, settings: Settings
) -> None:
    await happen(place, 5)
    await office.anchor()
    async with owner_of(place, settings) as owner:
        await rewrite(owner, place, actor="somebody else")
    seen = await office.look(place)
    assert seen.report.valid and not seen.report.doubts
    assert (seen.verdict, [seq for seq, _at in seen.standing.problems]) == ("broken", [seen.report.events])


@pytest.mark.parametrize("way", ["ahead", "back"])
async def test_times_changed_in_a_recomputed_chain_are_found(
    office: Notary, place: Place, settings: Settings, way: str
) -> None:
    await happen(place, 5)
    await office.anchor()
    at = clock.now() + timedelta(days=365 * 73) if way == "ahead" else clock.now() - timedelta(days=9)
    async with owner_of(place, settings) as owner:
        await rewrite(owner, place, at=at)
    seen = await office.look(place)
    assert (seen.verdict, len(seen.standing.problems)) == ("broken", 1)
    assert seen.doubts[0] == ("时间在将来" if way == "ahead" else "时间早于前一个事件")


async def test_a_chain_emptied_and_begun_anew_is_found(
    office: Notary, place: Place, settings: Settings
) -> None:
    await happen(place, 3)
    await office.anchor()
    anchored = (await office.look(place)).report.events
    async with owner_of(place, settings) as owner:
        await cut(owner, 0)
    assert (await office.look(place)).verdict == "broken"
    await happen(place, anchored + 5)
    seen = await office.look(place)
    assert seen.report.valid
    assert (seen.verdict, [seq for seq, _at in seen.standing.problems]) == ("broken", [anchored])


async def finish(place: Place, bundle: str) -> UUID:
    """A contract was archived: what the chain says of it."""
    contract = new_id()
    hashes = {
        "contract.pdf": "ab" * 32,
        "evidence.zip": bundle,
        "manifest": "cd" * 32,
        "signature": "ef" * 32,
    }
    async with place.database.tenant(place.tenant) as session:
        record(session, EvidenceEvent.CONTRACT_ARCHIVED, contract_id=contract, data=hashes)
    return contract


def proof_of(office: Notary, place: Place, contract: UUID) -> bytes:
    """The proof that lies there."""
    return office.proofs(place)[f"proof-{contract}.json"].read_bytes()


def check(office: Notary, place: Place, contract: UUID, manifest: bytes = b"manifest") -> ProofReport:
    """What the proof of a contract shows."""
    facts = {"tenant": str(place.tenant.id), "contract": str(contract), "contract_sha256": "ab" * 32}
    return check_proof(proof_of(office, place, contract), manifest, facts, office.root_pem)


async def test_every_finished_file_is_in_the_tree_of_its_day(
    office: Notary, place: Place, settings: Settings
) -> None:
    manifest = {"manifest": sha256_hex(b"manifest")}
    async with fresh_tenant(settings) as other:
        first, theirs = new_id(), new_id()
        for where, contract in ((place, first), (other, theirs)):
            async with where.database.tenant(where.tenant) as session:
                data = {"contract.pdf": "ab" * 32} | manifest
                record(session, EvidenceEvent.CONTRACT_ARCHIVED, contract_id=contract, data=data)
        await office.anchor()
        for where, contract in ((place, first), (other, theirs)):
            report = check(office, where, contract)
            assert report.ok and report.tree.second is not None, report
        assert not check(office, place, first, b"another manifest").ok
        (root,) = published_among(await office.store.keys("published/"))
        assert root.root == check(office, place, first).tree.root
        assert root.size >= 4 and root.stamps == 2
        assert str(other.tenant.id) not in proof_of(office, place, first).decode()
        second = new_id()
        async with place.database.tenant(place.tenant) as session:
            data = {"contract.pdf": "ab" * 32} | manifest
            record(session, EvidenceEvent.CONTRACT_ARCHIVED, contract_id=second, data=data)
        before = proof_of(office, place, first)
        await office.anchor()
        assert check(office, place, second).ok
        assert check(office, place, second).tree.root != root.root
        assert proof_of(office, place, first) == before, "each file once"


async def test_a_proof_is_kept_as_long_as_its_file(office: Notary, place: Place) -> None:
    contract = await finish(place, "12" * 32)
    until = office.noon + timedelta(days=4000)
    key = f"{place.tenant.schema}/archive/{contract}/evidence-{'12' * 8}.zip"
    await office.store.put(key, b"no zip", retain_until=until)
    await office.anchor()
    proof = f"{place.tenant.schema}/anchors/proof-{contract}.json"
    assert await office.store.retained_until(proof) == until


async def test_what_is_published_names_nobody_and_is_stamped_by_two(office: Notary, place: Place) -> None:
    contract = await finish(place, "12" * 32)
    day = await office.anchor()
    (root,) = published_among(await office.store.keys("published/"))
    assert root.day == day
    data = await office.store.get(root.key)
    for secret in (str(place.tenant.id), place.tenant.schema, str(contract)):
        assert secret not in data.decode()
    published = Publication.from_bytes(data)
    said = json.loads(published.statement)
    assert (said["root"], said["size"]) == (root.root, root.size)
    for token in published.tokens:
        assert check_root_stamp("day", token, published.statement, office.root_pem).report.valid
    with clock.use(office.noon), pytest.raises(ObjectLockedError):
        await office.store.delete(root.key)


async def test_without_the_second_authority_there_is_no_anchor(
    office: Notary, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two or none: what the first has stamped is not put anywhere."""

    async def away(_data: bytes) -> bytes:
        raise ConnectionError("no authority")

    with monkeypatch.context() as patched:
        assert office.steward.second is not None
        patched.setattr(office.steward.second, "stamp", away)
        with pytest.raises(ConnectionError):
            await office.anchor()
    assert office.proofs(place) == {} and await office.store.keys("published/") == []
    await office.anchor()
    assert len(office.proofs(place)) == 1


async def test_an_installation_with_one_authority_says_so(office: Notary, place: Place) -> None:
    office.steward = replace(office.steward, second=None)
    contract = await finish(place, "12" * 32)
    await office.anchor()
    (root,) = published_among(await office.store.keys("published/"))
    assert root.stamps == 1
    said = json.loads(proof_of(office, place, contract))
    assert len(said["tokens"]) == 1
    assert (await office.look(place)).verdict == "valid"


async def test_stamps_that_lie_apart_are_said_on_the_page(office: Notary, place: Place) -> None:
    """Somebody's clock is wrong, or an answer was late: the anchor holds all the same."""
    second = office.steward.second

    class Late:
        async def stamp(self, data: bytes) -> bytes:
            assert second is not None
            with clock.use(clock.now() + timedelta(seconds=100)):
                return await second.stamp(data)

    office.steward = replace(office.steward, second=Late())
    await office.anchor()
    seen = await office.look(place)
    assert (seen.verdict, seen.standing.remarks) == ("valid", ("两家机构的时间相差 100 秒",))


async def archive_bundle(office: Notary, place: Place, evidence: Identity | None) -> str:
    """As a release before anchors left it: the end of the chain in a stamped manifest, in a zip in the archive; or in one that
    is signed."""
    last = (await office.look(place)).report.newest[0]
    manifest = json.dumps({"chain_head": last["hash"], "files": {}}).encode()
    with clock.use(office.noon):
        if evidence is None:
            proof = {"manifest.tst": await office.steward.timestamps.stamp(manifest)}
        else:
            proof = {"manifest.p7s": await sign_manifest(manifest, evidence, office.stamper)}
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as file:
        for name, data in ({"manifest.json": manifest} | proof).items():
            file.writestr(name, data)
        file.writestr("events.jsonl", json.dumps({name: last[name] for name in ("seq", "prev", "hash")}))
    key = f"{place.tenant.schema}/archive/{new_id()}/evidence-{'0123456789abcdef'}.zip"
    await office.store.put(key, bundle.getvalue(), retain_until=office.noon + timedelta(days=4000))
    return key


@pytest.mark.parametrize("signed", [False, True])
async def test_what_the_archive_holds_is_compared_too(
    office: Notary, place: Place, settings: Settings, signed: bool
) -> None:
    """A chain recomputed before there was any anchor: the stamp of a contract's bundle knows better."""
    await happen(place, 3)
    assert settings.ca_dir is not None
    evidence = installed_authority(settings).evidence if signed else None
    key = await archive_bundle(office, place, evidence)
    await office.store.put(key.replace("evidence-0", "evidence-1"), b"no zip", retain_until=None)
    stamped = (await office.look(place)).report.events
    async with owner_of(place, settings) as owner:
        await rewrite(owner, place, actor="somebody else")
    assert (await office.look(place)).verdict == "valid", "nobody has looked into the bundles yet"
    await office.anchor()
    taken = [name for name in office.proofs(place) if name.startswith("contract-")]
    assert len(taken) == 1
    until = await office.store.retained_until(f"{place.tenant.schema}/anchors/{taken[0]}")
    assert until == await office.store.retained_until(key)
    seen = await office.look(place)
    assert (seen.verdict, [seq for seq, _at in seen.standing.problems]) == ("broken", [stamped])
    await office.anchor()
    assert [name for name in office.proofs(place) if name.startswith("contract-")] == taken


async def test_there_is_no_row_that_could_hide_an_anchor(office: Notary) -> None:
    async with office.steward.database.shared() as session:
        named = text("select count(*) from pg_class where relkind = 'r' and relname like '%anchor%'")
        assert await session.scalar(named) == 0


async def test_another_tenants_anchor_proves_nothing_here(
    office: Notary, place: Place, settings: Settings
) -> None:
    async with fresh_tenant(settings) as other:
        await happen(other, 2)
        await office.anchor()
        (mine,), (theirs,) = office.proofs(place).values(), office.proofs(other).values()
        proof = mine.read_bytes()
        mine.write_bytes(theirs.read_bytes())  # in the place of ours, under our name
        seen = await office.look(place)
        assert (seen.verdict, seen.standing.seq, seen.doubts) == ("doubtful", 0, ["这是另一家企业的锚定"])
        mine.write_bytes(proof)
        (mine.parent / theirs.name).write_bytes(theirs.read_bytes())  # beside ours, under theirs
        seen = await office.look(place)
        assert seen.verdict == "doubtful" and "这是另一家企业的锚定" in seen.doubts


async def test_an_anchor_that_was_changed_or_made_up_proves_nothing(office: Notary, place: Place) -> None:
    await office.anchor()
    (file,) = office.proofs(place).values()
    proof = file.read_bytes()
    seen = await office.look(place)
    made_up = file.with_name(f"2026-01-01.{seen.report.events + 7}.{'ab' * 32}.json")
    said = json.loads(proof)
    said["leaf"] |= {"seq": seen.report.events + 7, "head": "ab" * 32}
    for data, why in (
        (json.dumps(said).encode(), "路径"),
        (proof, "名称与内容不符"),
        (b"nonsense", "无法读取"),
    ):
        made_up.write_bytes(data)
        seen = await office.look(place)
        assert (seen.verdict, seen.standing.seq) == ("doubtful", seen.report.events)
        assert why in seen.doubts[0]
    made_up.unlink()
    assert (await office.look(place)).verdict == "valid"


def contents(folder: Path) -> dict[Path, bytes]:
    """Every file below, with what stands in it."""
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class _Frail(DirectoryStore):
    """Whoever works with it dies at the put of a key that `fatal` is part of, before or after it is written."""

    fatal, written = "", False

    async def put(self, key: str, data: bytes, *, retain_until: datetime | None = None) -> StoredObject:
        if not (self.fatal and self.fatal in key):
            return await super().put(key, data, retain_until=retain_until)
        if self.written:
            await super().put(key, data, retain_until=retain_until)
        raise Killed


@pytest.mark.parametrize("written", [False, True])
@pytest.mark.parametrize(
    "where", ["anchors/{day}.json", "{schema}/anchors", "published/{day}", "anchors/{day}.done"]
)
async def test_killed_between_stamping_and_noting_it_is_finished(
    settings: Settings, place: Place, tmp_path: Path, where: str, written: bool
) -> None:
    store = _Frail(tmp_path)
    async with notary(settings, store) as office:
        store.fatal = where.format(day=office.day, schema=place.tenant.schema)
        store.written = written
        with pytest.raises(Killed):
            await office.anchor()
        left = contents(tmp_path)
        store.fatal = ""
        await office.anchor()
        assert contents(tmp_path).items() >= left.items(), "nothing is written twice"
        seen = await office.look(place)
        assert (seen.verdict, seen.standing.seq) == ("valid", seen.report.events)
        assert len(office.proofs(place)) == 1


async def test_of_two_stewards_one_stamps_and_both_hand_out_the_same(
    settings: Settings, place: Place, tmp_path: Path
) -> None:
    async with (
        notary(settings, DirectoryStore(tmp_path)) as one,
        notary(settings, DirectoryStore(tmp_path)) as two,
    ):
        day = one.day
        with clock.use(one.noon):
            await asyncio.gather(anchor(one.steward), anchor(two.steward))
        one.day = two.day = day + timedelta(days=1)
        assert len(one.proofs(place)) == 1
        (proof,) = one.proofs(place).values()
        whole = json.loads((tmp_path / "anchors" / f"{day}.json").read_bytes())
        assert json.loads(proof.read_bytes())["tokens"] == whole["tokens"]
        assert (await one.look(place)).standing.seq == (await two.look(place)).standing.seq > 0


async def test_a_day_is_anchored_once(office: Notary, place: Place) -> None:
    office.day = day = await office.anchor()
    await happen(place)
    await office.anchor()
    assert len(office.proofs(place)) == 1
    office.day = day + timedelta(days=1)
    await office.anchor()
    assert len(office.proofs(place)) == 2


async def test_without_a_time_stamp_nothing_is_anchored(
    office: Notary, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_data: bytes) -> bytes:
        raise ConnectionError("no authority")

    with monkeypatch.context() as patched:
        patched.setattr(office.steward.timestamps, "stamp", away)
        with pytest.raises(ConnectionError):
            await office.anchor()
    assert office.proofs(place) == {}
    await office.anchor()
    assert len(office.proofs(place)) == 1


async def test_nobody_vouches_for_a_head_that_is_not_there(
    office: Notary, place: Place, settings: Settings
) -> None:
    """The others are anchored; this tenant is shown that it is not."""
    async with fresh_tenant(settings) as other:
        async with owner_of(place, settings) as owner:
            await owner.execute("update audit_head set hash = decode(repeat('ab', 32), 'hex')")
        await office.anchor()
        assert office.proofs(place) == {}
        assert (await office.look(other)).standing.seq > 0
        async with owner_of(place, settings) as owner:
            await owner.execute("delete from audit_head")
        await office.anchor()
        assert office.proofs(place) == {}
        assert len(office.proofs(other)) == 2


async def test_the_store_away_is_said_and_holds_nobody_up(
    office: Notary, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.anchor()

    async def hangs(_prefix: str) -> Any:
        await asyncio.Event().wait()

    async def fails(_prefix: str) -> Any:
        raise ConnectionError

    monkeypatch.setattr("huiyin.tenants.audit.anchors._PATIENCE", 0.05)
    for away in (hangs, fails):
        with monkeypatch.context() as patched:
            patched.setattr(DirectoryStore, "keys", lambda _self, prefix, away=away: away(prefix))
            seen = await office.look(place)
        assert seen.report.valid and seen.standing.away
        with monkeypatch.context() as patched:
            patched.setattr(DirectoryStore, "original", lambda _self, key, away=away: away(key))
            assert (await office.look(place)).standing.away


async def test_a_deleted_tenant_leaves_its_anchors_and_gets_no_more(
    office: Notary, place: Place, settings: Settings
) -> None:
    await office.anchor()
    (proof,) = office.proofs(place).values()
    async with place.database.tenant(place.tenant) as session:
        await close(session, grace=timedelta(), actor="operator:test")
    certificate = await delete_tenant(office.steward, place.tenant.id, by="operator:test")
    (kept,) = certificate["objects"]["kept"]
    assert kept["key"] == f"{place.tenant.schema}/anchors/{proof.name}"
    assert "锚定" in certificate["objects"]["kept_because"]
    assert "劳动合同" not in certificate["objects"]["kept_because"]
    await office.anchor()
    assert len(office.proofs(place)) == 1
    with clock.use(datetime.fromisoformat(kept["until"]) - timedelta(hours=1)):
        with pytest.raises(ObjectLockedError):
            await office.store.delete(kept["key"])
        await sweep(office.steward)
    assert proof.exists()
    with clock.use(datetime.fromisoformat(kept["until"]) + timedelta(hours=1)):
        await sweep(office.steward)
        await sweep(office.steward)
    assert not proof.exists()


async def test_in_the_locked_store_the_first_version_counts(settings: Settings, place: Place) -> None:
    """Who has the keys of S3 puts something over an anchor, hides it, tries to delete it: it proves what it proved."""
    store = S3Store(settings)
    day = clock.today_in_china() + timedelta(days=40)  # which nobody else anchors
    async with notary(settings, store, day) as office, fresh_tenant(settings) as other:
        await happen(place, 3)
        await office.anchor()
        folder = f"{place.tenant.schema}/anchors/"
        (key,) = await store.keys(folder)
        (theirs,) = await store.keys(f"{other.tenant.schema}/anchors/")
        assert (await office.look(place)).standing.seq > 0
        bucket = {"Bucket": settings.s3_bucket, "Key": key}
        store._client.put_object(**bucket, Body=await store.get(theirs))
        assert await store.get(key) == await store.get(theirs) != await store.original(key)
        store._client.delete_object(**bucket)
        assert await store.keys(folder) == [key]
        with pytest.raises(ObjectLockedError):
            await store.delete(key)
        seen = await office.look(place)
        assert (seen.verdict, seen.standing.seq) == ("valid", seen.report.events)
        async with owner_of(place, settings) as owner:
            await rewrite(owner, place, actor="somebody else")
        assert (await office.look(place)).verdict == "broken"
