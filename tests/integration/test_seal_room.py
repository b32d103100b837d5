"""The seal room: one code for just this list, every contract sealed once, a register that says so."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from huiyin.platform import clock
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.db.narrowing import narrow
from huiyin.platform.documents.pool import RenderPool
from huiyin.platform.errors import DomainError
from huiyin.platform.providers.storage.checked import ObjectDamagedError
from huiyin.platform.settings import Settings
from huiyin.platform.verify.imprint import imprint_digest
from huiyin.platform.verify.pdf import verify_pdf
from huiyin.tenants.access.scope.service import walls
from huiyin.tenants.access.sessions.errors import CodeWrongError
from huiyin.tenants.access.users.models import User
from huiyin.tenants.access.users.queries import rights_of
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.audit.author import Author
from huiyin.tenants.audit.service import verify_chain
from huiyin.tenants.contracts.labour_contracts.feature import ContractPermission
from huiyin.tenants.contracts.labour_contracts.queries import contract as load
from huiyin.tenants.contracts.sealing.errors import (
    CodeNeededError,
    ListChangedError,
    NothingLeftError,
    NotToSealError,
    RequestNotFoundError,
    RequestOverError,
    SameHandError,
    TooManyToSealError,
)
from huiyin.tenants.contracts.sealing.lists import put_away
from huiyin.tenants.contracts.sealing.queries import request_of
from huiyin.tenants.contracts.sealing.register import RegisterFilter, entries, entry_count, export
from huiyin.tenants.contracts.sealing.rule import set_four_eyes
from huiyin.tenants.contracts.sealing.service import press_alone
from huiyin.tenants.contracts.sealing.standing import requests_in_sight
from huiyin.tenants.people.departments.service import add
from huiyin.tenants.people.seals.errors import (
    NoSealError,
    NotKeeperError,
    OfficialSealError,
    SealStoppedError,
)
from huiyin.tenants.people.seals.queries import keepers, seals_for
from huiyin.tenants.people.seals.queries import seal as load_seal
from huiyin.tenants.people.seals.service import (
    NewSeal,
    SealRule,
    add_seal,
    change_seal,
    replace_seal,
    stop_seal,
)
from huiyin.up import Product
from openpyxl import load_workbook
from sqlalchemy import text

from tests.support.databases import own_database
from tests.support.seal_room import SealRoom
from tests.support.tenants import Place

_ADMIN = "user:admin"


@pytest.fixture(scope="module")
async def settings(stores: Product) -> AsyncIterator[Settings]:
    """The product's, with a database of these tests' own: no worker but the test takes their jobs."""
    async with own_database(stores.stack.settings()) as ours:
        yield ours


@pytest.fixture(scope="module")
def pool() -> Iterator[RenderPool]:
    made = RenderPool(1)
    yield made
    made.close()


@pytest.fixture
def room(place: Place, settings: Settings, tmp_path: Path, pool: RenderPool) -> SealRoom:
    return SealRoom(place, settings, tmp_path, pool)


async def rule(room: SealRoom, how: str, *kept_by: User) -> None:
    """How the seal of labour contracts is used."""
    wanted = SealRule(how, frozenset({"labour_contract"}), frozenset(user.id for user in kept_by))
    async with room.place.database.tenant(room.place.tenant) as session:
        found = await load_seal(session, (await room.seal()).id, lock=True)
        await change_seal(session, found, wanted, actor=_ADMIN)


async def two_people(room: SealRoom) -> None:
    async with room.place.database.tenant(room.place.tenant) as session:
        await set_four_eyes(session, True, actor=_ADMIN)


async def press(room: SealRoom, contract_id: UUID, keeper: User) -> None:
    """The button on a contract's page."""
    async with room.place.database.tenant(room.place.tenant) as session:
        found = await load(session, contract_id, lock=True)
        await press_alone(session, found, keeper.id, Author(f"user:{keeper.id}", keeper.name))


