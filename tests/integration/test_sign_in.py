"""What slows guessing down, and what a stranger can learn."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from huiyin.platform import clock
from huiyin.platform.auth import passwords
from huiyin.platform.auth.errors import TooManyTriesError
from huiyin.platform.ids import new_id
from huiyin.tenants.access.sessions.errors import CodeWrongError, LoginRefusedError
from huiyin.tenants.access.sign_in.attempts import Client, admit, failed
from huiyin.tenants.access.sign_in.errors import SlowDownError
from huiyin.tenants.access.sign_in.passwords import ask_reset
from huiyin.tenants.access.sign_in.queries import failed_tries
from huiyin.tenants.access.sign_in.service import (
    ask_code,
    device_ticket,
    read_device,
    send_asked_code,
    with_code,
    with_password,
)
from sqlalchemy import Engine, event

from tests.support.members import (
    HOME,
    LOGIN,
    PASSWORD,
    PHONE,
    STRANGER,
    ask_of,
    attempt,
    give_phone,
    known,
    owner,
)
from tests.support.tenants import Place


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


@pytest.mark.any_clock
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
        other = "B" if ticket[10] == "A" else "A"
        for forged in ("", "x", ticket[:-2], ticket[:10] + other + ticket[11:], "€"):
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


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is done meanwhile that takes time: statements to the database, and passwords that are hashed."""
    done: list[str] = []
    hash_of = passwords.check_password

    def hashed(kept: str | None, password: str) -> bool:
        done.append("a password is hashed")
        return hash_of(kept, password)

    def said(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        done.append(statement)

    monkeypatch.setattr(passwords, "check_password", hashed)
    event.listen(Engine, "before_cursor_execute", said)
    yield done
    event.remove(Engine, "before_cursor_execute", said)


async def _both(work: list[str], act: Callable[[str], Awaitable[None]]) -> tuple[list[str], list[str]]:
    """What is done for a member, and for nobody. How long that takes is measured by `./dev bench sign_in_timing`."""
    done = []
    for login in (LOGIN, "nobody@example.com"):
        await act(login)  # what is remembered of a first time is remembered now
        work.clear()
        await act(login)
        done.append(list(work))
    return done[0], done[1]


async def test_a_log_in_does_the_same_whether_or_not_there_is_somebody(place: Place, work: list[str]) -> None:
    await owner(place)
    sources = iter(range(1000))

    async def fail(login: str) -> None:
        client = Client(f"2001:db8::{next(sources):x}", "curl")
        assert await attempt(place, client, "wrong", login) is LoginRefusedError

    there, absent = await _both(work, fail)
    assert there == absent and there.count("a password is hashed") == 1


async def test_asking_for_a_link_or_a_code_does_the_same_too(place: Place, work: list[str]) -> None:
    user = await owner(place)
    await give_phone(place, user)
    sources = iter(range(1000))

    async def forgot(login: str) -> None:
        client = Client(f"2001:db8::{next(sources):x}", "curl")
        async with place.database.tenant(place.tenant) as session:
            await ask_reset(session, client, login)

    there, absent = await _both(work, forgot)
    assert there == absent and there


async def test_a_strangers_phone_gets_the_same_answers(place: Place) -> None:
    user = await owner(place)
    await give_phone(place, user)
    said = []
    for number, phone in enumerate((PHONE, "+8613900139000")):
        client = Client(f"2001:db8:1::{number}", "curl")
        async with place.database.tenant(place.tenant) as session:
            ticket = await ask_code(session, place.vault, client, phone)
        user_id = user.id if phone == PHONE else new_id()
        async with place.database.tenant(place.tenant) as session:
            await send_asked_code(session, place.vault, await ask_of(place, ticket), user_id)
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
