"""Instead of signing: ask, find a mistake, want paper, refuse, sign later; and what time does meanwhile."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from huiyin.platform.clock import BEIJING
from huiyin.platform.db.narrowing import narrowed
from huiyin.platform.settings import Settings
from huiyin.portal.actor import Candidate
from huiyin.portal.progress.contracts import contract_view
from huiyin.portal.progress.view import progress_view
from huiyin.portal.signing.guard import own_standing
from huiyin.tenants.access.roles.rights import Scope
from huiyin.tenants.access.scope.service import walls
from huiyin.tenants.access.sessions.service import Browser, open_session
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.labour_contracts.errors import ContractNotFoundError
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.labour_contracts.queries import (
    contract_under_way,
    open_contract_of,
    successor_of,
)
from huiyin.tenants.contracts.labour_contracts.service import withdraw
from huiyin.tenants.contracts.labour_contracts.states import advance, state_now
from huiyin.tenants.contracts.signing.concerns import (
    Remark,
    agree_to_paper,
    answer,
    decline,
    put_off,
    raise_concern,
    take_back,
)
from huiyin.tenants.contracts.signing.deadlines import (
    WATCH,
    nudge,
    send_again,
    sending_of,
)
from huiyin.tenants.contracts.signing.errors import (
    AnswerAwaitedError,
    ConcernNotFoundError,
    ConcernOverError,
    NotOnPaperError,
    NotToSignError,
    NotWaitingError,
    TooManyConcernsError,
)
from huiyin.tenants.contracts.signing.queries import (
    concern_of,
    open_concern_count,
    open_concerns,
    read_concerns,
)
from huiyin.tenants.contracts.signing.staff_mail import MAIL, concern_mail
from huiyin.tenants.hiring.candidates.queries import application
from huiyin.tenants.hiring.progress.queries import progress_of
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.integration.test_second_click import clicks
from tests.support.desk import Desk
from tests.support.hiring import Hiring
from tests.support.results import Time
from tests.support.signing import Waiting, read_it
from tests.support.tenants import Place

ME = "user:test"
DAY = timedelta(days=1)
# `at` begins on Monday, 19 November 2035, 10:00 in Beijing.
LAST = datetime(2035, 11, 26, 23, 59, 59, tzinfo=BEIJING)


async def _answer(waiting: Waiting, contract_id: UUID, concern_id: UUID, words: str = "是税前。") -> None:
    async with waiting.locked(contract_id) as (session, found):
        concern = await concern_of(session, found.id, concern_id)
        await answer(session, waiting.place.vault, found, concern, words, actor=ME)


async def test_the_contract_waits_for_the_answer_and_its_time_moves(
    waiting: Waiting, settings: Settings, at: Time
) -> None:
    contract = await waiting.of_applicant()
    assert (await waiting.look(contract)).sign_until == LAST
    at.now += 5 * DAY  # a Saturday
    asked = await waiting.say(contract, "question", words="工资是税前还是税后？")
    assert asked.due_at == datetime(2035, 11, 27, 18, tzinfo=BEIJING)  # the second working day
    held = await waiting.look(contract)
    assert (held.held_since, held.next_look_at) == (at.now, None)
    async with waiting.locked(contract) as (session, found):
        with pytest.raises(AnswerAwaitedError):
            await read_it(session, found)
    at.now += 10 * DAY
    await waiting.watch()
    still = await waiting.look(contract)
    assert (still.state, state_now(still), still.reminded) == ("sent", "sent", 0)
    await _answer(waiting, contract, asked.id)
    after = await waiting.look(contract)
    assert after.held_since is None and after.sign_until == LAST + 10 * DAY
    assert at.now in await Desk(waiting.place).jobs(settings, WATCH)  # what was due before is due at once
    # It had been Saturday for the reminders, too: those of the first and the third day come, as one; the sixth later.
    await waiting.watch()
    assert (await waiting.look(contract)).reminded == 2
    at.now += DAY
    await waiting.watch()
    assert (await waiting.look(contract)).reminded == 3
    assert await waiting.told(contract) == ["contract_ready", "contract_answered"] + ["contract_reminder"] * 2
    assert [
        kind for kind in await waiting.events(contract) if kind.split(".")[0] in ("question", "concern")
    ] == [
        "question.asked",
        "concern.answered",
    ]
    async with waiting.locked(contract) as (session, found):
        (said,) = await read_concerns(session, waiting.place.vault, await waiting.said(contract))
        assert (said.words, said.answer) == ("工资是税前还是税后？", "是税前。")
        await read_it(session, found)


async def test_a_few_minutes_of_waiting_never_make_the_time_shorter(waiting: Waiting, at: Time) -> None:
    contract = await waiting.of_applicant()
    asked = await waiting.say(contract, "question")
    at.later(-120)  # the clock is put back meanwhile
    await _answer(waiting, contract, asked.id)
    assert (await waiting.look(contract)).sign_until == LAST
    again = await waiting.say(contract, "question")
    at.later(5)
    await _answer(waiting, contract, again.id)
    assert (
        await waiting.look(contract)
    ).sign_until == LAST + DAY  # to the end of the day it would have come to


async def test_two_questions_hold_until_both_are_answered_or_taken_back(waiting: Waiting, at: Time) -> None:
    contract = await waiting.of_applicant()
    one = await waiting.say(contract, "question")
    at.later(60)
    two = await waiting.say(contract, "mistake", "worker.address", "世纪大道 200 号")
    since = (await waiting.look(contract)).held_since
    at.now += DAY
    await _answer(waiting, contract, one.id)
    assert (await waiting.look(contract)).held_since == since
    async with waiting.locked(contract) as (session, found):
        concern = await concern_of(session, contract, two.id)
        await take_back(session, found, concern)
        await take_back(session, found, concern)
    assert (await waiting.look(contract)).held_since is None
    with pytest.raises(ConcernOverError):
        await _answer(waiting, contract, two.id)
    assert (await waiting.events(contract)).count("concern.taken_back") == 1


async def test_what_is_said_twice_is_said_once(waiting: Waiting) -> None:
    contract = await waiting.of_applicant()
    for _tap in range(2):
        await waiting.say(contract, "question", words="试用期多久？")
        await waiting.say(contract, "mistake", "pay.base", "13000")
        await waiting.say(contract, "paper", words="")
        await waiting.say(contract, "paper", words="眼睛不好")
    assert len(await waiting.said(contract)) == 3
    await waiting.say(contract, "mistake", "pay.base", "14000")
    await waiting.say(contract, "question", words="另一个问题")
    with pytest.raises(TooManyConcernsError):
        await waiting.say(contract, "question", words="第六个")
    await waiting.say(contract, "question", words="试用期多久？")
    kinds = await waiting.events(contract)
    assert [kinds.count(f"{one}ed") for one in ("question.ask", "mistake.report", "paper.ask")] == [2, 2, 1]
    first = (await waiting.said(contract))[-1]
    await _answer(waiting, contract, first.id)
    await _answer(waiting, contract, first.id)
    assert (await waiting.told(contract)).count("contract_answered") == 1


async def test_who_makes_contracts_is_told_at_once_and_before_the_answer_is_due(
    waiting: Waiting, settings: Settings, place: Place, at: Time
) -> None:
    contract = await waiting.of_applicant()
    async with place.database.tenant(place.tenant) as session:
        hiring = Hiring(session, place)
        hr, keeper = await hiring.user("hr"), await hiring.user("seal_keeper")
    asked = await waiting.say(contract, "mistake", "worker.name", "李想想")
    due = datetime(2035, 11, 21, 18, tzinfo=BEIJING)
    assert asked.due_at == due
    assert set(await Desk(place).jobs(settings, MAIL)) == {at.now, due - timedelta(hours=4)}
    async with place.database.tenant(place.tenant) as session:
        mail = await concern_mail(session, asked.id, hr.id, at=at.now.isoformat())
        assert await concern_mail(session, asked.id, keeper.id, at=at.now.isoformat()) is None
    assert mail is not None and mail.path == f"/hr/contracts/{contract}#concern-{asked.id}"
    assert "信息有误" in mail.email.subject and "11-21 18:00" in mail.email.paragraphs[1]
    assert "李想想" not in str(mail.email)
    await _answer(waiting, contract, asked.id)
    async with place.database.tenant(place.tenant) as session:
        assert await concern_mail(session, asked.id, hr.id, at=due.isoformat()) is None


async def test_a_refusal_ends_it_and_the_application_goes_back(waiting: Waiting, place: Place) -> None:
    contract = await waiting.of_applicant()
    asked = await waiting.say(contract, "question")

    async def tap(session: AsyncSession) -> None:
        async with waiting.locked(contract) as (own, found):
            await decline(own, place.vault, found, "terms", "工资和谈的不一样")

    assert await clicks(place, tap) == [None] * 4
    refused = await waiting.look(contract)
    assert (refused.state, refused.next_look_at, refused.held_since) == ("declined", None, None)
    refusal, closed = await waiting.said(contract)
    assert (refusal.kind, refusal.about, refusal.state) == ("refusal", "terms", "open")
    assert (closed.id, closed.state) == (asked.id, "closed")
    assert (await waiting.events(contract)).count("contract.declined") == 1
    async with place.database.tenant(place.tenant) as session:
        assert refused.application_id is not None
        assert (await application(session, refused.application_id)).stage == "offer"
        assert await open_contract_of(session, refused.application_id) is None
        assert [one.id for one in await open_concerns(session, limit=5)] == [refusal.id]
    await _answer(waiting, contract, refusal.id, "")  # seen to, and nobody is told
    async with place.database.tenant(place.tenant) as session:
        assert await open_concern_count(session) == 0
    assert await waiting.told(contract) == ["contract_ready"]


async def test_a_renewal_can_be_refused_and_made_anew(waiting: Waiting, place: Place) -> None:
    contract = await waiting.of_employee()
    async with waiting.locked(contract) as (session, found):
        await decline(session, place.vault, found, "other", "")
        assert await contract_under_way(session, found.person_id, found.legal_entity_id) is None
    refused = await waiting.look(contract)
    assert (refused.application_id, refused.state) == (None, "declined")


async def test_paper_is_agreed_to_and_nobody_signs_electronically(waiting: Waiting, place: Place) -> None:
    contract = await waiting.of_applicant()
    question = await waiting.say(contract, "question")
    paper = await waiting.say(contract, "paper", words="")
    async with waiting.locked(contract) as (session, found):
        with pytest.raises(NotOnPaperError):
            other = await concern_of(session, contract, question.id)
            await agree_to_paper(session, place.vault, found, other, "", actor=ME)
    for _tap in range(2):
        async with waiting.locked(contract) as (session, found):
            concern = await concern_of(session, contract, paper.id)
            await agree_to_paper(session, place.vault, found, concern, "周五下午来公司签", actor=ME)
    agreed = await waiting.look(contract)
    assert (agreed.state, agreed.sign_until, agreed.held_since) == ("on_paper", None, None)
    assert {one.state for one in await waiting.said(contract)} == {"agreed", "closed"}
    assert (await waiting.events(contract)).count("contract.on_paper") == 1
    async with waiting.locked(contract) as (session, found):
        with pytest.raises(NotToSignError):
            await read_it(session, found)
        with pytest.raises(NotWaitingError):
            await nudge(session, place.vault, found, actor=ME)
        assert await send_again(session, place.vault, found, seen=sending_of(found), actor=ME)
    assert (await waiting.look(contract)).sign_until == LAST


Deed = Callable[[AsyncSession, Waiting, Contract], Awaitable[object]]
_DEEDS: dict[str, Deed] = {
    "question": lambda session, one, found: raise_concern(
        session, one.place.vault, found, Remark("question", words="?")
    ),
    "mistake": lambda session, one, found: raise_concern(
        session, one.place.vault, found, Remark("mistake", "other", "?")
    ),
    "paper": lambda session, one, found: raise_concern(session, one.place.vault, found, Remark("paper")),
    "decline": lambda session, one, found: decline(session, one.place.vault, found, "other", ""),
    "later": lambda session, _one, found: put_off(session, found),
    "read": lambda session, _one, found: read_it(session, found),
}


@pytest.mark.parametrize(
    "state", ["checked", "signing", "pending_company", "withdrawn", "declined", "expired", "on_paper"]
)
async def test_no_way_out_of_what_is_not_to_be_signed(waiting: Waiting, state: str) -> None:
    contract = await waiting.of_applicant(sent=state != "checked")
    async with waiting.locked(contract) as (_session, found):
        if state == "pending_company":
            advance(found, "signing")
        if state != "checked":
            advance(found, state)
    before = await waiting.events(contract)
    for name, deed in _DEEDS.items():
        done = (name == "read" and state in ("signing", "pending_company")) or (name, state) == (
            "decline",
            "declined",
        )
        if done:  # asked for again, it is there already
            continue
        with pytest.raises(NotToSignError):
            async with waiting.locked(contract) as (session, found):
                await deed(session, waiting, found)
    assert await waiting.events(contract) == before
    assert await waiting.said(contract) == []


async def test_who_had_it_is_told_that_it_is_withdrawn_or_replaced(waiting: Waiting, place: Place) -> None:
    contract, unsent = await waiting.of_applicant(), await waiting.of_applicant(sent=False)
    asked = await waiting.say(contract, "question")
    for id_ in (contract, unsent):
        async with waiting.locked(id_) as (session, found):
            await withdraw(session, place.vault, found, actor=ME)
    assert await waiting.told(contract) == ["contract_ready", "contract_withdrawn"]
    assert await waiting.told(unsent) == []
    gone = await waiting.look(contract)
    assert (gone.state, gone.held_since, gone.next_look_at) == ("withdrawn", None, None)
    assert [(one.id, one.state) for one in await waiting.said(contract)] == [(asked.id, "closed")]
    with pytest.raises(ConcernOverError):
        await _answer(waiting, contract, asked.id)
    async with place.database.tenant(place.tenant) as session:
        assert await successor_of(session, gone) is None


async def test_what_was_said_of_another_contract_is_not_found(waiting: Waiting, place: Place) -> None:
    one, two = await waiting.of_applicant(), await waiting.of_applicant()
    asked = await waiting.say(one, "question")
    async with place.database.tenant(place.tenant) as session:
        for contract, concern in ((two, asked.id), (one, uuid4())):
            with pytest.raises(ConcernNotFoundError):
                await concern_of(session, contract, concern)
        elsewhere = Scope(paths=frozenset({"/elsewhere/"}))
        with narrowed(session, walls(elsewhere)):  # of another department
            with pytest.raises(ConcernNotFoundError):
                await concern_of(session, one, asked.id)
            assert (await open_concerns(session, limit=5), await open_concern_count(session)) == ([], 0)


async def test_signing_later_is_noted_once_for_a_second_tap(waiting: Waiting, at: Time) -> None:
    contract = await waiting.of_applicant()
    for minutes in (0, 1, 30):
        at.later(minutes)
        async with waiting.locked(contract) as (session, found):
            await put_off(session, found)
    assert (await waiting.events(contract)).count("signing.put_off") == 2


async def test_the_chain_holds_no_words(waiting: Waiting, place: Place) -> None:
    contract = await waiting.of_applicant()
    asked = await waiting.say(contract, "mistake", "worker.name", "李想想")
    await _answer(waiting, contract, asked.id, "已改为李想想")
    async with place.database.tenant(place.tenant) as session:
        kept: list[Any] = list(
            await session.scalars(select(AuditEvent.data).where(AuditEvent.contract_id == contract))
        )
    assert "李想想" not in str(kept) and "worker.name" in str(kept)


async def test_whom_the_candidate_was_made_one_with_had_a_contract(waiting: Waiting, place: Place) -> None:
    one, two = await waiting.of_applicant(), await waiting.of_applicant()
    kept, merged = (await waiting.look(two)).person_id, (await waiting.look(one)).person_id
    async with waiting.locked(one) as (session, found):
        with pytest.raises(ContractNotFoundError):
            await own_standing(session, one, Candidate(kept))
        await withdraw(session, place.vault, found, actor=ME)
        found.person.merged_into_id = kept
    async with place.database.tenant(place.tenant) as session:
        assert (await own_standing(session, one, Candidate(kept))).state == "withdrawn"
        assert (await own_standing(session, one, Candidate(merged))).state == "withdrawn"
        with pytest.raises(ContractNotFoundError):
            await own_standing(session, two, Candidate(merged))
        with pytest.raises(ContractNotFoundError):
            await own_standing(session, uuid4(), Candidate(kept))


async def _headlines(place: Place, person_id: UUID) -> list[str]:
    """What the progress page says of the person's contracts: of an application's, then of the others."""
    async with place.database.tenant(place.tenant) as session:
        opened = await open_session(session, "candidate", person_id, Browser(""))
    async with place.database.tenant(place.tenant) as session:
        found = await progress_of(session, opened.token)
    assert found is not None
    views = [progress_view(one, surveys=False, works_here=True).headline for one in found.applications]
    return views + [contract_view(one, found.person.name).headline for one in found.contracts]


@pytest.mark.parametrize("of_employee", [False, True], ids=["applicant", "employee"])
async def test_the_progress_page_says_what_became_of_it(
    waiting: Waiting, place: Place, at: Time, of_employee: bool
) -> None:
    contract = await (waiting.of_employee() if of_employee else waiting.of_applicant())
    person = (await waiting.look(contract)).person_id

    async def says(words: str) -> None:
        (headline,) = await _headlines(place, person)
        assert words in headline

    await says("请签署您的劳动合同")
    asked = await waiting.say(contract, "question")
    await says("公司正在处理您的问题")
    await _answer(waiting, contract, asked.id)
    until = (await waiting.look(contract)).sign_until
    assert until is not None
    at.now = until
    await says("签署期限已过")  # before the job has come
    await waiting.watch()
    await says("签署期限已过")
    async with waiting.locked(contract) as (session, found):
        await send_again(session, place.vault, found, seen=sending_of(found), actor=ME)
        await decline(session, place.vault, found, "other", "")
    await says("您已拒签劳动合同")
