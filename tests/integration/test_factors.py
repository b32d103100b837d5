"""Second factors: authenticator app, recovery codes, passkeys."""

from datetime import timedelta

import pyotp
import pytest
from huiyin.platform import clock
from huiyin.platform.auth.passkeys import Site
from huiyin.tenants.access.sign_in.attempts import Client
from huiyin.tenants.access.sign_in.errors import (
    PasskeyTakenError,
    PasskeyWrongError,
    RecoveryCodeWrongError,
    SecondFactorWrongError,
    SlowDownError,
)
from huiyin.tenants.access.sign_in.factors import (
    asked_of,
    begin_app,
    check_app,
    clear_factors,
    confirm_app,
    factors_of,
    make_recovery_codes,
    remove_app,
    use_recovery_code,
)
from huiyin.tenants.access.sign_in.models import AuthenticatorApp
from huiyin.tenants.access.sign_in.passkeys import (
    add_passkey,
    check_passkey,
    new_passkey_options,
    passkey_options,
    remove_passkey,
)
from huiyin.tenants.access.sign_in.service import Given, Proof, second_step, with_passkey
from huiyin.tenants.access.users.models import User
from huiyin.tenants.access.users.queries import rights_of
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.audit.service import verify_chain

from tests.support.authenticator import Authenticator
from tests.support.tenants import Place

CLIENT = Client("203.0.113.7", "Firefox")
SITE = Site("acme.example.com", "https://acme.example.com")


async def member(place: Place, login: str = "a@example.com") -> User:
    async with place.database.tenant(place.tenant) as session:
        return await create_user(session, NewUser(login, "周敏"), roles=[GivenRole("hr")])


async def with_app(place: Place, user: User) -> tuple[str, list[str]]:
    """An app, confirmed half an hour ago: its secret, and the recovery codes."""
    async with place.database.tenant(place.tenant) as session:
        secret = await begin_app(session, place.vault, user)
    with clock.use(clock.now() - timedelta(minutes=30)):
        async with place.database.tenant(place.tenant) as session:
            found = await session.get_one(User, user.id)
            code = pyotp.TOTP(secret).at(clock.now())
            return secret, await confirm_app(session, place.vault, found, code)


async def test_an_app_counts_once_confirmed_and_each_code_once(place: Place) -> None:
    user = await member(place)
    secret, codes = await with_app(place, user)
    assert len(codes) == 10 == len(set(codes))
    async with place.database.tenant(place.tenant) as session:
        kept = await session.get_one(AuthenticatorApp, user.id)
        assert secret.encode() not in kept.secret_encrypted
        found = await session.get_one(User, user.id)
        assert found.second_factor
        now = pyotp.TOTP(secret).at(clock.now())
        await check_app(session, place.vault, found, f"{now[:3]} {now[3:]}")
        with pytest.raises(SecondFactorWrongError):
            await check_app(session, place.vault, found, now)
        await remove_app(session, found, actor="user:test")
        assert not found.second_factor
        assert (await factors_of(session, user.id)).recovery_left == 0
        with pytest.raises(SecondFactorWrongError):
            await check_app(session, place.vault, found, now)


async def test_an_unconfirmed_app_does_not_count(place: Place) -> None:
    user = await member(place)
    async with place.database.tenant(place.tenant) as session:
        found = await session.get_one(User, user.id)
        secret = await begin_app(session, place.vault, found)
        assert await begin_app(session, place.vault, found) == secret  # the page again
        with pytest.raises(SecondFactorWrongError):
            await check_app(session, place.vault, found, pyotp.TOTP(secret).at(clock.now()))
        with pytest.raises(SecondFactorWrongError):
            await confirm_app(session, place.vault, found, "000000")
        assert not found.second_factor


async def test_a_recovery_code_is_good_once(place: Place) -> None:
    user = await member(place)
    _secret, codes = await with_app(place, user)
    async with place.database.tenant(place.tenant) as session:
        found = await session.get_one(User, user.id)
        await use_recovery_code(session, place.vault, found, f" {codes[0].upper().replace('-', ' ')} ")
        for wrong in (codes[0], "", "aaaaa-aaaaa", codes[1][:-1]):
            with pytest.raises(RecoveryCodeWrongError):
                await use_recovery_code(session, place.vault, found, wrong)
        assert (await factors_of(session, user.id)).recovery_left == 9
        fresh = await make_recovery_codes(session, place.vault, found)
        with pytest.raises(RecoveryCodeWrongError):
            await use_recovery_code(session, place.vault, found, codes[1])
        await use_recovery_code(session, place.vault, found, fresh[1])
    colleague = await member(place, "b@example.com")
    async with place.database.tenant(place.tenant) as session:
        with pytest.raises(RecoveryCodeWrongError):
            await use_recovery_code(session, place.vault, colleague, fresh[2])


async def test_guessing_codes_is_slowed_for_the_person(place: Place) -> None:
    user = await member(place)
    secret, _codes = await with_app(place, user)
    for number in range(5):
        async with place.database.tenant(place.tenant) as session:
            found = await session.get_one(User, user.id)
            client = Client(f"2001:db8::{number}", "curl")  # from ever other addresses
            try:
                await second_step(session, place.vault, client, found, Proof(Given(code="000000"), SITE))
            except SecondFactorWrongError:
                continue
            pytest.fail("a guess was right")
    async with place.database.tenant(place.tenant) as session:
        found = await session.get_one(User, user.id)
        right = Given(code=pyotp.TOTP(secret).at(clock.now()))
        with pytest.raises(SlowDownError):
            await second_step(session, place.vault, CLIENT, found, Proof(right, SITE))


