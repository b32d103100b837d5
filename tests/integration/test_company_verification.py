"""Before its first seal an employer is proven: papers, operators, a small transfer; for a year, and as it is called."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from huiyin.demo import ACME
from huiyin.jobs.context import Context, Services
from huiyin.jobs.people.company_verification import MAIL, send_transfer, tell_admins, watch
from huiyin.platform.providers.bank_transfer.port import Payee, bank_transfer
from huiyin.platform.providers.declared import UnknownProviderError
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy.models import TenantRow
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.people.company_verification.errors import (
    AmountTriedOutError,
    AmountWrongError,
    AuthorisationMissingError,
    DetailsMissingError,
    FactsMissingError,
    LicenceMissingError,
    TooManyTransfersError,
    TransferOverError,
    VerificationStepError,
)
from huiyin.tenants.people.company_verification.models import CompanyVerification, VerificationDocument
from huiyin.tenants.people.company_verification.proof import WATCH
from huiyin.tenants.people.company_verification.queries import handed_in
from huiyin.tenants.people.company_verification.scan import checked_scan
from huiyin.tenants.people.company_verification.service import (
    TELL,
    approve,
    begin,
    keep_document,
    reject,
    seen_as,
    submit,
    take_back,
)
from huiyin.tenants.people.company_verification.transfer import LEAST, MOST, ask_again, enter_amount
from huiyin.tenants.people.employers.models import LegalEntity
from huiyin.up import Product
from sqlalchemy import delete, select, update

from tests.support.databases import own_database
from tests.support.desk import Desk
from tests.support.results import Time
from tests.support.tenants import Place, fresh_tenant
from tests.support.verification import AGENT, FEN, ME, OPERATOR, Applicant, picture

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
async def settings(stores: Product) -> AsyncIterator[Settings]:
    """The product's, with a database of these tests' own: no worker but the test takes their jobs."""
    async with own_database(stores.stack.settings()) as ours:
        yield ours


@pytest.fixture
async def place(settings: Settings) -> AsyncIterator[Place]:
    """A tenant whose employer nobody has vouched for."""
    async with fresh_tenant(settings, vouched=False) as made:
        yield made


@pytest.fixture
async def applicant(place: Place, settings: Settings, at: Time) -> AsyncIterator[Applicant]:
    """Who applies for it; what waits for years in the queue is taken out at the end."""
    yield Applicant(place)
    await Desk(place).clear(settings)


async def enter(applicant: Applicant, fen: int) -> None:
    """As the page does: what is refused has been counted."""
    refused = None
    async with applicant.locked() as (session, found):
        try:
            await enter_amount(session, applicant.place.vault, found, fen, actor=ME)
        except (AmountWrongError, AmountTriedOutError, TransferOverError) as problem:
            refused = problem
    if refused is not None:
        raise refused


async def waiting(applicant: Applicant) -> int | None:
    async with applicant.place.database.shared() as session:
        return await session.scalar(
            select(TenantRow.reviews_waiting).where(TenantRow.id == applicant.place.tenant.id)
        )


async def test_papers_operators_and_the_transfer_prove_an_employer_for_a_year(
    applicant: Applicant, at: Time
) -> None:
    assert not await applicant.proven()
    await applicant.prepare()
    assert (await applicant.state(), await waiting(applicant)) == ("preparing", 0)
    await applicant.submit()
    assert (await applicant.state(), await waiting(applicant)) == ("in_review", 1)
    await applicant.approve()
    assert (await applicant.state(), await waiting(applicant)) == ("transfer_due", 1)
    await applicant.send()
    assert (await applicant.state(), await waiting(applicant)) == ("transfer_sent", 0)
    assert not await applicant.proven()
    await enter(applicant, FEN)
    assert await applicant.proven()
    by = [(one.kind.partition(".")[2], one.actor) for one in (await applicant.events())[-4:]]
    assert by == [("submitted", ME), ("approved", OPERATOR), ("transfer_sent", OPERATOR), ("proven", ME)]
    at.now += 365 * DAY - timedelta(seconds=1)
    assert await applicant.proven()
    at.now += timedelta(seconds=1)
    assert not await applicant.proven()  # by the clock, before any job has come to it


async def test_what_is_missing_is_named(applicant: Applicant) -> None:
    vault = applicant.place.vault

    async def hand_in() -> None:
        async with applicant.employer() as (session, employer):
            found = await begin(session, vault, employer, actor=ME)
            await submit(session, vault, found, employer, actor=ME)

    with pytest.raises(LicenceMissingError):
        await hand_in()
    await applicant.change(legal_representative="")
    with pytest.raises(FactsMissingError):
        await hand_in()
    await applicant.change(legal_representative="沈知远")
    await applicant.prepare()
    async with applicant.locked() as (session, _found):
        await session.execute(
            delete(VerificationDocument).where(VerificationDocument.kind == "authorisation")
        )
    with pytest.raises(AuthorisationMissingError):
        await hand_in()
    await applicant.prepare(type(AGENT)(AGENT.bank, AGENT.account, "agent", ""))
    with pytest.raises(DetailsMissingError):
        await hand_in()
    assert await applicant.kinds() == []


async def test_three_wrong_amounts_end_a_transfer_and_three_transfers_are_enough(
    applicant: Applicant,
) -> None:
    await applicant.until_sent()
    for number in range(1, 4):
        for left in (2, 1):
            with pytest.raises(AmountWrongError, match=str(left)):
                await enter(applicant, FEN + 1)
        with pytest.raises(AmountTriedOutError):
            await enter(applicant, FEN + 2)
        with pytest.raises(VerificationStepError):
            await enter(applicant, FEN)  # the right one comes too late
        assert await applicant.state() == "transfer_failed"
        if number < 3:
            async with applicant.locked() as (session, found):
                await ask_again(session, found, actor=ME)
            await applicant.send()
    async with applicant.locked() as (session, found):
        with pytest.raises(TooManyTransfersError):
            await ask_again(session, found, actor=ME)
        await take_back(session, found, because="asked", actor=ME)
    assert not await applicant.proven()
    assert (await applicant.kinds()).count("amount_wrong") == 9


async def test_an_amount_is_good_for_ten_days(applicant: Applicant, at: Time) -> None:
    await applicant.until_sent()
    at.now += 10 * DAY
    with pytest.raises(TransferOverError):
        await enter(applicant, FEN)
    assert await applicant.state() == "transfer_failed"


async def test_the_amount_is_nowhere_in_database_and_chain(applicant: Applicant) -> None:
    await applicant.until_sent()
    async with applicant.locked() as (_session, found):
        guesses = (f"{found.id}:{found.transfers}:{fen}".encode() for fen in range(LEAST, MOST + 1))
        assert found.amount_digest not in {hashlib.sha256(guess).digest() for guess in guesses}
        kept = {getattr(found, column.key) for column in CompanyVerification.__table__.columns}
    assert FEN not in kept and str(FEN) not in kept
    for event in await applicant.events():
        assert FEN not in event.data.values()


async def test_another_verifications_digest_opens_nothing(applicant: Applicant) -> None:
    """Somebody with the database in hand copies the digest of a transfer whose amount they know."""
    await applicant.until_sent()
    async with applicant.locked() as (_session, found):
        known = found.amount_digest
    await enter(applicant, FEN)
    await applicant.until_sent()
    async with applicant.locked() as (_session, found):
        assert found.amount_digest != known  # the same amount
        found.amount_digest = known
    with pytest.raises(AmountWrongError):
        await enter(applicant, FEN)


async def test_a_second_operator_and_changed_papers_are_noticed(applicant: Applicant, at: Time) -> None:
    await applicant.prepare()
    await applicant.submit()
    async with applicant.locked() as (session, found):
        seen = seen_as(found)
        await take_back(session, found, because="asked", actor=ME)
    at.now += timedelta(minutes=1)
    await applicant.submit()
    async with applicant.locked() as (session, found):
        with pytest.raises(VerificationStepError):  # not what the operator has looked at
            await approve(session, found, seen=seen, actor=OPERATOR)
        with pytest.raises(VerificationStepError):
            await reject(session, found, "other", "", seen=seen, actor=OPERATOR)
        seen = seen_as(found)
        await approve(session, found, seen=seen, actor=OPERATOR)
        with pytest.raises(VerificationStepError):  # the second click
            await approve(session, found, seen=seen, actor=OPERATOR)
    assert (await applicant.kinds()).count("approved") == 1


async def test_rejected_papers_are_changed_and_handed_in_again(applicant: Applicant) -> None:
    await applicant.prepare()
    await applicant.submit()
    async with applicant.locked() as (session, found):
        await reject(session, found, "facts_differ", "名称少了“杭州”", seen=seen_as(found), actor=OPERATOR)
        assert (found.state, found.words) == ("rejected", "名称少了“杭州”")
    rejected = (await applicant.events())[-1]
    assert (rejected.actor, rejected.data["because"]) == (OPERATOR, "facts_differ")
    assert "words" not in rejected.data  # what an operator writes may name somebody
    async with applicant.locked() as (session, found):
        with pytest.raises(VerificationStepError):
            await keep_document(
                session, applicant.place.vault, found, "licence", checked_scan(picture()), "x.png"
            )
        await take_back(session, found, because="rejected", actor=ME)
    await applicant.submit()
    assert (await applicant.state(), await waiting(applicant)) == ("in_review", 1)


@pytest.mark.parametrize("fact", ["name", "uscc", "legal_representative"])
async def test_a_proof_falls_with_what_it_was_of(applicant: Applicant, fact: str) -> None:
    await applicant.until_sent()
    await enter(applicant, FEN)
    await applicant.change(address="浙江省杭州市滨江区", contact_name="沈知远")
    assert await applicant.proven()
    await applicant.change(**{fact: "91330106MA2KXY8B22" if fact == "uscc" else "另一个"})
    assert not await applicant.proven()
    assert await applicant.state() == "due"
    fallen = (await applicant.events())[-1]
    assert (fallen.kind, fallen.data["because"]) == ("company_verification.lapsed", fact)


async def test_a_change_sends_what_is_under_way_back_to_the_papers(applicant: Applicant) -> None:
    await applicant.until_sent()
    await applicant.change(legal_representative="何文清")
    assert await applicant.state() == "preparing"
    async with applicant.locked() as (session, found):
        with pytest.raises(VerificationStepError):
            await enter_amount(session, applicant.place.vault, found, FEN, actor=ME)
        assert found.amount_digest is None


async def test_who_changes_the_row_itself_changes_nothing_proven(applicant: Applicant) -> None:
    await applicant.until_sent()
    await enter(applicant, FEN)
    async with applicant.employer() as (session, employer):
        await session.execute(
            update(LegalEntity).where(LegalEntity.id == employer.id).values(name="杭州别人有限公司")
        )
    assert not await applicant.proven()


async def test_reminders_and_the_end_come_by_the_clock_once(
    applicant: Applicant, place: Place, settings: Settings, at: Time
) -> None:
    await applicant.until_sent()
    await enter(applicant, FEN)
    async with applicant.locked("proof") as (_session, found):
        proof, until = found.id, found.proven_until
    assert until is not None
    context = Context(place.tenant, Services(settings, place.database, place.vault, *(7 * (None,))))  # type: ignore[arg-type]
    assert until - 30 * DAY in await Desk(place).jobs(settings, WATCH)
    said = []
    for left in (31, 30, 29, 8, 7, 6, 0, -1):
        at.now = until - left * DAY
        for _run in range(2):
            await watch(context, {"verification": str(proof)})
        said.append((await applicant.kinds()).count("reminded"))
    assert said == [0, 1, 1, 1, 2, 2, 2, 2]
    assert (await applicant.kinds()).count("lapsed") == 1
    assert await applicant.state() == "due"
    assert len(await Desk(place).jobs(settings, TELL)) >= 3


async def test_a_worker_that_was_away_reminds_once_of_what_is_due(
    applicant: Applicant, place: Place, settings: Settings, at: Time
) -> None:
    await applicant.until_sent()
    await enter(applicant, FEN)
    async with applicant.locked("proof") as (_session, found):
        proof = found.id
        assert found.proven_until is not None
        at.now = found.proven_until - 3 * DAY
    context = Context(place.tenant, Services(settings, place.database, place.vault, *(7 * (None,))))  # type: ignore[arg-type]
    await watch(context, {"verification": str(proof)})
    assert (await applicant.kinds()).count("reminded") == 1


async def test_a_new_proof_takes_the_place_of_the_old_one(applicant: Applicant, at: Time) -> None:
    await applicant.until_sent()
    await enter(applicant, FEN)
    at.now += 340 * DAY
    await applicant.until_sent()
    assert await applicant.state() == "proven"  # the old one holds meanwhile
    await enter(applicant, FEN)
    async with applicant.locked("proof") as (_session, found):
        assert found.proven_until == at.now + 365 * DAY
    lapsed = [one for one in await applicant.events() if one.kind.endswith("lapsed")]
    assert lapsed[-1].data["because"] == "replaced"


async def test_the_admins_are_told_each_once(
    applicant: Applicant, place: Place, settings: Settings, at: Time
) -> None:
    async with place.database.tenant(place.tenant) as session:
        for login, role in (("a@own.test", "admin"), ("b@own.test", "admin"), ("c@own.test", "hr")):
            await create_user(session, NewUser(login, login, password="x" * 20), roles=[GivenRole(role)])
    verification_id = await applicant.prepare()
    context = Context(place.tenant, Services(settings, place.database, place.vault, *(7 * (None,))))  # type: ignore[arg-type]
    payload = {"verification": str(verification_id), "news": "proven", "at": at.now.isoformat()}
    for _run in range(2):
        await tell_admins(context, payload)
    assert len(await Desk(place).jobs(settings, MAIL)) == 2


class Bank:
    """A provider that sends by itself: what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[Payee, str]] = []

    async def send(self, payee: Payee, key: str) -> int | None:
        self.asked.append((payee, key))
        return FEN