async def test_a_hundred_with_one_code_and_not_one_more(room: SealRoom) -> None:
    keeper = await room.member("陆青")
    ids = await room.signed(101)
    with pytest.raises(TooManyToSealError, match="最多盖 100 份，您选了 101 份"):
        await room.ask(ids, keeper)
    *hundred, left = ids
    request_id = await room.ask(hundred, keeper)
    code = await room.send(request_id, keeper)
    assert await room.approve(request_id, keeper, code) == 100
    assert await room.approve(request_id, keeper, code) == 0  # the second click
    await room.work(*hundred, left)
    assert await room.states(hundred) == {"completed"}
    assert await room.states([left]) == {"pending_company"}
    lines = await room.entries()
    assert len(lines) == 100 and {line.contract_id for line in lines} == set(hundred)
    assert {line.request_id for line in lines} == {request_id} and {line.way for line in lines} == {"code"}
    assert len({line.after_sha256 for line in lines}) == 100 == len({line.before_sha256 for line in lines})
    pressed = await room.events("seal.requested")
    assert len(pressed) == 100 and len({event.data["list"] for event in pressed}) == 1
    report = verify_pdf(await room.final(hundred[-1]), room.authority.root_pem)
    assert report.ok and report.valid_signatures == 2, report
    async with room.place.database.tenant(room.place.tenant) as session:
        assert (await verify_chain(session)).problem is None
        sheet = load_workbook(io.BytesIO(await export(session, RegisterFilter(), actor="user:x"))).active
        assert sheet is not None
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == 100 and {row[1] for row in rows} == {"陆青"}
    assert {row[9] for row in rows} == {line.after_sha256 for line in lines}


async def test_a_file_that_changed_since_is_refused_with_all_of_its_list(room: SealRoom) -> None:
    keeper = await room.member("陆青")
    ids = await room.signed(2)
    request_id = await room.ask(ids, keeper)
    code = await room.send(request_id, keeper)
    async with room.place.database.tenant(room.place.tenant) as session:
        await session.execute(
            text("update contracts set signed_sha256 = :other where id = :id"),
            {"other": "0" * 64, "id": ids[0]},
        )
        number = (await load(session, ids[0])).number
    with pytest.raises(ListChangedError, match=f"合同 {number} 的文件或印章有变化"):
        await room.approve(request_id, keeper, code)
    assert await room.states(ids) == {"pending_company"} and await room.entries() == []


async def test_a_list_changed_in_the_database_fits_no_code(room: SealRoom) -> None:
    """Whoever holds the database adds a contract, or another file's hash, to what the keeper has read."""
    keeper = await room.member("陆青")
    first, second = await room.signed(2)
    request_id = await room.ask([first], keeper)
    code = await room.send(request_id, keeper)
    longer = (await room.request(await room.ask([first, second], await room.member("钱程")))).lines
    async with room.place.database.tenant(room.place.tenant) as session:
        (await request_of(session, request_id, lock=True)).lines = longer
    with pytest.raises(CodeWrongError):
        await room.approve(request_id, keeper, code)
    assert await room.states([first, second]) == {"pending_company"}


async def test_bytes_that_changed_in_the_store_are_never_sealed(room: SealRoom) -> None:
    keeper = await room.member("陆青")
    (contract_id,) = await room.signed()
    request_id = await room.ask([contract_id], keeper)
    await room.approve(request_id, keeper, await room.send(request_id, keeper))
    async with room.place.database.tenant(room.place.tenant) as session:
        key = (await load(session, contract_id)).signed_key
    file = room.folder / "store" / key
    file.write_bytes(file.read_bytes() + b"\n%")
    with pytest.raises(ObjectDamagedError):
        await room.work(contract_id)
    # Nor does another hash in the row help: what was pressed on stands in the register, and in the chain.
    async with room.place.database.tenant(room.place.tenant) as session:
        found = await load(session, contract_id, lock=True)
        found.signed_sha256 = sha256_hex(file.read_bytes())
    with pytest.raises(ObjectDamagedError):
        await room.work(contract_id)
    assert await room.states([contract_id]) == {"sealing"}


async def test_a_file_that_nobody_signed_is_never_sealed_whatever_the_rows_say(room: SealRoom) -> None:
    """Another file of the same parties, put into the store and into the row before the seal is pressed."""
    one, other = await room.signed(2)
    keeper = await room.member("陆青")
    async with room.place.database.tenant(room.place.tenant) as session:
        mine, theirs = await load(session, one, lock=True), await load(session, other)
        mine.signed_key, mine.signed_sha256 = theirs.signed_key, theirs.signed_sha256
    async with room.place.database.tenant(room.place.tenant) as session:
        await press_alone(session, await load(session, one, lock=True), keeper.id, Author("user:x", "陆青"))
    with pytest.raises(ValueError, match=r"contract\.signed"):
        await room.work(one)
    assert await room.states([one]) == {"sealing"}


