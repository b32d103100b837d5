"""What stands between a contract and its sending: reasons, a second person, the minimum wage, the law as it is that day."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.labour_contracts.answers import answers_of, digest_of
from huiyin.tenants.contracts.labour_contracts.approval import (
    approve,
    give_back,
    return_reason,
    save_contract_approval,
)
from huiyin.tenants.contracts.labour_contracts.approval_mail import approval_mail
from huiyin.tenants.contracts.labour_contracts.clearance import answer, stopping
from huiyin.tenants.contracts.labour_contracts.errors import (
    AnswersChangedError,
    ContractBlockedError,
    ContractNotClearedError,
    NotApprovedError,
    OwnContractError,
    WrongStateError,
)
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.labour_contracts.queries import contract as load
from huiyin.tenants.contracts.labour_contracts.service import record_rendered, send, withdraw
from huiyin.tenants.contracts.law.findings import Finding
from huiyin.tenants.contracts.minimum_wages.errors import (
    DayUnlikelyError,
    FigureUnlikelyError,
    RegionUnknownError,
)
from huiyin.tenants.contracts.minimum_wages.queries import verified_wages
from huiyin.tenants.contracts.minimum_wages.service import remove, verify
from huiyin.tenants.contracts.minimum_wages.types import MinimumWage
from huiyin.tenants.contracts.paper.service import choose_paper
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.hiring import ME, Hiring
from tests.support.offer_desk import OfferDesk as Desk
from tests.support.offer_desk import offer_desk

BOSS, OTHER = "user:boss", "user:other"
EVERYWHERE = {"job.location": "服从公司安排"}
NOT_BANNED = "负责保管客户招标押金，任何员工入职交押金 500 元的做法一经发现立即上报"


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    async with offer_desk(settings) as made:
        yield made


async def blocked(desk: Desk, **other: str) -> list[Finding]:
    with pytest.raises(ContractBlockedError) as refused:
        await desk.contract(**other)
    return refused.value.findings


async def made(desk: Desk, answers: dict[str, str] | None = None, **other: str) -> UUID:
    """A contract whose PDF is ready to be read."""
    contract_id = await desk.contract(answers=answers or {}, **other)
    async with desk.session() as session:
        found = await load(session, contract_id, lock=True)
        await record_rendered(session, found, key="k", sha256="ab" * 32, parties="p", alg="a")
    return contract_id


async def send_it(desk: Desk, contract_id: UUID) -> None:
    async with desk.session() as session:
        await send(session, desk.place.vault, await load(session, contract_id, lock=True), actor=ME)


async def look(desk: Desk, contract_id: UUID) -> Contract:
    async with desk.session() as session:
        return await load(session, contract_id)


async def events(desk: Desk, contract_id: UUID) -> dict[str, dict[str, object]]:
    async with desk.session() as session:
        found = await session.scalars(select(AuditEvent).where(AuditEvent.contract_id == contract_id))
        return {one.kind.removeprefix("contract."): one.data for one in found}


async def seen(session: AsyncSession, desk: Desk, found: Contract) -> str:
    """What whoever approves has looked at."""
    return digest_of(await answers_of(session, desk.place.vault, found))


async def said(desk: Desk, kind: str) -> list[AuditEvent]:
    async with desk.session() as session:
        return list(
            await session.scalars(select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.seq))
        )


async def test_a_warning_wants_a_reason_which_is_kept_encrypted(desk: Desk) -> None:
    findings = await blocked(desk, job__location="服从公司安排")
    asked = {one.code: one for one in findings if one.asks == "reason"}
    assert {"PLACE_VAGUE", "PLACE_UNKNOWN"} <= asked.keys()
    words = {one.key: f"演出随团，{one.code}" for one in asked.values()}
    some = dict([next(iter(words.items()))])
    with pytest.raises(ContractBlockedError):  # one of two is not enough
        await desk.contract(answers=some, job__location="服从公司安排")
    contract_id = await made(desk, words, job__location="服从公司安排")
    found = await look(desk, contract_id)
    assert found.approval == "none" and found.answers_encrypted is not None
    assert "演出".encode() not in found.answers_encrypted
    async with desk.session() as session:
        kept = await answers_of(session, desk.place.vault, found)
    assert {one.words for one in kept} == set(words.values()) and {one.by for one in kept} == {ME}
    assert (await events(desk, contract_id))["created"]["reason"] == "PLACE_UNKNOWN,PLACE_VAGUE"
    await send_it(desk, contract_id)
    assert (await look(desk, contract_id)).state == "sent"


async def test_a_fact_is_never_answered_away(desk: Desk) -> None:
    wrong = [
        one for one in await blocked(desk, pay__base="1000", probation__wage="1000") if one.level == "error"
    ]
    with pytest.raises(ContractBlockedError):
        await desk.contract(
            answers={one.key: "没关系" for one in wrong}, pay__base="1000", probation__wage="1000"
        )


async def test_a_ban_that_was_misread_goes_to_a_second_person(desk: Desk) -> None:
    (ban,) = [one for one in await blocked(desk, job__duties=NOT_BANNED) if one.asks == "misread"]
    contract_id = await made(desk, {ban.key: "写的是要上报的违规行为"}, job__duties=NOT_BANNED)
    assert (await look(desk, contract_id)).approval == "wanted"
    assert (await events(desk, contract_id))["created"]["misread"] == ban.code
    vault = desk.place.vault
    with pytest.raises(NotApprovedError):
        await send_it(desk, contract_id)
    async with desk.session() as session:
        found = await load(session, contract_id, lock=True)
        with pytest.raises(NotApprovedError):  # paper is no way around it
            await choose_paper(session, vault, found, actor=ME)
        with pytest.raises(OwnContractError):
            await approve(session, vault, found, seen=await seen(session, desk, found), actor=ME)
        await approve(session, vault, found, seen=await seen(session, desk, found), actor=BOSS)
        await approve(session, vault, found, seen=await seen(session, desk, found), actor=BOSS)
        with pytest.raises(WrongStateError):
            await give_back(session, vault, found, "太晚了", actor=OTHER)
    assert (await events(desk, contract_id))["approved"]["document"] == "ab" * 32
    await send_it(desk, contract_id)


async def test_where_the_tenant_wants_it_every_contract_is_approved_or_given_back(desk: Desk) -> None:
    before = await made(desk)
    async with desk.session() as session:
        await save_contract_approval(session, True, actor=ME)
        await save_contract_approval(session, True, actor=ME)  # no change, no event
    assert len(await said(desk, "contract.approval_rule_changed")) == 1
    assert (await look(desk, before)).approval == "none"
    await _take_back(desk, before)
    contract_id = await made(desk)
    async with desk.session() as session:
        found = await load(session, contract_id, lock=True)
        await give_back(session, desk.place.vault, found, "试用期工资写错了", actor=BOSS)
        with pytest.raises(WrongStateError):
            await approve(session, desk.place.vault, found, seen=await seen(session, desk, found), actor=BOSS)
        assert await return_reason(session, desk.place.vault, found) == "试用期工资写错了"
    with pytest.raises(NotApprovedError):
        await send_it(desk, contract_id)
    await _take_back(desk, contract_id)


async def _take_back(desk: Desk, contract_id: UUID) -> None:
    async with desk.session() as session:
        await withdraw(session, desk.place.vault, await load(session, contract_id, lock=True), actor=ME)


async def test_before_it_is_sent_the_law_of_that_day_is_asked(desk: Desk) -> None:
    contract_id = await made(desk, pay__base="9000", probation__wage="9000")
    higher = MinimumWage(
        "310000",
        Decimal(9900),
        clock.today_in_china() - timedelta(days=1),
        source="通知",
        document_number="沪人社规〔2099〕1号",
    )
    async with desk.session() as session:
        await verify(session, higher, actor=ME)  # raised after it was made
    with pytest.raises(ContractNotClearedError):
        await send_it(desk, contract_id)
    async with desk.session() as session:
        found = await load(session, contract_id, lock=True)
        stands = await stopping(session, desk.place.vault, found)
        assert {one.code for one in stands} == {"BELOW_MIN_WAGE"}
        left = await answer(
            session, desk.place.vault, found, {one.key: "不改" for one in stands}, actor=ME
        )  # a fact
        assert left == stands and found.answers_encrypted is None
    assert (await look(desk, contract_id)).state == "checked"


async def test_a_standard_that_is_not_verified_any_more_is_looked_up_again(desk: Desk) -> None:
    contract_id = await made(desk)
    vault = desk.place.vault
    async with desk.session() as session:
        for row in await verified_wages(session):
            if row.region == "310000":
                await remove(session, row, actor=ME)
    async with desk.session() as session:
        found = await load(session, contract_id, lock=True)
        (stands,) = await stopping(session, vault, found)
        assert stands.code == "MIN_WAGE_UNVERIFIED"
        shanghai = MinimumWage(
            "310000", Decimal(2740), date(2025, 7, 1), source="通知", document_number="1号"
        )
        await verify(session, shanghai, actor=OTHER)
        assert await stopping(session, vault, found) == []
    await send_it(desk, contract_id)


async def test_an_answer_at_the_last_moment_is_seen_by_who_approves(desk: Desk) -> None:
    async with desk.session() as session:
        await save_contract_approval(session, True, actor=ME)
    contract_id = await made(desk)
    vault = desk.place.vault
    async with desk.session() as session:
        found = await load(session, contract_id, lock=True)
        await approve(session, vault, found, seen=await seen(session, desk, found), actor=BOSS)
    warned = await _with_warning(desk, contract_id)
    async with desk.session() as session:
        found = await load(session, contract_id, lock=True)
        assert [one.code for one in await stopping(session, vault, found)] == [one.code for one in warned]
        assert await answer(session, vault, found, {one.key: "已核对" for one in warned}, actor=OTHER) == []
        assert (found.approval, found.approved_by) == ("wanted", "")
        with pytest.raises(OwnContractError):
            await approve(session, vault, found, seen=await seen(session, desk, found), actor=OTHER)
        await approve(session, vault, found, seen=await seen(session, desk, found), actor=BOSS)
    assert (await events(desk, contract_id))["answered"]["reason"]
    await send_it(desk, contract_id)


async def test_nobody_approves_what_they_have_not_seen(desk: Desk) -> None:
    async with desk.session() as session:
        await save_contract_approval(session, True, actor=ME)
    contract_id = await made(desk)
    warned = await _with_warning(desk, contract_id)
    async with desk.session() as session:
        found = await load(session, contract_id, lock=True)
        before = await seen(session, desk, found)
        words = {one.key: "已核对" for one in warned}
        some = dict([next(iter(words.items()))])
        assert await answer(
            session, desk.place.vault, found, some, actor=OTHER
        )  # one of two: nothing is kept
        assert await seen(session, desk, found) == before
        assert await answer(session, desk.place.vault, found, words, actor=OTHER) == []
        with pytest.raises(AnswersChangedError):
            await approve(session, desk.place.vault, found, seen=before, actor=BOSS)


async def test_a_contract_from_before_is_held_to_the_law_and_to_no_new_blank(desk: Desk) -> None:
    contract_id = await made(desk)
    async with desk.session() as session:
        found = await load(session, contract_id, lock=True)
        key = await desk.place.vault.subject(session, found.person_id)
        values = json.loads(key.decrypt("terms", found.terms_encrypted))
        older = {
            name: text for name, text in values.items() if name not in ("hazard.exists", "job.conditions")
        }
        found.terms_encrypted = key.encrypt("terms", json.dumps(older, ensure_ascii=False))
        await session.flush()
        assert await stopping(session, desk.place.vault, found) == []
    await send_it(desk, contract_id)
    async with desk.session() as session:
        with pytest.raises(WrongStateError):
            await answer(session, desk.place.vault, await load(session, contract_id, lock=True), {}, actor=ME)


async def _with_warning(desk: Desk, contract_id: UUID) -> list[Finding]:
    """As if the rules about places had come into force since it was made."""
    async with desk.session() as session:
        found = await load(session, contract_id, lock=True)
        key = await desk.place.vault.subject(session, found.person_id)
        values = json.loads(key.decrypt("terms", found.terms_encrypted)) | EVERYWHERE
        found.terms_encrypted = key.encrypt("terms", json.dumps(values, ensure_ascii=False))
        await session.flush()
        return await stopping(session, desk.place.vault, found)


async def test_figures_that_cannot_be_are_refused_and_the_same_day_gives_way(desk: Desk) -> None:
    right = MinimumWage(
        "320583",
        Decimal(2430),
        date(2026, 1, 1),
        Decimal("24"),
        source="通知",
        document_number="苏人社发〔2025〕1号",
    )
    async with desk.session() as session:
        for wrong, error in (
            (replace(right, region="999999"), RegionUnknownError),
            (replace(right, monthly=Decimal(24300)), FigureUnlikelyError),
            (replace(right, monthly=Decimal("-0")), FigureUnlikelyError),
            (replace(right, hourly=Decimal(2430)), FigureUnlikelyError),
            (replace(right, effective_from=clock.today_in_china() + timedelta(days=400)), DayUnlikelyError),
        ):
            with pytest.raises(error):
                await verify(session, wrong, actor=ME)
        await verify(session, right, actor=ME)
        again = await verify(session, replace(right, monthly=Decimal(2440)), actor=OTHER)
        rows = [row for row in await verified_wages(session) if row.region == "320583"]
        assert [(row.monthly, row.verified_by) for row in rows] == [(Decimal(2440), OTHER)] and rows == [
            again
        ]
    kept = await said(desk, "minimum_wage.verified")
    assert [one.data["monthly"] for one in kept] == ["2430.00", "2440.00"]


async def test_a_place_without_a_standard_asks_for_it_once(desk: Desk) -> None:
    place = {"job__location": "云南省大理白族自治州大理市"}
    assert [one.code for one in await blocked(desk, **place) if one.asks == "figure"] == ["MIN_WAGE_UNKNOWN"]
    standard = MinimumWage(
        "532900", Decimal(1890), date(2025, 1, 1), source="通知", document_number="云人社发〔2025〕1号"
    )
    async with desk.session() as session:
        await verify(session, standard, actor=ME)
    assert await desk.contract(**place)


async def test_mails_go_to_who_approves_and_to_who_made_it(desk: Desk) -> None:
    async with desk.session() as session:
        hiring = Hiring(session, desk.place, made=700)
        admin, reader = await hiring.user("admin", name="陈立"), await hiring.user("auditor", name="审计")
        await save_contract_approval(session, True, actor=ME)
    contract_id = await made(desk)
    async with desk.session() as session:
        mail = await approval_mail(session, contract_id, admin.id, about="wanted", at="1")
        assert (
            mail is not None
            and "等您审批" in mail.email.subject
            and mail.path == f"/hr/contracts/{contract_id}"
        )
        assert await approval_mail(session, contract_id, reader.id, about="wanted", at="1") is None
        assert await approval_mail(session, contract_id, admin.id, about="returned", at="1") is None
        found = await load(session, contract_id, lock=True)
        await approve(session, desk.place.vault, found, seen=await seen(session, desk, found), actor=BOSS)
        assert await approval_mail(session, contract_id, admin.id, about="wanted", at="1") is None