async def test_by_the_operator_nothing_is_sent_and_by_a_provider_once(
    applicant: Applicant, place: Place, settings: Settings
) -> None:
    id_ = str(await applicant.prepare())
    await applicant.submit()
    await applicant.approve()
    empty = 7 * (None,)
    by_hand = Services(settings, place.database, place.vault, *empty)  # type: ignore[arg-type]
    await send_transfer(Context(place.tenant, by_hand), {"verification": id_})
    assert await applicant.state() == "transfer_due"
    bank = Bank()
    by_itself = Services(settings, place.database, place.vault, *empty, bank_transfer=bank)  # type: ignore[arg-type]
    for _run in range(2):
        await send_transfer(Context(place.tenant, by_itself), {"verification": id_})
    [(payee, key)] = bank.asked
    assert payee == Payee(ACME.company.name, AGENT.bank, AGENT.account)
    assert key.endswith(f"{UUID(id_).hex}.1")
    await enter(applicant, FEN)
    assert await applicant.proven()


def test_only_a_declared_way_of_sending_is_taken() -> None:
    assert bank_transfer("operator") is bank_transfer("operator")
    with pytest.raises(UnknownProviderError):
        bank_transfer("nobody")


async def test_operators_see_who_waits_longest_first(applicant: Applicant, place: Place) -> None:
    await applicant.prepare()
    async with place.database.tenant(place.tenant) as session:
        assert await handed_in(session) == []  # papers that were not handed in are nobody's business
    await applicant.submit()
    async with place.database.tenant(place.tenant) as session:
        assert [one.state for one in await handed_in(session)] == ["in_review"]
