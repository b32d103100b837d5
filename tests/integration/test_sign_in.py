"""The ways in, what slows guessing down, and what a stranger can learn."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from huiyin.platform import clock
from huiyin.platform.auth.tickets import read_ticket
from huiyin.platform.auth.tokens import code_hash
from huiyin.platform.ids import new_id
from huiyin.tenants.access.errors import CodeWrongError, LoginRefusedError, TooManyTriesError
from huiyin.tenants.access.models import OneTimeCode, User
from huiyin.tenants.access.people import GivenRole, create_user, set_active
from huiyin.tenants.access.queries import signed_in
from huiyin.tenants.access.service import issue_code
from huiyin.tenants.signin.attempts import Client, admit, failed
from huiyin.tenants.signin.errors import HalfWayLostError, SlowDownError
from huiyin.tenants.signin.passwords import ask_reset, begin_reset, change_password, finish_reset, reset_of
from huiyin.tenants.signin.profile import set_phone
from huiyin.tenants.signin.queries import failed_tries
from huiyin.tenants.signin.service import (
    ask_code,
    device_ticket,
    enter,
    half_way,
    read_device,
    resume,
    send_asked_code,
    with_code,
    with_password,
)
from huiyin.tenants.signin.sessions import note_seen, revoke, revoke_others, sessions_of
from sqlalchemy import select, text

from tests.support.tenants import Place

PASSWORD = "竹林深处有人家 2026"
OTHER = "江上清风 山间明月 1082"
LOGIN = "owner@example.com"
PHONE = "+8613800138000"
HOME = Client("203.0.113.7", "Firefox")
STRANGER = Client("198.51.100.9", "curl")


async def owner(place: Place) -> User:
    async with place.database.tenant(place.tenant) as session:
        roles = [GivenRole("admin")]
        return await create_user(session, login=LOGIN, name="沈知远", roles=roles, password=PASSWORD)


async def attempt(place: Place, client: Client, password: str, login: str = LOGIN) -> type[Exception] | None:
    """One try as a request makes it: a refusal is answered, not raised, so that it is counted."""
    async with place.database.tenant(place.tenant) as session:
        try:
            await with_password(session, client, login, password)
        except (LoginRefusedError, SlowDownError) as refused:
            return type(refused)
    return None


async def known(place: Place, user: User, client: Client) -> Client:
    """The same browser after a good log-in."""
    async with place.database.tenant(place.tenant) as session:
        ticket = await device_ticket(session, place.vault, client, user)
        device, users = await read_device(session, place.vault, ticket)
    return replace(client, device=device, known=users)


async def test_strangers_are_slowed_and_the_owner_is_not(place: Place) -> None:
    user = await owner(place)
    home = await known(place, user, HOME)
    answers = [await attempt(place, STRANGER, "wrong") for _number in range(8)]
    assert answers == [LoginRefusedError] * 5 + [SlowDownError] * 3
    assert await attempt(place, STRANGER, PASSWORD) is SlowDownError  # even with the right one
    assert await attempt(place, HOME, PASSWORD) is None  # another address
    behind_the_same_wall = replace(home, address=STRANGER.address)
    assert await attempt(place, behind_the_same_wall, PASSWORD) is None  # a browser known from before


async def _guess(place: Place, who: str = LOGIN) -> int:
    """A wrong try without the work of hashing; returns how many seconds it has to wait instead, where it has to."""
    async with place.database.tenant(place.tenant) as session:
        try:
            gate = await admit(session, "password", who, STRANGER, hint="")
        except SlowDownError as slowed:
            return slowed.seconds
        await failed(session, gate)
    return 0


async def test_waits_grow_and_end(place: Place) -> None:
    start = moment = clock.now()
    waits = []
    with clock.use(start):
        assert [await _guess(place) for _number in range(5)] == [0] * 5
    for _number in range(6):
        with clock.use(moment):
            waits.append(await _guess(place))
        moment += timedelta(seconds=waits[-1])
        with clock.use(moment):
            assert await _guess(place) == 0
    assert waits == [6, 11, 21, 41, 81, 161]
    with clock.use(moment):
        for _number in range(6):
            moment += timedelta(seconds=await _guess(place))
            with clock.use(moment):
                await _guess(place)
    with clock.use(moment):
        assert await _guess(place) <= 901  # never longer than a quarter of an hour
    with clock.use(moment + timedelta(hours=6)):
        assert [await _guess(place) for _number in range(5)] == [0] * 5


async def test_one_address_cannot_try_all_names(place: Place) -> None:
    await owner(place)
    with clock.use(clock.now()):
        assert {await _guess(place, f"a{number}@example.com") for number in range(60)} == {0}
        assert await _guess(place, "another@example.com") > 0
    assert await attempt(place, HOME, PASSWORD) is None


async def test_a_forged_or_foreign_device_is_nobody(place: Place) -> None:
    user = await owner(place)
    async with place.database.tenant(place.tenant) as session:
        ticket = await device_ticket(session, place.vault, HOME, user)
        for forged in ("", "x", ticket[:-2], ticket[:10] + "A" + ticket[11:], "€"):
            assert await read_device(session, place.vault, forged) == ("", frozenset())
        device, users = await read_device(session, place.vault, ticket)
        assert device and users == {str(user.id)}
    somebody_else = replace(STRANGER, device="d", known=frozenset({str(new_id())}))
    for _number in range(5):
        await attempt(place, somebody_else, "wrong")
    assert await attempt(place, somebody_else, PASSWORD) is SlowDownError


async def test_an_admin_sees_failed_tries_without_what_was_typed(place: Place) -> None:
    user = await owner(place)
    await attempt(place, STRANGER, "wrong")
    await attempt(place, STRANGER, "wrong", "my secret password")
    async with place.database.tenant(place.tenant) as session:
        newest, older = await failed_tries(session)
        assert (newest.row.user_id, newest.row.hint, newest.name) == (None, "my***", "")
        assert (older.row.user_id, older.row.hint, older.name) == (user.id, "ow***@example.com", "沈知远")
        assert older.row.address == STRANGER.address


async def test_tries_at_once_are_not_let_through_together(place: Place) -> None:
    await owner(place)
    async with place.database.tenant(place.tenant) as first:
        with pytest.raises(LoginRefusedError):
            await with_password(first, STRANGER, LOGIN, "wrong")
        assert await attempt(place, STRANGER, PASSWORD) is SlowDownError  # the first is not answered yet


# --- what a stranger can learn -----------------------------------------------------------------------------------


async def _times(
    place: Place, act: Callable[[str], Awaitable[None]], rounds: int
) -> tuple[list[float], list[float]]:
    """How long it takes for a member and for nobody, in turns, so that both see the same load of the machine."""
    there: list[float] = []
    absent: list[float] = []
    for number in range(rounds):
        for login, spent in ((LOGIN, there), (f"nobody{number}@example.com", absent))[
            :: 1 - 2 * (number % 2)
        ]:
            began = time.perf_counter()
            await act(login)
            spent.append(time.perf_counter() - began)
    return there, absent


def _chance_of_telling(one: list[float], other: list[float]) -> float:
    """How often a value of `one` is the larger of two drawn (0.5: nothing can be told)."""
    pairs = [(a > b) + 0.5 * (a == b) for a in one for b in other]
    return sum(pairs) / len(pairs)


async def test_a_log_in_takes_as_long_whether_or_not_there_is_somebody(place: Place) -> None:
    await owner(place)
    sources = iter(range(1000))

    async def fail(login: str) -> None:
        client = Client(f"2001:db8::{next(sources):x}", "curl")
        assert await attempt(place, client, "wrong", login) is LoginRefusedError

    await fail(LOGIN)
    there, absent = await _times(place, fail, 16)
    assert 0.8 < statistics.median(there) / statistics.median(absent) < 1.25
    assert 0.2 < _chance_of_telling(there, absent) < 0.8


async def test_asking_for_a_link_or_a_code_takes_as_long_too(place: Place) -> None:
    user = await owner(place)
    await _give_phone(place, user)
    sources = iter(range(1000))

    async def forgot(login: str) -> None:
        client = Client(f"2001:db8::{next(sources):x}", "curl")
        async with place.database.tenant(place.tenant) as session:
            await ask_reset(session, client, login)

    there, absent = await _times(place, forgot, 24)
    assert 0.7 < statistics.median(there) / statistics.median(absent) < 1.4


async def test_a_strangers_phone_gets_the_same_answers(place: Place) -> None:
    user = await owner(place)
    await _give_phone(place, user)
    said = []
    for number, phone in enumerate((PHONE, "+8613900139000")):
        client = Client(f"2001:db8:1::{number}", "curl")
        async with place.database.tenant(place.tenant) as session:
            ticket = await ask_code(session, place.vault, client, phone)
        user_id = user.id if phone == PHONE else new_id()
        async with place.database.tenant(place.tenant) as session:
            await send_asked_code(session, place.vault, await _ask_of(place, ticket), user_id)
        answers = []
        for _number in range(6):
            async with place.database.tenant(place.tenant) as session:
                try:
                    await with_code(session, place.vault, client, ticket, "999999")
                except (CodeWrongError, SlowDownError) as refused:
                    answers.append(str(refused).replace("4", "5"))
        async with place.database.tenant(place.tenant) as session:
            with pytest.raises(TooManyTriesError) as again:
                await ask_code(session, place.vault, client, phone)
        said.append((answers, str(again.value)))
    assert said[0] == said[1]


# --- phone codes -------------------------------------------------------------------------------------------------


async def _give_phone(place: Place, user: User) -> None:
    async with place.database.tenant(place.tenant) as session:
        digest = await place.vault.digest(session, "staff_phone", PHONE)
        code = await issue_code(session, user.id, "staff_phone", digest)
        await set_phone(session, place.vault, await session.merge(user), PHONE, code)


async def _ask_of(place: Place, ticket: str) -> UUID:
    async with place.database.tenant(place.tenant) as session:
        facts = await read_ticket(session, place.vault, "staff_sign_in", ticket)
    assert facts is not None
    return UUID(facts["ask"])


async def _right_code(place: Place, ask: UUID, user: User) -> str:
    """The code that was made, found by trying: what is kept is only its hash."""
    async with place.database.tenant(place.tenant) as session:
        kept = (await session.scalars(select(OneTimeCode).where(OneTimeCode.person_id == ask))).one()
        return next(
            code
            for code in (f"{number:06d}" for number in range(1_000_000))
            if code_hash(code, user.id.bytes) == kept.code_hash
        )


async def test_a_code_opens_once_and_only_where_it_was_asked_for(place: Place) -> None:
    user = await owner(place)
    await _give_phone(place, user)
    async with place.database.tenant(place.tenant) as session:
        ticket = await ask_code(session, place.vault, HOME, PHONE)
    ask = await _ask_of(place, ticket)
    for _again in range(2):  # the job may run twice
        async with place.database.tenant(place.tenant) as session:
            await send_asked_code(session, place.vault, ask, user.id)
    code = await _right_code(place, ask, user)
    with clock.use(clock.now() + timedelta(seconds=61)):
        async with place.database.tenant(place.tenant) as session:
            strangers = await ask_code(session, place.vault, STRANGER, PHONE)
        async with place.database.tenant(place.tenant) as session:
            await send_asked_code(session, place.vault, await _ask_of(place, strangers), user.id)
        for _number in range(6):  # uses up the tries of the stranger's own code, not of the owner's
            async with place.database.tenant(place.tenant) as session:
                with pytest.raises((CodeWrongError, SlowDownError)):
                    await with_code(session, place.vault, STRANGER, strangers, code)
                await session.rollback()
        async with place.database.tenant(place.tenant) as session:
            assert (await with_code(session, place.vault, HOME, ticket, code)).id == user.id
        async with place.database.tenant(place.tenant) as session:
            with pytest.raises(CodeWrongError):
                await with_code(session, place.vault, HOME, ticket, code)
    with clock.use(clock.now() + timedelta(minutes=11)):
        async with place.database.tenant(place.tenant) as session:
            with pytest.raises(CodeWrongError):
                await with_code(session, place.vault, HOME, ticket, code)


# --- half-way, sessions ------------------------------------------------------------------------------------------


async def test_half_way_ends_with_time_a_new_password_and_the_door_shut(place: Place) -> None:
    user = await owner(place)
    async with place.database.tenant(place.tenant) as session:
        ticket = await half_way(session, place.vault, user, "password")
        assert (await resume(session, place.vault, ticket))[1] == "password"
        for wrong in ("", "x", ticket[:-4] + "AAAA"):
            with pytest.raises(HalfWayLostError):
                await resume(session, place.vault, wrong)
        with clock.use(clock.now() + timedelta(minutes=11)), pytest.raises(HalfWayLostError):
            await resume(session, place.vault, ticket)
    async with place.database.tenant(place.tenant) as session:
        await change_password(session, await session.merge(user), OTHER, keep=None)
    async with place.database.tenant(place.tenant) as session:
        with pytest.raises(HalfWayLostError):
            await resume(session, place.vault, ticket)


async def test_a_session_ends_idle_at_its_end_and_when_revoked(place: Place) -> None:
    user = await owner(place)
    start = clock.now()
    async with place.database.tenant(place.tenant) as session:
        opened = await enter(session, HOME, user, way="password")
        other = await enter(session, STRANGER, user, way="password")

    async def found(token: str, after: timedelta, *, use: bool = False) -> bool:
        with clock.use(start + after):
            async with place.database.tenant(place.tenant) as session:
                seen = await signed_in(session, token)
                if seen is not None and use:
                    await note_seen(session, seen.session_id, seen.seen_at)
        return seen is not None

    assert await found(opened.token, timedelta(hours=1, minutes=59))
    assert not await found(opened.token, timedelta(hours=2, minutes=1))
    for hours in range(1, 12):
        assert await found(opened.token, timedelta(hours=hours), use=True)
    assert not await found(opened.token, timedelta(hours=12, seconds=1))  # used or not
    async with place.database.tenant(place.tenant) as session:
        mine = {row.address: row.id for row in await sessions_of(session, user.id)}
        await revoke(session, user.id, mine[STRANGER.address])
    assert not await found(other.token, timedelta(seconds=1))
    async with place.database.tenant(place.tenant) as session:
        assert await revoke_others(session, user.id, mine[HOME.address]) == 0
        assert await revoke_others(session, user.id, None) == 1
    assert not await found(opened.token, timedelta(seconds=1))


async def test_use_is_noted_once_a_minute(place: Place) -> None:
    user = await owner(place)
    start = clock.now()
    async with place.database.tenant(place.tenant) as session:
        opened = await enter(session, HOME, user, way="password")
    versions = []
    for seconds in (1, 30, 59, 61, 62, 100, 122):
        with clock.use(start + timedelta(seconds=seconds)):
            async with place.database.tenant(place.tenant) as session:
                seen = await signed_in(session, opened.token)
                assert seen is not None
                await note_seen(session, seen.session_id, seen.seen_at)
            async with place.database.tenant(place.tenant) as session:
                versions.append(await session.scalar(text("select xmin::text from sessions")))
    assert len(set(versions)) == 3  # written at the log-in, at 61 and at 122 seconds


async def test_somebody_kept_out_does_not_come_in_by_any_way(place: Place) -> None:
    user = await owner(place)
    await _give_phone(place, user)
    async with place.database.tenant(place.tenant) as session:
        await create_user(session, login="b@example.com", name="乙", roles=[GivenRole("admin")])
        ticket = await half_way(session, place.vault, user, "password")
        await set_active(session, await session.merge(user), False, actor="user:test")
    assert await attempt(place, HOME, PASSWORD) is LoginRefusedError
    async with place.database.tenant(place.tenant) as session:
        with pytest.raises(HalfWayLostError):
            await resume(session, place.vault, ticket)
        assert await begin_reset(session, place.vault, new_id(), user.id) is None


# --- a new password ----------------------------------------------------------------------------------------------


async def test_a_reset_link_is_good_once_for_an_hour_and_for_this_password(place: Place) -> None:
    user = await owner(place)
    tokens = []
    for _number in range(2):
        async with place.database.tenant(place.tenant) as session:
            mail = await begin_reset(session, place.vault, new_id(), user.id)
            assert mail is not None and mail.to == LOGIN
            tokens.append(mail.path.rsplit("/", 1)[1])
    async with place.database.tenant(place.tenant) as session:
        opened = await enter(session, HOME, user, way="password")
        with clock.use(clock.now() + timedelta(minutes=61)), pytest.raises(Exception, match="链接已失效"):
            await reset_of(session, place.vault, tokens[0])
    async with place.database.tenant(place.tenant) as session:
        reset, found = await reset_of(session, place.vault, tokens[0], lock=True)
        await finish_reset(session, reset, found, OTHER)
    async with place.database.tenant(place.tenant) as session:
        assert await signed_in(session, opened.token) is None
        for token in tokens:  # the other one dies with the password it was made for
            with pytest.raises(Exception, match="链接已失效"):
                await reset_of(session, place.vault, token)
    assert await attempt(place, HOME, PASSWORD) is LoginRefusedError
    assert await attempt(place, HOME, OTHER) is None
