"""An offer on its road: approved by another, sent, asked about, answered in the version that was seen, lapsed; and the contract
that takes its terms from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road.contracts import id_number
from huiyin.road.people import AGREED
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.labour_contracts.errors import ContractBlockedError
from huiyin.tenants.contracts.labour_contracts.law.periods import last_day
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.labour_contracts.origin import Origin, departures_of
from huiyin.tenants.contracts.labour_contracts.queries import templates
from huiyin.tenants.contracts.labour_contracts.service import Draft
from huiyin.tenants.contracts.labour_contracts.service import withdraw as take_contract_back
from huiyin.tenants.contracts.offers.answers import accept, ask, decline, mark_read
from huiyin.tenants.contracts.offers.errors import (
    ContractBegunError,
    NotPassedError,
    OfferExistsError,
    OfferNotFoundError,
    OfferOpenError,
    OfferStateError,
    OfferUpdatedError,
    OwnOfferError,
    QuestionOpenError,
    ReplyDateError,
)
from huiyin.tenants.contracts.offers.models import Offer
from huiyin.tenants.contracts.offers.queries import offer as load
from huiyin.tenants.contracts.offers.queries import offer_counts, words_of
from huiyin.tenants.contracts.offers.rule import OfferRule, save_offer_rule, until
from huiyin.tenants.contracts.offers.service import (
    OfferDraft,
    approve,
    change,
    give_back,
    reply,
    submit,
    watch,
    withdraw,
)
from huiyin.tenants.contracts.offers.staff_mail import offer_mail
from huiyin.tenants.contracts.offers.states import state_now
from huiyin.tenants.contracts.offers.terms import OfferTerms
from huiyin.tenants.hiring.candidates.queries import application
from huiyin.tenants.hiring.candidates.service import fill_onboarding
from huiyin.tenants.hiring.candidates.states import enter
from huiyin.tenants.hiring.contracting.offers import contract_values, offer_of_person, send_offer, write_offer
from huiyin.tenants.hiring.contracting.service import make_contract, suggest
from huiyin.tenants.hiring.decisions.notification import terms_are_out
from huiyin.tenants.hiring.pipeline.moves import standing
from huiyin.tenants.hiring.pipeline.reasons import REASONS
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.people.employers.queries import legal_entities
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.hiring import ME, Hiring
from tests.support.tenants import Place, fresh_tenant

_NUMBERS = count(1)
BOSS, HER = "user:boss", "candidate:her"
QUESTION = "试用期能改成两个月吗？"


@dataclass
class Desk:
    """A tenant with somebody who has passed; the test is everybody else."""

    place: Place
    application_id: UUID
    person_id: UUID
    offers: list[UUID] = field(default_factory=list)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        async with self.place.database.tenant(self.place.tenant) as session:
            yield session

    @asynccontextmanager
    async def locked(self, offer_id: UUID) -> AsyncIterator[tuple[AsyncSession, Offer]]:
        """A transaction with one offer locked in it."""
        async with self.session() as session:
            yield session, await load(session, offer_id, lock=True)

    async def draft(self, session: AsyncSession, days: int = 5, **other: str) -> OfferDraft:
        """What is offered, to be answered in so many days."""
        start = clock.today_in_china() + timedelta(days=14)
        values = {
            "job.title": "工程师",
            "job.department": "研发部",
            "job.location": "上海",
            "contract.start": start.isoformat(),
            "contract.end": last_day(start, 36).isoformat(),
            "probation.end": last_day(start, 3).isoformat(),
            "pay.base": "12000",
            "probation.wage": "12000",
            "bonus.project_scope": AGREED["bonus.project_scope"],
            "bonus.base_desc": AGREED["bonus.base_desc"],
            "bonus.cycle": AGREED["bonus.cycle"],
            "bonus.pay_days": AGREED["bonus.pay_days"],
        }
        typed = values | {name.replace("__", "."): value for name, value in other.items()}
        reply_by = until(session, clock.today_in_china() + timedelta(days=days))
        return OfferDraft((await legal_entities(session))[0], OfferTerms(typed, "欢迎！"), reply_by)

    async def write(self, days: int = 5, **other: str) -> UUID:
        """Another version."""
        async with self.session() as session:
            applied = await application(session, self.application_id, lock=True)
            draft = await self.draft(session, days, **other)
            made = await write_offer(session, self.place.vault, applied, draft, actor=ME)
            return made.id

    async def submit(self, offer_id: UUID) -> None:
        async with self.locked(offer_id) as (session, found):
            await submit(session, found, actor=ME)

    async def send(self, offer_id: UUID) -> None:
        async with self.locked(offer_id) as (session, found):
            await send_offer(session, self.place.vault, found, actor=ME)

    async def sent(self, **other: str) -> UUID:
        """A version that the candidate has."""
        made = await self.write(**other)
        await self.submit(made)
        await self.send(made)
        return made

    async def accept(self, offer_id: UUID, seen: str | None = None) -> None:
        async with self.locked(offer_id) as (session, found):
            await accept(session, found, seen=seen or found.terms_sha256, actor=HER)

    async def look(self, offer_id: UUID) -> Offer:
        async with self.session() as session:
            return await load(session, offer_id)

    async def state(self, offer_id: UUID) -> str:
        return state_now(await self.look(offer_id))

    async def events(self) -> list[str]:
        """What the chain says of offers, the first first."""
        async with self.session() as session:
            kinds = await session.scalars(
                select(AuditEvent.kind).where(AuditEvent.kind.like("offer.%")).order_by(AuditEvent.seq)
            )
            return [kind.removeprefix("offer.") for kind in kinds]

    async def told(self) -> list[str]:
        """The occasions of which the candidate was told."""
        async with self.session() as session:
            found = await session.scalars(
                select(Message.event)
                .where(Message.event.like("offer_%"), Message.channel == "sms")
                .order_by(Message.id)
            )
            return list(found)

    async def contract(self, reason: str = "", **other: str) -> UUID:
        """HR makes the contract: filled from the offer, then changed."""
        async with self.session() as session:
            applied = await application(session, self.application_id, lock=True)
            template = next(one for one in await templates(session) if one.code == "fixed_tech")
            values = AGREED | {
                name: text for name, text in suggest(applied, today=clock.today_in_china()).items() if text
            }
            if self.offers:
                found = await load(session, self.offers[-1])
                said = await words_of(session, self.place.vault, found)
                values |= contract_values(found, said.terms)
            typed = values | {name.replace("__", "."): value for name, value in other.items()}
            draft = Draft(template, typed, None, origin=Origin(reason=reason))
            employer = (await legal_entities(session))[0]
            made = await make_contract(session, self.place.vault, applied, employer, draft, actor=ME)
            return made.id


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    async with fresh_tenant(settings) as place:
        number = next(_NUMBERS)
        async with place.database.tenant(place.tenant) as session:
            applied = await Hiring(session, place).candidate("欧阳娜娜", number=number)
            await fill_onboarding(
                session, place.vault, applied.person,
                id_type="居民身份证", id_number=id_number(number), address="上海市浦东新区世纪大道 100 号 101 室",
            )  # fmt: skip
            enter(session, applied, "offer")
            desk = Desk(place, applied.id, applied.person_id)
        yield desk


async def test_from_draft_to_accepted_with_every_step_in_the_chain(desk: Desk) -> None:
    offer_id = await desk.sent()
    await desk.send(offer_id)  # twice sends once
    async with desk.locked(offer_id) as (session, found):
        mark_read(session, found, actor=HER)
        mark_read(session, found, actor=HER)
    await desk.accept(offer_id)
    await desk.accept(offer_id)  # a second tap
    assert await desk.state(offer_id) == "accepted"
    assert await desk.events() == ["created", "sent", "read", "accepted"]
    assert await desk.told() == ["offer_sent"]
    async with desk.session() as session:
        found = await load(session, offer_id)
        accepted = await session.scalar(select(AuditEvent).where(AuditEvent.kind == "offer.accepted"))
        assert accepted is not None and accepted.data["terms"] == found.terms_sha256
        assert "12000" not in str(accepted.data) and b"12000" not in found.terms_encrypted


async def test_who_wrote_it_does_not_approve_it_and_a_change_asks_again(desk: Desk) -> None:
    async with desk.session() as session:
        await save_offer_rule(session, OfferRule(approval=True, reply_days=5), actor=ME)
    offer_id = await desk.write()
    with pytest.raises(OfferStateError):
        await desk.send(offer_id)
    await desk.submit(offer_id)
    await desk.submit(offer_id)
    with pytest.raises(OwnOfferError):
        async with desk.locked(offer_id) as (session, found):
            await approve(session, found, actor=ME)
    with pytest.raises(OfferStateError):  # not while it is being looked at
        async with desk.locked(offer_id) as (session, found):
            await change(session, desk.place.vault, found, await desk.draft(session), actor=ME)
    async with desk.locked(offer_id) as (session, found):
        await give_back(session, desk.place.vault, found, "底薪超了", actor=BOSS)
    assert await desk.state(offer_id) == "returned"
    async with desk.locked(offer_id) as (session, found):
        await change(session, desk.place.vault, found, await desk.draft(session, pay__base="11000"), actor=ME)
        await submit(session, found, actor=ME)
        await approve(session, found, actor=BOSS)
        await approve(session, found, actor=BOSS)
    async with desk.locked(offer_id) as (session, found):  # even after the approval: then it counts no more
        await change(session, desk.place.vault, found, await desk.draft(session, pay__base="13000"), actor=ME)
        assert (found.state, found.approved_by) == ("draft", "")
    with pytest.raises(OfferStateError):
        await desk.send(offer_id)
    assert await desk.events() == [
        "rule_changed", "created", "submitted", "returned", "changed", "submitted", "approved", "changed",
    ]  # fmt: skip


async def test_another_version_takes_the_place_of_what_was_sent(desk: Desk) -> None:
    first = await desk.sent()
    second = await desk.write(pay__base="13000")
    with pytest.raises(OfferExistsError):
        await desk.write()
    assert await desk.state(first) == "sent"  # it stands until the next one is out
    await desk.submit(second)
    await desk.send(second)
    assert (await desk.state(first), await desk.state(second)) == ("withdrawn", "sent")
    seen = (await desk.look(first)).terms_sha256
    with pytest.raises(OfferUpdatedError):  # the page was open while the version changed
        await desk.accept(second, seen)
    with pytest.raises(OfferStateError):
        await desk.accept(first)
    await desk.accept(second)
    third = await desk.sent(pay__base="14000")  # of what was accepted too
    assert (await desk.state(second), await desk.state(third)) == ("withdrawn", "sent")
    assert await desk.told() == ["offer_sent"] * 3


async def test_a_question_is_replied_to_once_and_the_date_stays(desk: Desk) -> None:
    offer_id = await desk.sent()
    before = (await desk.look(offer_id)).reply_by
    async with desk.locked(offer_id) as (session, found):
        await ask(session, desk.place.vault, found, QUESTION, actor=HER)
        await ask(session, desk.place.vault, found, QUESTION, actor=HER)
        with pytest.raises(QuestionOpenError):
            await ask(session, desk.place.vault, found, "还有一个问题", actor=HER)
    async with desk.session() as session:
        assert (await offer_counts(session))["asked"] == 1
    for _click in range(2):
        async with desk.locked(offer_id) as (session, found):
            await reply(session, desk.place.vault, found, "可以", actor=ME)
    async with desk.locked(offer_id) as (session, found):
        said = await words_of(session, desk.place.vault, found)
        assert (said.question, said.reply, found.reply_by) == (QUESTION, "可以", before)
        await ask(session, desk.place.vault, found, "还有一个问题", actor=HER)  # now
    assert await desk.events() == ["created", "sent", "asked", "replied", "asked"]
    assert await desk.told() == ["offer_sent", "offer_replied"]


@pytest.mark.any_clock
async def test_past_its_day_it_has_lapsed_for_everybody_at_once(desk: Desk) -> None:
    offer_id = await desk.sent()
    found = await desk.look(offer_id)
    with clock.use(found.reply_by - timedelta(hours=20)):
        async with desk.locked(offer_id) as (session, offer):
            assert not await watch(session, desk.place.vault, offer)
    with clock.use(found.reply_by + timedelta(seconds=1)):
        assert await desk.state(offer_id) == "lapsed"  # before the job has come to it
        with pytest.raises(OfferStateError):
            await desk.accept(offer_id)
        with pytest.raises(OfferStateError):
            async with desk.locked(offer_id) as (session, offer):
                await withdraw(session, desk.place.vault, offer, "", actor=ME)
        async with desk.locked(offer_id) as (session, offer):
            assert await watch(session, desk.place.vault, offer)
        async with desk.locked(offer_id) as (session, offer):
            assert not await watch(session, desk.place.vault, offer)
    assert await desk.events() == ["created", "sent", "reminded", "lapsed"]
    assert await desk.told() == ["offer_sent", "offer_reminder"]


@pytest.mark.any_clock
async def test_time_to_answer_is_asked_for(desk: Desk) -> None:
    for days in (0, -1, 61):
        with pytest.raises(ReplyDateError):
            await desk.write(days)
    offer_id = await desk.write(1)
    await desk.submit(offer_id)
    with clock.use(clock.now() + timedelta(days=1)), pytest.raises(ReplyDateError):
        await desk.send(offer_id)


async def test_declined_says_why_and_another_version_can_follow(desk: Desk) -> None:
    offer_id = await desk.sent()
    async with desk.locked(offer_id) as (session, found):
        await decline(session, desk.place.vault, found, "已接受其他工作", seen=found.terms_sha256, actor=HER)
        await decline(session, desk.place.vault, found, "", seen=found.terms_sha256, actor=HER)
    async with desk.session() as session:
        said = await words_of(session, desk.place.vault, await load(session, offer_id))
    assert said.reason == "已接受其他工作"
    await desk.sent()


async def test_nobody_elses_offer_and_none_that_was_not_sent(desk: Desk) -> None:
    draft = await desk.write()
    async with desk.session() as session:
        other = await Hiring(session, desk.place, made=900).candidate("别人")
        for offer_id, who in ((draft, desk.person_id), (draft, other.person_id)):
            with pytest.raises(OfferNotFoundError):
                await offer_of_person(session, offer_id, who)
    await desk.submit(draft)
    await desk.send(draft)
    async with desk.session() as session:
        assert (await offer_of_person(session, draft, desk.person_id)).id == draft
        with pytest.raises(OfferNotFoundError):
            await offer_of_person(session, draft, other.person_id)


async def test_only_for_who_has_passed_and_has_no_contract(desk: Desk) -> None:
    async with desk.session() as session:
        fresh = await Hiring(session, desk.place, made=800).candidate("没面")
        with pytest.raises(NotPassedError):
            await write_offer(session, desk.place.vault, fresh, await desk.draft(session), actor=ME)
    contract_id = await desk.contract()
    with pytest.raises(ContractBegunError):
        await desk.write()
    async with desk.session() as session:
        found = await session.get_one(Contract, contract_id)
        await take_contract_back(session, desk.place.vault, found, actor=ME)
    await desk.write()


async def test_no_contract_behind_an_open_offer(desk: Desk) -> None:
    offer_id = await desk.write()
    with pytest.raises(OfferOpenError):
        await desk.contract()
    await desk.submit(offer_id)
    await desk.send(offer_id)
    with pytest.raises(OfferOpenError):
        await desk.contract()
    with clock.use((await desk.look(offer_id)).reply_by + timedelta(seconds=1)):
        await desk.contract()  # lapsed: nothing waits


async def test_what_differs_from_the_accepted_offer_needs_a_reason_that_is_kept(desk: Desk) -> None:
    desk.offers.append(offer_id := await desk.sent())
    await desk.accept(offer_id)
    with pytest.raises(ContractBlockedError) as refused:
        await desk.contract(pay__base="11000", probation__wage="11000")
    said = {one.field: str(one.message) for one in refused.value.findings}
    assert set(said) == {"pay.base", "probation.wage"}
    assert "12000" in said["pay.base"] and "11000" in said["pay.base"]
    made = await desk.contract("候选人同意按新标准，见邮件", pay__base="11000", probation__wage="11000")
    async with desk.session() as session:
        found = await session.get_one(Contract, made)
        reason, departures = await departures_of(session, desk.place.vault, found)
        created = await session.scalar(select(AuditEvent).where(AuditEvent.kind == "contract.created"))
        assert created is not None and created.data["departs"] == "pay.base,probation.wage"
        assert found.offer_id == offer_id and created.data["offer"] == str(offer_id)
        assert found.departures_encrypted is not None and b"11000" not in found.departures_encrypted
    assert reason == "候选人同意按新标准，见邮件"
    first = departures[0]
    assert (first.field, first.offered, first.written) == ("pay.base", "12000", "11000")


async def test_a_contract_of_the_accepted_terms_needs_no_reason(desk: Desk) -> None:
    desk.offers.append(offer_id := await desk.sent())
    await desk.accept(offer_id)
    made = await desk.contract("多余的原因", pay__base="12,000.00")
    async with desk.session() as session:
        found = await session.get_one(Contract, made)
        assert await departures_of(session, desk.place.vault, found) == ("", ())
    with pytest.raises(ContractBegunError):
        async with desk.locked(offer_id) as (session, offer):
            await withdraw(session, desk.place.vault, offer, "晚了", actor=ME)
    with pytest.raises(ContractBegunError):
        await desk.send(await _prepared(desk))


async def _prepared(desk: Desk) -> UUID:
    """A draft that was written before the contract, as a race would leave it."""
    async with desk.session() as session:
        before = await load(session, desk.offers[-1])
        columns = {one.name: getattr(before, one.name) for one in Offer.__table__.columns if one.name != "id"}
        made = Offer(**columns | {"version": 99, "state": "approved", "sent_at": None, "answered_at": None})
        session.add(made)
        await session.flush()
        return made.id


async def test_nobody_is_archived_or_refused_behind_an_offer(desk: Desk) -> None:
    async def obstacle() -> str:
        async with desk.session() as session:
            found = await standing(session, desk.application_id)
            return str(found.obstacle("archived", next(iter(REASONS))) or "")

    async def out() -> bool:
        async with desk.session() as session:
            return await terms_are_out(session, desk.application_id)

    assert not await obstacle() and not await out()
    offer_id = await desk.write()
    assert "录用通知书" in await obstacle() and not await out()  # nobody has it yet
    await desk.submit(offer_id)
    await desk.send(offer_id)
    assert "录用通知书" in await obstacle() and await out()
    await desk.accept(offer_id)
    assert "录用通知书" in await obstacle() and await out()
    async with desk.locked(offer_id) as (session, found):
        await withdraw(session, desk.place.vault, found, "x", actor=ME)
    assert not await obstacle() and not await out()


async def test_accepted_and_withdrawn_is_told_at_once(desk: Desk) -> None:
    desk.offers.append(offer_id := await desk.sent())
    await desk.accept(offer_id)
    for _click in range(2):
        async with desk.locked(offer_id) as (session, found):
            await withdraw(session, desk.place.vault, found, "编制冻结", actor=ME)
    assert await desk.told() == ["offer_sent", "offer_withdrawn"]
    desk.offers.clear()
    await desk.contract()  # nothing to be held against


async def test_mails_go_to_who_may_do_something_and_only_while_it_is_to_be_done(desk: Desk) -> None:
    async with desk.session() as session:
        hiring = Hiring(session, desk.place, made=700)
        hr, admin = await hiring.user("hr", name="周敏"), await hiring.user("admin", name="陈立")
        reader = await hiring.user("auditor", name="审计")
        await save_offer_rule(session, OfferRule(approval=True, reply_days=5), actor=ME)
    offer_id = await desk.write()
    await desk.submit(offer_id)

    async def mail(who: Any, about: str) -> str:
        async with desk.session() as session:
            found = await offer_mail(session, offer_id, who.id, about=about, at="x")
            return "" if found is None else f"{found.email.subject} {found.path}"

    assert f"/hr/offers/{offer_id}" in await mail(admin, "approval")
    assert not await mail(reader, "approval")
    async with desk.locked(offer_id) as (session, found):
        await approve(session, found, actor=BOSS)
    assert not await mail(admin, "approval")  # it is done
    await desk.send(offer_id)
    async with desk.locked(offer_id) as (session, found):
        await ask(session, desk.place.vault, found, QUESTION, actor=HER)
    assert "欧阳娜娜" in await mail(hr, "asked")
    await desk.accept(offer_id)
    assert "接受了" in await mail(hr, "accepted") and not await mail(hr, "declined")
