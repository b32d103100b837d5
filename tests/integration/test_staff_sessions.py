"""Codes to the phone, half-way, sessions, a new password."""

from datetime import timedelta
from uuid import UUID

import pytest
from huiyin.platform import clock
from huiyin.platform.auth.errors import TooManyTriesError
from huiyin.platform.auth.tickets import read_ticket
from huiyin.platform.auth.tokens import code_hash
from huiyin.platform.ids import new_id
from huiyin.tenants.access.sessions.errors import CodeWrongError, LoginRefusedError
from huiyin.tenants.access.sessions.models import OneTimeCode
from huiyin.tenants.access.sign_in.attempts import Client
from huiyin.tenants.access.sign_in.errors import HalfWayLostError, SlowDownError
from huiyin.tenants.access.sign_in.feature import CODE_HOUR_LIMIT
from huiyin.tenants.access.sign_in.passwords import begin_reset, change_password, finish_reset, reset_of
from huiyin.tenants.access.sign_in.profile import ask_phone
from huiyin.tenants.access.sign_in.service import (
    ask_code,
    enter,
    half_way,
    resume,
    send_asked_code,
    with_code,
)
from huiyin.tenants.access.sign_in.sessions import note_seen, revoke, revoke_others, sessions_of
from huiyin.tenants.access.users.models import User
from huiyin.tenants.access.users.queries import signed_in
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user, set_active
from sqlalchemy import func, select, text

from tests.support.members import (
    HOME,
    LOGIN,
    OTHER,
    PASSWORD,
    PHONE,
    STRANGER,
    attempt,
    give_phone,
    owner,
)
from tests.support.tenants import Place


async def _right_code(place: Place, ask: UUID, user: User) -> str:
    """The code that was made, found by trying: what is kept is only its hash."""
    async with place.database.tenant(place.tenant) as session:
        kept = (await session.scalars(select(OneTimeCode).where(OneTimeCode.person_id == ask))).one()
        return next(
            code
            for code in (f"{number:06d}" for number in range(1_000_000))
            if code_hash(code, user.id.bytes) == kept.code_hash
        )


async def _sent(place: Place, client: Client, user: User) -> tuple[str, UUID]:
    """A code is asked for and made in one transaction: no worker of another test, at another time, makes it before. The
    ticket, and which asking it is for."""
    async with place.database.tenant(place.tenant) as session:
        ticket = await ask_code(session, place.vault, client, PHONE)
        facts = await read_ticket(session, place.vault, "staff_sign_in", ticket)
        assert facts is not None
        await send_asked_code(session, place.vault, UUID(facts["ask"]), user.id)
    return ticket, UUID(facts["ask"])


async def test_codes_to_bind_a_phone_are_few_for_a_member_and_for_a_phone(place: Place) -> None:
    user = await owner(place)

    async def ask(phone: str) -> None:
        async with place.database.tenant(place.tenant) as session:
            await ask_phone(session, place.vault, await session.merge(user), phone)

    async def texts() -> int:
        async with place.database.tenant(place.tenant) as session:
            made = select(func.count()).select_from(OneTimeCode).where(OneTimeCode.person_id == user.id)
            return await session.scalar(made) or 0

    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    with clock.use(start):
        await ask(PHONE)
        await ask(PHONE)  # a second click: the code on its way is good
        assert await texts() == 1
        with pytest.raises(TooManyTriesError):
            await ask("+8613900139000")  # nor to somebody else's phone within the minute
    for minute in range(1, 6):
        with clock.use(start + timedelta(minutes=minute)):
            if await texts() < CODE_HOUR_LIMIT.most:
                await ask(PHONE)
            else:
                with pytest.raises(TooManyTriesError):
                    await ask(PHONE)
    assert await texts() == CODE_HOUR_LIMIT.most


@pytest.mark.any_clock
async def test_a_code_opens_once_and_only_where_it_was_asked_for(place: Place) -> None:
    user = await owner(place)
    await give_phone(place, user)
    ticket, ask = await _sent(place, HOME, user)
    async with place.database.tenant(place.tenant) as session:  # the job may run twice
        await send_asked_code(session, place.vault, ask, user.id)
    code = await _right_code(place, ask, user)
    with clock.use(clock.now() + timedelta(seconds=61)):
        strangers, _ask = await _sent(place, STRANGER, user)
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


@pytest.mark.any_clock
async def test_a_session_ends_idle_at_its_end_and_when_revoked(place: Place) -> None:
    user = await owner(place)
    start = clock.now()
    with clock.use(start):
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
    await give_phone(place, user)
    async with place.database.tenant(place.tenant) as session:
        await create_user(session, NewUser("b@example.com", "乙"), roles=[GivenRole("admin")])
        ticket = await half_way(session, place.vault, user, "password")
        await set_active(session, await session.merge(user), False, actor="user:test")
    assert await attempt(place, HOME, PASSWORD) is LoginRefusedError
    async with place.database.tenant(place.tenant) as session:
        with pytest.raises(HalfWayLostError):
            await resume(session, place.vault, ticket)
        assert await begin_reset(session, place.vault, new_id(), user.id) is None


@pytest.mark.any_clock
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