async def test_a_code_is_good_for_its_list_and_its_keeper_alone(room: SealRoom) -> None:
    keeper, other = await room.member("陆青"), await room.member("钱程")
    first, second = await room.signed(2)
    request_id = await room.ask([first], keeper)
    code = await room.send(request_id, keeper)
    with pytest.raises(RequestNotFoundError):  # somebody else's list
        await room.approve(request_id, other, code)
    with pytest.raises(CodeWrongError):
        await room.approve(request_id, keeper, f"{(int(code) + 1) % 1_000_000:06d}")
    newer = await room.ask([second], keeper)  # the older list is taken back with that
    with pytest.raises(CodeWrongError):
        await room.approve(newer, keeper, code)
    with pytest.raises(RequestOverError):
        await room.approve(request_id, keeper, code)
    assert await room.states([first, second]) == {"pending_company"}


async def test_a_late_code_is_none(room: SealRoom) -> None:
    keeper = await room.member("陆青")
    request_id = await room.ask(await room.signed(), keeper)
    code = await room.send(request_id, keeper)
    with clock.use(clock.now() + timedelta(minutes=11)), pytest.raises(CodeWrongError):
        await room.approve(request_id, keeper, code)


async def test_two_keepers_at_once_seal_each_contract_once(room: SealRoom) -> None:
    one, two = await room.member("陆青"), await room.member("钱程")
    ids = await room.signed(4)
    lists = [(await room.ask(ids[:3], one), one), (await room.ask(ids[1:], two), two)]
    codes = [await room.send(request_id, keeper) for request_id, keeper in lists]
    pressed = await asyncio.gather(
        *(
            room.approve(request_id, keeper, code)
            for (request_id, keeper), code in zip(lists, codes, strict=True)
        )
    )
    assert sum(pressed) == 4 and sorted(pressed) == [1, 3]
    assert len(await room.entries()) == 4 == len(await room.events("seal.requested"))
    await room.work(*ids, *ids)  # a job that runs twice
    assert len({line.after_sha256 for line in await room.entries()}) == 4
    assert len(await room.events("contract.sealed")) == 4


async def test_the_button_and_a_list_at_once_seal_once(room: SealRoom) -> None:
    keeper = await room.member("陆青")
    (contract_id,) = await room.signed()
    request_id = await room.ask([contract_id], keeper)
    code = await room.send(request_id, keeper)
    done = await asyncio.gather(
        press(room, contract_id, keeper), room.approve(request_id, keeper, code), return_exceptions=True
    )
    assert all(one in (None, 1) or isinstance(one, NothingLeftError) for one in done)
    assert len(await room.entries()) == 1


async def test_with_four_eyes_somebody_else_approves(room: SealRoom) -> None:
    one, two = await room.member("陆青"), await room.member("钱程")
    await rule(room, "automatic")
    await two_people(room)
    (contract_id,) = await room.signed()
    assert await room.states([contract_id]) == {"pending_company"}  # nothing by itself any more
    with pytest.raises(CodeNeededError):
        await press(room, contract_id, one)
    request_id = await room.ask([contract_id], one)
    with pytest.raises(SameHandError):
        await room.send(request_id, one)
    code = await room.send(request_id, two)
    with pytest.raises(SameHandError):
        await room.approve(request_id, one, code)
    assert await room.approve(request_id, two, code) == 1
    (line,) = await room.entries()
    assert line.pressed_by == f"user:{two.id}"
    (event,) = await room.events("seal.requested")
    assert event.data["asked_by"] == f"user:{one.id}" and event.actor == f"user:{two.id}"