async def _enrol(place: Place, user: User, key: Authenticator, site: Site = SITE) -> list[str]:
    async with place.database.tenant(place.tenant) as session:
        options = await new_passkey_options(session, place.vault, site, user)
    async with place.database.tenant(place.tenant) as session:
        found = await session.get_one(User, user.id)
        return await add_passkey(session, place.vault, site, found, key.create(options), "我的电脑")


async def test_a_passkey_is_made_and_answers(place: Place) -> None:
    user, key = await member(place), Authenticator(SITE)
    assert len(await _enrol(place, user, key)) == 10
    async with place.database.tenant(place.tenant) as session:
        options = await passkey_options(session, place.vault, SITE, purpose="login")
        answer = key.get(options)
        assert (await with_passkey(session, place.vault, CLIENT, SITE, answer)).id == user.id
    async with place.database.tenant(place.tenant) as session:
        with pytest.raises(PasskeyWrongError):  # the same answer again
            await check_passkey(session, place.vault, SITE, answer, purpose="login")
    async with place.database.tenant(place.tenant) as session:
        found = await session.get_one(User, user.id)
        for purpose, right in ((str(user.id), True), ("login", False)):
            options = await passkey_options(session, place.vault, SITE, purpose=purpose, user=found)
            given = Given(passkey=key.get(options))
            if right:
                assert await second_step(session, place.vault, CLIENT, found, Proof(given, SITE)) == "passkey"
            else:
                with pytest.raises(PasskeyWrongError):
                    await second_step(session, place.vault, CLIENT, found, Proof(given, SITE))
    with pytest.raises(PasskeyTakenError):
        await _enrol(place, user, key)
    async with place.database.tenant(place.tenant) as session:
        found = await session.get_one(User, user.id)
        kept = (await factors_of(session, user.id)).passkeys[0]
        assert (kept.sign_count, kept.name) == (2, "我的电脑")
        await remove_passkey(session, found, kept.id, actor="user:test")
        assert not found.second_factor


async def test_answers_that_do_not_hold(place: Place) -> None:
    user, key = await member(place), Authenticator(SITE)
    await _enrol(place, user, key)
    elsewhere = Site("evil.example.com", "https://evil.example.com")
    other = Authenticator(SITE)  # claims the same id with another key

    async def refused(answer: str, site: Site = SITE, purpose: str = "login") -> None:
        async with place.database.tenant(place.tenant) as session:
            with pytest.raises(PasskeyWrongError):
                await check_passkey(session, place.vault, site, answer, purpose=purpose)

    async def options(purpose: str = "login") -> str:
        async with place.database.tenant(place.tenant) as session:
            return await passkey_options(session, place.vault, SITE, purpose=purpose)

    for nonsense in ("", "{}", "[]", "x" * 30_000, '{"response": {"clientDataJSON": "!"}}'):
        await refused(nonsense)
    await refused(other.get(await options()))
    await refused(key.get(await options()), site=elsewhere)
    await refused(key.get(await options(str(user.id))))  # made for something else
    key.site = elsewhere
    await refused(key.get(await options()))
    key.site, key.counter = SITE, -1
    await refused(key.get('{"challenge": "bWFkZSB1cA"}'))  # a challenge we did not make
    key.verifies = False
    await refused(key.get(await options()))  # nobody showed a finger: not enough to come in with nothing else
    key.verifies, key.counter = True, 5
    async with place.database.tenant(place.tenant) as session:
        await check_passkey(session, place.vault, SITE, key.get(await options()), purpose="login")
    key.counter = 2
    await refused(key.get(await options()))  # the counter went back: a copy
    with clock.use(clock.now() - timedelta(minutes=16)):
        old = await options()
    key.counter = 50
    await refused(key.get(old))


async def test_a_passkey_stays_in_its_tenant_and_with_its_person(place: Place) -> None:
    user, key = await member(place), Authenticator(SITE)
    await _enrol(place, user, key)
    colleague = await member(place, "b@example.com")
    async with place.database.tenant(place.tenant) as session:
        options = await passkey_options(session, place.vault, SITE, purpose=str(colleague.id))
        given = Given(passkey=key.get(options))
        with pytest.raises(PasskeyWrongError):
            await second_step(session, place.vault, CLIENT, colleague, Proof(given, SITE))


async def test_an_admin_clears_what_is_lost_and_it_is_all_in_the_chain(place: Place) -> None:
    user, key = await member(place), Authenticator(SITE)
    await with_app(place, user)
    assert await _enrol(place, user, key) == []  # there are codes already
    async with place.database.tenant(place.tenant) as session:
        found = await session.get_one(User, user.id)
        await clear_factors(session, found, actor="user:admin")
        left = await factors_of(session, user.id)
        assert (found.second_factor, left.app, list(left.passkeys), left.recovery_left) == (
            False,
            False,
            [],
            0,
        )
    async with place.database.tenant(place.tenant) as session:
        assert (await verify_chain(session)).valid


@pytest.mark.parametrize(
    ("setting", "role", "asked"),
    [
        ("off", "admin", False),
        ("managers", "admin", True),
        ("managers", "seal_keeper", True),
        ("managers", "hr", False),
        ("all", "interviewer", True),
    ],
)
async def test_of_whom_it_is_asked(place: Place, setting: str, role: str, asked: bool) -> None:
    async with place.database.tenant(place.tenant) as session:
        user = await create_user(session, NewUser("c@example.com", "丙"), roles=[GivenRole(role)])
        assert asked_of(setting, await rights_of(session, user.id)) is asked
