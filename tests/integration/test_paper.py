"""A contract on paper: by when, whose hands, what counts as signed; a paper copy; and who is asked for more at the door."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from huiyin.platform.clock import BEIJING
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.db.narrowing import narrowed
from huiyin.platform.settings import Settings
from huiyin.road.contracts import id_number
from huiyin.tenants.access.roles.rights import Scope
from huiyin.tenants.access.scope.service import walls
from huiyin.tenants.contracts.labour_contracts.errors import WrongStateError
from huiyin.tenants.contracts.labour_contracts.queries import (
    concluded_between,
    contract_under_way,
    open_contract_of,
)
from huiyin.tenants.contracts.labour_contracts.service import withdraw, written_by
from huiyin.tenants.contracts.paper.errors import (
    ChecksMissingError,
    DayUnlikelyError,
    NotSignedOnPaperError,
    SameHandsError,
    ScanOverError,
    ScanWaitsError,
)
from huiyin.tenants.contracts.paper.queries import papers, scan_of, scans_of, waiting_scan
from huiyin.tenants.contracts.paper.reading import Scan
from huiyin.tenants.contracts.paper.service import (
    CHECKS,
    PaperDays,
    accept_scan,
    choose_paper,
    file_scan,
    send_scan_back,
)
from huiyin.tenants.contracts.paper.staff_mail import DUE, MAIL, TO_CHECK, paper_mail
from huiyin.tenants.contracts.paper_copies.errors import CopyOverError, NothingToCopyError
from huiyin.tenants.contracts.paper_copies.queries import copies_of, copy_of, open_copies
from huiyin.tenants.contracts.paper_copies.service import Wish, ask_copy, hand_over, take_copy_back
from huiyin.tenants.contracts.paper_copies.staff_mail import MAIL as COPY_MAIL
from huiyin.tenants.contracts.paper_copies.staff_mail import copy_mail
from huiyin.tenants.contracts.signing.deadlines import send_again, sending_of
from huiyin.tenants.contracts.signing.errors import AnswerFirstError, NotToSignError
from huiyin.tenants.contracts.signing.rule import SigningRule, save_signing_rule
from huiyin.tenants.hiring.candidate_sign_in.browsers import CandidateBrowser
from huiyin.tenants.hiring.candidate_sign_in.errors import EndingTriesError, WrongEndingError
from huiyin.tenants.hiring.candidate_sign_in.leavers import (
    TICKET_LIFE,
    check_ending,
    is_asked,
    leaver,
    leaver_ticket,
)
from huiyin.tenants.people.employees.models import Employee
from huiyin.tenants.people.persons.queries import person as load_person
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from tests.integration.test_second_click import clicks
from tests.support.desk import Desk
from tests.support.hiring import Hiring
from tests.support.results import Time
from tests.support.signing import Waiting, read_it
from tests.support.tenants import Place

ME, YOU = "user:test", "user:other"
DAY = timedelta(days=1)


def _scan(data: bytes = b"scan", pages: int = 5) -> Scan:
    return Scan(data, pages, 5, (sha256_hex(data), sha256_hex(b"2")))


@dataclass
class Papers:
    """Contracts on paper in a tenant; `ME` uploads, `YOU` checks."""

    waiting: Waiting

    async def choose(self, contract: UUID) -> None:
        async with self.waiting.locked(contract) as (session, found):
            await choose_paper(session, self.waiting.place.vault, found, actor=ME)

    async def file(self, contract: UUID, scan: Scan | None = None, actor: str = ME, **days: Any) -> UUID:
        async with self.waiting.locked(contract) as (session, found):
            today = found.created_at.astimezone(BEIJING).date()
            given = PaperDays(**({"employee_signed_on": today, "sealed_on": today} | days))
            return (await file_scan(session, found, scan or _scan(), given, actor=actor)).id

    async def accept(self, contract: UUID, scan: UUID, actor: str = YOU, ticked: Any = tuple(CHECKS)) -> None:
        async with self.waiting.locked(contract) as (session, found):
            one = await scan_of(session, contract, scan)
            await accept_scan(session, self.waiting.place.vault, found, one, ticked, actor=actor)

    async def send_back(self, contract: UUID, scan: UUID, actor: str = YOU) -> None:
        async with self.waiting.locked(contract) as (session, found):
            one = await scan_of(session, contract, scan)
            await send_scan_back(session, self.waiting.place.vault, found, one, "缺页", actor=actor)

    async def states(self, contract: UUID) -> list[str]:
        async with self.waiting.locked(contract) as (session, _found):
            return [one.state for one in await scans_of(session, contract)]

    async def concluded(self) -> UUID:
        contract = await self.waiting.of_employee()
        await self.choose(contract)
        await self.accept(contract, await self.file(contract))
        return contract


@pytest.fixture
def on_paper(waiting: Waiting) -> Papers:
    return Papers(waiting)


# --- choosing paper, and by when -------------------------------------------------------------------------------------


async def test_paper_is_chosen_from_wherever_nobody_has_signed(
    waiting: Waiting, on_paper: Papers, at: Time
) -> None:
    unsent, sent = await waiting.of_applicant(sent=False), await waiting.of_applicant()
    expired = await waiting.of_employee()
    for contract in (unsent, sent):
        await on_paper.choose(contract)
        await on_paper.choose(contract)  # the second click
    at.now += 8 * DAY
    await waiting.watch()
    await on_paper.choose(expired)
    for contract in (unsent, sent, expired):
        chosen = await waiting.look(contract)
        assert (chosen.state, chosen.sign_until, chosen.next_look_at) == ("on_paper", None, None)
        assert chosen.sent_at is not None and chosen.on_paper_since is not None
        assert (await waiting.events(contract)).count("contract.paper_chosen") == 1
        assert (await waiting.told(contract)).count("contract_on_paper") == 1
        async with waiting.locked(contract) as (session, found):
            with pytest.raises(NotToSignError):
                await read_it(session, found)


async def test_who_waits_for_an_answer_is_answered_first(waiting: Waiting, on_paper: Papers) -> None:
    contract = await waiting.of_applicant()
    await waiting.say(contract, "question")
    with pytest.raises(AnswerFirstError):
        await on_paper.choose(contract)
    assert (await waiting.look(contract)).state == "sent"


async def test_it_is_due_as_on_the_phone_and_within_the_laws_month(
    waiting: Waiting, on_paper: Papers, place: Place, settings: Settings, at: Time
) -> None:
    soon, late = await waiting.of_applicant(), await waiting.of_applicant()
    await on_paper.choose(soon)
    week = datetime(2035, 11, 26, 23, 59, 59, tzinfo=BEIJING)
    assert (await waiting.look(soon)).paper_due_at == week
    async with place.database.tenant(place.tenant) as session:
        await save_signing_rule(session, SigningRule(0, 90, 2), actor=ME)
        await Hiring(session, place).user("hr")
    await on_paper.choose(late)
    async with waiting.locked(late) as (session, found):
        law = await written_by(session, place.vault, found)
    due = (await waiting.look(late)).paper_due_at
    assert due is not None and due.astimezone(BEIJING).date() == law < (at.now + 90 * DAY).date()
    assert due in await Desk(place).jobs(settings, MAIL)
    async with place.database.tenant(place.tenant) as session:
        assert [one.contract.id for one in await papers(session, limit=5)] == [soon, late]
    # Whoever has gone past the law's day has a day to work towards all the same.
    at.now += 120 * DAY
    await waiting.watch()
    async with waiting.locked(late) as (session, found):
        await send_again(session, place.vault, found, seen=sending_of(found), actor=ME)
    assert (await waiting.look(late)).paper_due_at is None
    await on_paper.choose(late)
    again = (await waiting.look(late)).paper_due_at
    assert again is not None and again > at.now


async def test_it_is_not_signed_until_the_second_check(
    waiting: Waiting, on_paper: Papers, place: Place
) -> None:
    contract = await waiting.of_employee()
    await on_paper.choose(contract)
    scan = await on_paper.file(contract)
    async with waiting.locked(contract) as (session, found):
        ids = found.person_id, found.legal_entity_id
        assert await contract_under_way(session, *ids) is not None
        assert contract not in [one.id for one, _code in await concluded_between(session, *ids)]
    await on_paper.accept(contract, scan)
    done = await waiting.look(contract)
    assert (done.state, done.paper_due_at, done.final_sha256) == (
        "completed_on_paper",
        None,
        sha256_hex(b"scan"),
    )
    assert done.on_paper_since is not None and done.completed_at is not None
    async with waiting.locked(contract) as (session, _found):
        assert await contract_under_way(session, *ids) is None
        assert contract in [one.id for one, _code in await concluded_between(session, *ids)]
    assert (await waiting.told(contract))[-1] == "contract_completed_on_paper"


async def test_a_signed_contract_goes_on_no_paper(waiting: Waiting, on_paper: Papers) -> None:
    contract = await on_paper.concluded()
    with pytest.raises(WrongStateError):
        await on_paper.choose(contract)
    with pytest.raises(NotSignedOnPaperError):
        await on_paper.file(contract)
    withdrawn = await waiting.of_applicant()
    async with waiting.locked(withdrawn) as (session, found):
        await withdraw(session, waiting.place.vault, found, actor=ME)
    with pytest.raises(WrongStateError):
        await on_paper.choose(withdrawn)


# --- four eyes --------------------------------------------------------------------------------------------------------


async def test_one_pair_of_eyes_is_never_enough(waiting: Waiting, on_paper: Papers, place: Place) -> None:
    contract = await waiting.of_applicant()
    await on_paper.choose(contract)
    scan = await on_paper.file(contract)
    for act in (on_paper.accept, on_paper.send_back):
        with pytest.raises(SameHandsError):
            await act(contract, scan, ME)
    for missing in CHECKS:
        with pytest.raises(ChecksMissingError):
            await on_paper.accept(contract, scan, ticked=set(CHECKS) - {missing})
    # The employer with the database in hand: not without lying about who it was, which the chain says otherwise.
    forged = (
        "update paper_scans set state = 'accepted', checked_by = uploaded_by where contract_id = :contract"
    )
    with pytest.raises(DBAPIError, match="four_eyes"):
        async with place.database.tenant(place.tenant) as session:
            await session.execute(text(forged), {"contract": contract})
    assert (await waiting.look(contract)).state == "on_paper"
    assert await on_paper.states(contract) == ["waiting"]


async def test_each_click_counts_once(waiting: Waiting, on_paper: Papers, place: Place) -> None:
    contract = await waiting.of_applicant()
    await on_paper.choose(contract)

    numbers = count()

    async def upload(_session: AsyncSession) -> None:
        # The same files joined once more are other bytes: a PDF says when it was made.
        await on_paper.file(contract, replace(_scan(), pdf=b"scan %d" % next(numbers)))

    assert await clicks(place, upload) == [None] * 4
    async with waiting.locked(contract) as (session, _found):
        scan = await waiting_scan(session, contract)
        assert scan is not None
    with pytest.raises(ScanWaitsError):
        await on_paper.file(contract, _scan(b"another"))

    async def check(_session: AsyncSession) -> None:
        await on_paper.accept(contract, scan.id)

    assert await clicks(place, check) == [None] * 4
    with pytest.raises(ScanOverError):
        await on_paper.accept(contract, scan.id, "user:third")
    events = await waiting.events(contract)
    assert [events.count(one) for one in ("paper_scan.filed", "contract.completed_on_paper")] == [1, 1]
    assert (await waiting.told(contract)).count("contract_completed_on_paper") == 1


async def test_what_was_sent_back_comes_in_anew(waiting: Waiting, on_paper: Papers) -> None:
    contract = await waiting.of_applicant()
    await on_paper.choose(contract)
    first = await on_paper.file(contract)
    await on_paper.send_back(contract, first)
    with pytest.raises(ScanOverError):
        await on_paper.accept(contract, first)
    second = await on_paper.file(
        contract, _scan(b"better"), YOU
    )  # whoever checked the first may bring the next
    with pytest.raises(SameHandsError):
        await on_paper.accept(contract, second, YOU)
    await on_paper.accept(contract, second, ME)
    assert await on_paper.states(contract) == ["accepted", "sent_back"]


async def test_days_that_cannot_be_are_refused(waiting: Waiting, on_paper: Papers, at: Time) -> None:
    contract = await waiting.of_applicant()
    await on_paper.choose(contract)
    today = at.now.astimezone(BEIJING).date()
    for wrong in (today - DAY, today + DAY):
        for field in ("employee_signed_on", "sealed_on"):
            with pytest.raises(DayUnlikelyError) as refused:
                await on_paper.file(contract, **{field: wrong})
            assert refused.value.field == field


@pytest.mark.parametrize("end", ["withdrawn", "sent"])
async def test_the_scan_goes_with_the_paper(
    waiting: Waiting, on_paper: Papers, place: Place, end: str
) -> None:
    contract = await waiting.of_applicant()
    await on_paper.choose(contract)
    scan = await on_paper.file(contract)
    async with waiting.locked(contract) as (session, found):
        if end == "withdrawn":
            await withdraw(session, place.vault, found, actor=ME)
        else:
            await send_again(session, place.vault, found, seen=sending_of(found), actor=ME)
    left = await waiting.look(contract)
    assert left.state == end and left.paper_due_at is None
    assert await on_paper.states(contract) == ["dropped"]
    with pytest.raises(ScanOverError):
        await on_paper.accept(contract, scan)
    if left.application_id is not None:
        async with waiting.locked(contract) as (session, _found):
            open_ = await open_contract_of(session, left.application_id)
            assert (open_ is None) == (end == "withdrawn")


async def test_whoever_can_do_something_is_told_and_nobody_else(
    waiting: Waiting, on_paper: Papers, place: Place, at: Time
) -> None:
    async with place.database.tenant(place.tenant) as session:
        hiring = Hiring(session, place)
        hr, keeper = await hiring.user("hr"), await hiring.user("seal_keeper")
        auditor = await hiring.user("auditor")
    contract = await waiting.of_applicant()
    await on_paper.choose(contract)
    now = at.now.isoformat()

    async def mails(kind: str) -> list[bool]:
        async with place.database.tenant(place.tenant) as session:
            found = [
                await paper_mail(session, contract, one.id, kind, at=now) for one in (hr, keeper, auditor)
            ]
        return [one is not None for one in found]

    assert await mails(DUE) == [True, False, False]
    assert await mails(TO_CHECK) == [False, False, False]
    scan = await on_paper.file(contract, actor=f"user:{hr.id}")
    assert await mails(TO_CHECK) == [False, True, False]  # not who uploaded it
    await on_paper.accept(contract, scan, f"user:{keeper.id}")
    for kind in (DUE, TO_CHECK):
        assert await mails(kind) == [False, False, False]


async def test_scans_and_copies_are_seen_as_far_as_their_contract(
    waiting: Waiting, on_paper: Papers, place: Place
) -> None:
    contract = await on_paper.concluded()
    async with waiting.locked(contract) as (session, found):
        await ask_copy(session, place.vault, found, Wish("collect"))
    async with place.database.tenant(place.tenant) as session:
        assert await scans_of(session, contract) and await open_copies(session, limit=5)
        with narrowed(session, walls(Scope())):
            assert not await scans_of(session, contract)
            assert not await copies_of(session, place.vault, contract)
            assert not await open_copies(session, limit=5)


# --- a paper copy -----------------------------------------------------------------------------------------------------


async def test_a_copy_is_promised_within_three_working_days_and_asked_for_once(
    waiting: Waiting, on_paper: Papers, place: Place, settings: Settings, at: Time
) -> None:
    async with place.database.tenant(place.tenant) as session:
        hr = await Hiring(session, place).user("hr")
    contract = await on_paper.concluded()
    at.now += 4 * DAY  # a Friday

    async def ask(_session: AsyncSession) -> None:
        async with waiting.locked(contract) as (own, found):
            await ask_copy(own, place.vault, found, Wish("post", "解放路 1 号"))

    assert await clicks(place, ask) == [None] * 4
    async with waiting.locked(contract) as (session, _found):
        (asked,) = await copies_of(session, place.vault, contract)
    due = datetime(2035, 11, 28, 18, tzinfo=BEIJING)  # Wednesday
    assert (asked.copy.due_at, asked.words, asked.copy.state) == (due, "解放路 1 号", "asked")
    assert set(await Desk(place).jobs(settings, COPY_MAIL)) == {at.now, due - timedelta(hours=4)}
    async with place.database.tenant(place.tenant) as session:
        mail = await copy_mail(session, asked.copy.id, hr.id, at="1")
    assert mail is not None and "11-28 18:00" in mail.email.paragraphs[1] and "解放路" not in str(mail.email)
    for _click in range(2):
        async with waiting.locked(contract) as (session, found):
            copy = await copy_of(session, contract, asked.copy.id)
            await hand_over(session, place.vault, found, copy, Wish("post", "SF123"), actor=ME)
    async with waiting.locked(contract) as (session, found):
        (done,) = await copies_of(session, place.vault, contract)
        assert (done.copy.state, done.note, done.copy.ended_by) == ("posted", "SF123", ME)
        with pytest.raises(CopyOverError):
            await take_copy_back(session, found, done.copy)
        assert await copy_mail(session, asked.copy.id, hr.id, at="2") is None
        again = await ask_copy(session, place.vault, found, Wish("collect"))
        await take_copy_back(session, found, again)
        await take_copy_back(session, found, again)
        with pytest.raises(CopyOverError):
            await hand_over(session, place.vault, found, again, Wish("collect"), actor=ME)
    events = await waiting.events(contract)
    assert [events.count(f"paper_copy.{one}") for one in ("asked", "done", "taken_back")] == [2, 1, 1]
    assert (await waiting.told(contract)).count("contract_copy_done") == 1


async def test_what_is_not_signed_is_not_copied(waiting: Waiting, on_paper: Papers, place: Place) -> None:
    contract = await waiting.of_applicant()
    await on_paper.choose(contract)
    await on_paper.file(contract)
    async with waiting.locked(contract) as (session, found):
        with pytest.raises(NothingToCopyError):
            await ask_copy(session, place.vault, found, Wish("collect"))


# --- at the door, after leaving ---------------------------------------------------------------------------------------


@dataclass
class Leaver:
    """Somebody whose employment is over."""

    place: Place
    person_id: UUID
    ending: str

    async def try_ending(self, typed: str) -> str:
        """What came of an answer, in a request of its own that is committed whatever it says."""
        async with self.place.database.tenant(self.place.tenant) as session:
            who = await load_person(session, self.person_id)
            try:
                await check_ending(session, self.place.vault, who, typed)
            except (WrongEndingError, EndingTriesError) as refused:
                return type(refused).__name__
            return "in"

    async def is_asked(self) -> bool:
        async with self.place.database.tenant(self.place.tenant) as session:
            return await is_asked(session, await load_person(session, self.person_id))


@pytest.fixture
async def gone(waiting: Waiting, place: Place, at: Time) -> Leaver:
    contract = await waiting.of_employee()
    found = await waiting.look(contract)
    number = int(found.person.phone_hint[-4:])
    made = Leaver(place, found.person_id, id_number(number)[-4:])
    assert not await made.is_asked()  # who works here is not
    async with place.database.tenant(place.tenant) as session:
        file = (await session.scalars(select(Employee).where(Employee.person_id == made.person_id))).one()
        file.ended_on = at.now.astimezone(BEIJING).date()
    assert not await made.is_asked()  # the last day is not over
    at.now += DAY
    return made


async def test_whoever_has_left_says_the_end_of_their_number(gone: Leaver, place: Place, at: Time) -> None:
    assert await gone.is_asked()
    assert await gone.try_ending(f" {gone.ending.lower()} ") == "in"
    assert await gone.try_ending("".join(chr(ord(one) + 0xFEE0) for one in gone.ending)) == "in"  # full width
    for wrong in ("", gone.ending[1:], f"1{gone.ending}", "0000"):
        assert await gone.try_ending(wrong) == "WrongEndingError"
    assert await gone.try_ending(gone.ending) == "in"  # right answers cost no try
    assert await gone.try_ending("9999") == "EndingTriesError"
    assert await gone.try_ending(gone.ending) == "EndingTriesError"
    at.now += DAY
    assert await gone.try_ending(gone.ending) == "in"
    async with place.database.tenant(place.tenant) as session:
        file = (await session.scalars(select(Employee).where(Employee.person_id == gone.person_id))).one()
        file.ended_on = None  # corrected: they work here after all
    assert not await gone.is_asked()


async def test_many_guesses_at_once_are_five(gone: Leaver) -> None:
    came = await asyncio.gather(*(gone.try_ending(f"{number:04d}") for number in range(12)))
    assert sorted(came) == ["EndingTriesError"] * 8 + ["WrongEndingError"] * 4
    assert await gone.try_ending(gone.ending) == "EndingTriesError"


async def test_the_half_way_ticket_is_of_one_browser_and_ten_minutes(
    gone: Leaver, place: Place, at: Time
) -> None:
    mine, others = CandidateBrowser("mine"), CandidateBrowser("others")
    async with place.database.tenant(place.tenant) as session:
        who = await load_person(session, gone.person_id)
        ticket = await leaver_ticket(session, place.vault, who, mine)
        found = await leaver(session, place.vault, ticket, mine)
        assert found is not None and found.id == gone.person_id
        for wrong in ("", "x", ticket[:-4], ticket.swapcase()):
            assert await leaver(session, place.vault, wrong, mine) is None
        assert await leaver(session, place.vault, ticket, others) is None
        at.now += TICKET_LIFE
        assert await leaver(session, place.vault, ticket, mine) is None
