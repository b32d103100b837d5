"""An offer on its road: approved by another, sent, asked about, answered in the version that was seen, lapsed; and the contract
that takes its terms from it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.labour_contracts.errors import ContractBlockedError
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.labour_contracts.origin import departures_of
from huiyin.tenants.contracts.labour_contracts.service import withdraw as take_contract_back
from huiyin.tenants.contracts.offers.answers import ask, decline, mark_read
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
from huiyin.tenants.contracts.offers.rule import OfferRule, save_offer_rule
from huiyin.tenants.contracts.offers.service import (
    approve,
    change,
    give_back,
    reply,
    submit,
    watch,
    withdraw,
)
from huiyin.tenants.contracts.offers.staff_mail import offer_mail
from huiyin.tenants.hiring.contracting.offers import offer_of_person, write_offer
from huiyin.tenants.hiring.decisions.notification import terms_are_out
from huiyin.tenants.hiring.pipeline.moves import standing
from huiyin.tenants.hiring.pipeline.reasons import REASONS
from sqlalchemy import select

from tests.support.hiring import ME, Hiring
from tests.support.offer_desk import HER, offer_desk
from tests.support.offer_desk import OfferDesk as Desk

BOSS = "user:boss"
QUESTION = "试用期能改成两个月吗？"


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    async with offer_desk(settings) as made:
        yield made


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