async def test_those_who_may_approve_are_told(room: SealRoom) -> None:
    maker, one, two = await room.member("何青", "hr"), await room.member("陆青"), await room.member("钱程")
    await two_people(room)
    (contract_id,) = await room.signed()
    request_id = await room.ask([contract_id], one)
    assert await room.told(request_id) == {two.login}
    (another,) = await room.signed()
    asked = await room.ask([another], maker)
    assert await room.told(asked) == {one.login, two.login}
    assert await room.ask([another], maker) == asked, "a second click asks once"
    assert await room.ask([another], one) != asked != await room.ask([another, contract_id], maker)
    await rule(room, "code", two)
    (third,) = await room.signed()
    assert await room.told(await room.ask([third], maker)) == {two.login}
    code = await room.send(asked, two)
    assert await room.approve(asked, two, code) == 1
    assert await room.told(asked) == set()  # seen to since


async def test_lists_are_shown_to_whoever_sees_all_of_them(room: SealRoom) -> None:
    maker = await room.member("何青", "hr")
    await two_people(room)
    asked = await room.ask(await room.signed(2), maker)
    async with room.place.database.tenant(room.place.tenant) as session:
        assert [one.id for one in await requests_in_sight(session)] == [asked]
        research = await add(session, name="研发部", parent=None, actor=_ADMIN)
        keeper = NewUser("research@example.com", "钱程")
        user = await create_user(session, keeper, roles=[GivenRole("seal_keeper", research.id)])
        narrow(session, walls((await rights_of(session, user.id)).scope(ContractPermission.SEAL)))
        session.expunge_all()
        assert await requests_in_sight(session) == []


async def test_a_list_is_refused_or_taken_back(room: SealRoom) -> None:
    one, two = await room.member("陆青"), await room.member("钱程")
    await two_people(room)
    ids = await room.signed(2)
    for by, ends in ((two, "refused"), (one, "dropped")):
        request_id = await room.ask(ids, one)
        async with room.place.database.tenant(room.place.tenant) as session:
            found = await request_of(session, request_id, lock=True)
            await put_away(session, found, Author(f"user:{by.id}", by.name), "岗位写错了")
        assert (await room.request(request_id)).state == ends
        with pytest.raises(RequestOverError):
            await room.send(request_id, two)
    assert await room.states(ids) == {"pending_company"}


async def test_a_seal_is_pressed_by_its_keepers_alone(room: SealRoom) -> None:
    keeper, other = await room.member("陆青"), await room.member("钱程")
    await rule(room, "proof", keeper)
    first, second = await room.signed(2)
    with pytest.raises(NotKeeperError):
        await press(room, first, other)
    with pytest.raises(NotKeeperError):
        await room.ask([first], other)
    await press(room, first, keeper)
    await press(room, first, keeper)  # pressed twice is pressed once
    request_id = await room.ask([second], keeper)
    code = await room.send(request_id, keeper)
    await rule(room, "proof", other)  # keepers change while a code is on its way
    with pytest.raises(NotKeeperError):
        await room.approve(request_id, keeper, code)
    assert [line.way for line in await room.entries()] == ["proof"]


async def test_a_rule_says_how(room: SealRoom) -> None:
    keeper = await room.member("陆青")
    await rule(room, "code")
    (waiting,) = await room.signed()
    with pytest.raises(CodeNeededError):
        await press(room, waiting, keeper)
    await rule(room, "automatic")
    (contract_id,) = await room.signed()
    await room.work(contract_id)
    assert await room.states([contract_id]) == {"completed"}
    assert await room.states([waiting]) == {"pending_company"}  # what waited is left to a person
    assert [(line.way, line.pressed_by) for line in await room.entries()] == [("automatic", "system")]


async def test_what_waits_goes_to_the_seal_that_takes_its_place(room: SealRoom) -> None:
    keeper = await room.member("陆青")
    await rule(room, "code", keeper)
    ids = await room.signed(2)
    request_id = await room.ask(ids, keeper)
    code = await room.send(request_id, keeper)
    old = await room.seal()
    async with room.place.database.tenant(room.place.tenant) as session:
        found = await load_seal(session, old.id, lock=True)
        wanted = NewSeal(old.legal_entity_id, "official", serial="3301060123456")
        made = await replace_seal(session, found, wanted, "遗失", actor=_ADMIN)
        assert found.successor_id == made.id and made.rule == "code"
        assert (await keepers(session, [made.id]))[made.id] == {keeper.id}
    with pytest.raises(ListChangedError):  # the list named the old one
        await room.approve(request_id, keeper, code)
    with clock.use(clock.now() + timedelta(minutes=2)):
        again = await room.ask(ids, keeper)
        await room.approve(again, keeper, await room.send(again, keeper))
    await room.work(*ids)
    assert {line.seal_id for line in await room.entries()} == {made.id}
    stopped = await room.events("seal.stopped")
    assert [event.data["seal"] for event in stopped] == [str(old.id)] and "遗失" not in str(stopped[0].data)


async def test_without_a_seal_contracts_wait_and_say_why(room: SealRoom) -> None:
    keeper = await room.member("陆青")
    await rule(room, "automatic")
    async with room.place.database.tenant(room.place.tenant) as session:
        found = await load_seal(session, (await room.seal()).id, lock=True)
        await stop_seal(session, found, "停用", actor=_ADMIN)
        await stop_seal(session, found, "再停一次", actor=_ADMIN)
        assert found.stop_reason == "停用" and await seals_for(session) == {}
        with pytest.raises(SealStoppedError):
            await change_seal(session, found, SealRule("code", frozenset(), frozenset()), actor=_ADMIN)
    (contract_id,) = await room.signed()
    for refused in (press(room, contract_id, keeper), room.ask([contract_id], keeper)):
        with pytest.raises(NoSealError, match="设置 › 印章"):
            await refused
    assert await room.states([contract_id]) == {"pending_company"}


async def test_a_company_has_one_official_seal(room: SealRoom) -> None:
    async with room.place.database.tenant(room.place.tenant) as session:
        wanted = NewSeal((await room.seal()).legal_entity_id, "official")
        first = await add_seal(session, wanted, actor=_ADMIN)
        with pytest.raises(OfficialSealError):
            await add_seal(session, wanted, actor=_ADMIN)
        assert await load_seal(session, first.id) is first
        second = await replace_seal(session, first, wanted, "换新", actor=_ADMIN)
        assert second.stopped_at is None and first.stopped_at is not None


async def test_each_kind_of_seal_leaves_its_own_print(room: SealRoom) -> None:
    keeper = await room.member("陆青")
    company = (await room.seal()).legal_entity_id
    kinds = (
        NewSeal(company, "hr"),
        NewSeal(company, "official", serial="3301060123456"),
        NewSeal(company, "representative", holder="沈知远"),
    )
    prints = set()
    for wanted in kinds:
        async with room.place.database.tenant(room.place.tenant) as session:
            made = await add_seal(session, wanted, actor=_ADMIN)
            documents = frozenset({"labour_contract"})
            await change_seal(session, made, SealRule("proof", documents, frozenset()), actor=_ADMIN)
        (contract_id,) = await room.signed()
        await press(room, contract_id, keeper)
        await room.work(contract_id)
        final = await room.final(contract_id)
        report = verify_pdf(final, room.authority.root_pem)
        assert report.ok and report.valid_signatures == 2, report
        prints.add(imprint_digest(final))
    said = {event.data["imprint"] for event in await room.events("contract.sealed")}
    assert len(prints) == 3 and prints == said


async def test_nothing_but_what_waits_gets_into_a_list(room: SealRoom, settings: Settings) -> None:
    keeper = await room.member("陆青")
    (contract_id,) = await room.signed()
    await press(room, contract_id, keeper)
    with pytest.raises(NotToSealError):
        await room.ask([contract_id], keeper)
    with pytest.raises(DomainError):
        await room.ask([UUID(int=0)], keeper)


async def test_the_register_is_filtered(room: SealRoom) -> None:
    keeper = await room.member("陆青")
    first, second = await room.signed(2)
    await press(room, first, keeper)
    tomorrow = clock.now() + timedelta(days=1)
    with clock.use(tomorrow):
        await press(room, second, keeper)
    async with room.place.database.tenant(room.place.tenant) as session:
        day = tomorrow.astimezone(clock.BEIJING).date()
        number = (await load(session, first)).number
        for wanted, found in (
            (RegisterFilter(), [second, first]),
            (RegisterFilter(since=day), [second]),
            (RegisterFilter(until=day - timedelta(days=1)), [first]),
            (RegisterFilter(number=number), [first]),
            (RegisterFilter(number="%"), []),
            (RegisterFilter(seal_id=UUID(int=0)), []),
        ):
            assert [line.contract_id for line in await entries(session, wanted)] == found
            assert await entry_count(session, wanted) == len(found)
