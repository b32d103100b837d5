"""Who signs is checked beside the code: asked for once, kept as it was found, and never without another way."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from huiyin.jobs.context import Context, Services
from huiyin.jobs.contracts.person_checks import ask, give_up, result
from huiyin.platform.i18n import LazyText
from huiyin.platform.providers.person_check.port import PersonCheckAccount, PersonCheckProvider
from huiyin.platform.providers.person_check.registry import person_check
from huiyin.platform.providers.person_check.tencent.fake import FakeFaceId, PersonCheckFault
from huiyin.platform.settings import Settings
from huiyin.platform.states import StepRefusedError
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.signing.concerns import decline
from huiyin.tenants.contracts.signing.errors import (
    CheckNotOfferedError,
    CheckTriesError,
    CheckUnsuitableError,
    FaceConsentError,
    NoCheckOwedError,
    NotCheckedError,
    NotIdentifiedError,
    NotReadError,
    NotToSignError,
)
from huiyin.tenants.contracts.signing.identity import identify
from huiyin.tenants.contracts.signing.models import PersonCheck
from huiyin.tenants.contracts.signing.person_checks import (
    MOST_A_DAY,
    CheckWish,
    ask_check,
    ask_result,
    begun_face,
    confirm_in_person,
    leave_check,
    tries_wait,
    words_of,
)
from huiyin.tenants.contracts.signing.queries import checks_of, is_check_owed, passed_check
from huiyin.tenants.contracts.signing.rule import SigningRule, save_signing_rule
from huiyin.tenants.contracts.signing.service import request_code, verify
from huiyin.tenants.contracts.signing.states import advance_check
from huiyin.tenants.people.persons.service import decrypt_identity
from huiyin.up import Product
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.databases import own_database
from tests.support.results import Time
from tests.support.signing import Waiting, read_it

HR, BACK = "user:hr", "https://a.example/contracts/1/check/back"
KIND = person_check("tencent")


@dataclass
class Checking:
    """Contracts whose signers are checked; the test is the candidate and the worker."""

    waiting: Waiting
    fake: FakeFaceId
    http: httpx.AsyncClient
    provider: PersonCheckProvider
    jobs: Context = field(init=False)

    def __post_init__(self) -> None:
        place = self.waiting.place
        nothing = (None, place.database, place.vault, *(7 * (None,)))
        self.jobs = Context(place.tenant, Services(*nothing, self.provider))  # type: ignore[arg-type]

    async def rule(self, person_check: str) -> None:
        place = self.waiting.place
        async with place.database.tenant(place.tenant) as session:
            await save_signing_rule(session, SigningRule(0, 7, 2, person_check), actor=HR)

    async def identified(self) -> UUID:
        """A contract that was read, and whose candidate has said who they are."""
        contract_id = await self.waiting.of_applicant()
        async with self.waiting.locked(contract_id) as (session, found):
            await read_it(session, found)
            known = await decrypt_identity(session, self.waiting.place.vault, found.person)
            await identify(session, self.waiting.place.vault, found, known.name, known.id_number)
        return contract_id

    async def choose(self, contract_id: UUID, kind: str = "three_elements", *, consents: bool = True) -> None:
        async with self.waiting.locked(contract_id) as (session, found):
            wish = CheckWish(kind, KIND, BACK, consents)
            await ask_check(session, self.waiting.place.vault, found, wish)

    async def answer(self, contract_id: UUID) -> None:
        """The worker has the provider asked."""
        await ask(self.jobs, self.payload(await self.last(contract_id)))

    async def look(self, contract_id: UUID) -> None:
        async with self.waiting.locked(contract_id) as (session, found):
            await ask_result(session, found)
        await result(self.jobs, self.payload(await self.last(contract_id)))

    @staticmethod
    def payload(check: PersonCheck) -> dict[str, Any]:
        return {"check": str(check.id), "back": BACK}

    async def all(self, contract_id: UUID) -> list[PersonCheck]:
        async with self.waiting.locked(contract_id) as (session, found):
            return list(await checks_of(session, found.id))

    async def last(self, contract_id: UUID) -> PersonCheck:
        return (await self.all(contract_id))[0]

    async def stand_before(self, contract_id: UUID, end: str) -> None:
        async with self.waiting.locked(contract_id) as (session, found):
            last = (await checks_of(session, found.id))[0]
            begun = await begun_face(session, self.waiting.place.vault, last)
        assert begun is not None
        await self.http.post(begun.url, data={"end": end})

    async def owed(self, contract_id: UUID) -> bool:
        async with self.waiting.locked(contract_id) as (session, found):
            return await is_check_owed(session, found)

    async def told(self, contract_id: UUID) -> list[tuple[str, dict[str, Any]]]:
        """What the chain says of checks."""
        place = self.waiting.place
        async with place.database.tenant(place.tenant) as session:
            wanted = (AuditEvent.contract_id == contract_id, AuditEvent.kind.like("person_check.%"))
            found = await session.scalars(select(AuditEvent).where(*wanted).order_by(AuditEvent.seq))
            return [(one.kind.removeprefix("person_check."), one.data) for one in found]

    async def fail(self, contract_id: UUID, **fault: str) -> None:
        name = (await self.waiting.look(contract_id)).person.name
        self.fake._faults.append(PersonCheckFault(name=name, **fault))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
async def settings(stores: Product) -> AsyncIterator[Settings]:
    """The product's, with a database of these tests' own: no worker but the test takes their jobs."""
    async with own_database(stores.stack.settings()) as ours:
        yield ours


@pytest.fixture
async def checking(waiting: Waiting) -> AsyncIterator[Checking]:
    fake = FakeFaceId(key_id="id", secret="s", rule_id="1")
    transport = httpx.ASGITransport(Litestar([fake.router()], openapi_config=None))
    async with httpx.AsyncClient(transport=transport) as http:
        account = PersonCheckAccount("id", "s", "1", "http://fake/tencent-faceid")
        made = Checking(waiting, fake, http, KIND.open(account, http))
        await made.rule("face")
        yield made


async def ask_code_for(session: AsyncSession, checking: Checking, found: Contract) -> None:
    await request_code(session, checking.waiting.place.vault, found, "browser")


async def test_no_code_before_the_check_and_one_after(checking: Checking) -> None:
    contract = await checking.identified()
    async with checking.waiting.locked(contract) as (session, found):
        with pytest.raises(NotCheckedError):
            await ask_code_for(session, checking, found)
        with pytest.raises(NotCheckedError):
            await verify(session, found, "123456", "browser")
    await checking.choose(contract)
    await checking.choose(contract)  # the second tap
    await checking.answer(contract)
    await checking.answer(contract)  # the job again
    async with checking.waiting.locked(contract) as (session, found):
        await ask_code_for(session, checking, found)
        await ask_check(session, checking.waiting.place.vault, found, CheckWish("face", KIND, BACK))
    (check,) = await checking.all(contract)
    assert (check.state, check.code, check.provider, check.token_encrypted) == (
        "passed",
        "0",
        "tencent",
        None,
    )
    (asked, first), (passed, second) = await checking.told(contract)
    assert (asked, passed) == ("asked", "passed") and len(first["consent"]) == 64
    assert second == {
        "check": str(check.id), "method": "three_elements", "provider": "tencent", "request": check.request_id, "result": "0",
    }  # fmt: skip
    assert checking.fake.calls == [("PhoneVerification", "0")]


async def test_a_tenant_that_asks_for_none_asks_nobody(checking: Checking) -> None:
    await checking.rule("none")
    contract = await checking.identified()
    await checking.choose(contract)
    async with checking.waiting.locked(contract) as (session, found):
        await ask_code_for(session, checking, found)
    assert await checking.all(contract) == [] and checking.fake.calls == []


async def test_each_rung_comes_before(checking: Checking) -> None:
    contract = await checking.waiting.of_applicant()
    with pytest.raises(NotReadError):
        await checking.choose(contract)
    async with checking.waiting.locked(contract) as (session, found):
        await read_it(session, found)
    with pytest.raises(NotIdentifiedError):
        await checking.choose(contract)
    async with checking.waiting.locked(contract) as (session, found):
        await decline(session, checking.waiting.place.vault, found, "other", "")
    with pytest.raises(NotToSignError):
        await checking.choose(contract)
    assert checking.fake.calls == []


async def test_a_face_is_looked_at_with_consent_alone_and_leaves_nothing(checking: Checking) -> None:
    contract = await checking.identified()
    with pytest.raises(FaceConsentError):
        await checking.choose(contract, "face", consents=False)
    await checking.choose(contract, "face")
    await checking.answer(contract)
    assert (await checking.last(contract)).state == "begun"
    await checking.look(contract)  # back too early
    last = await checking.last(contract)
    assert (last.state, last.result_asked_at) == ("begun", None)
    await checking.stand_before(contract, "pass")
    await checking.look(contract)
    last = await checking.last(contract)
    assert (last.state, last.token_encrypted) == ("passed", None)
    kept = {name: value for name, value in vars(last).items() if isinstance(value, str) and value}
    assert set(kept) == {"kind", "state", "facts_digest", "provider", "request_id", "code"}
    assert [kind for kind, _data in await checking.told(contract)] == ["asked", "passed"]
    assert not await checking.owed(contract)


async def test_who_wants_no_face_takes_the_other_way(checking: Checking) -> None:
    """Also while the first is under way: what comes of it is not heard."""
    contract = await checking.identified()
    await checking.choose(contract, "face")
    await checking.answer(contract)
    await checking.stand_before(contract, "fail")
    async with checking.waiting.locked(contract) as (session, found):
        await ask_result(session, found)
    face = await checking.last(contract)
    await checking.choose(contract, "three_elements")
    await result(checking.jobs, checking.payload(face))  # the job for what was left
    await checking.answer(contract)
    assert [one.state for one in await checking.all(contract)] == ["passed", "abandoned"]
    assert [kind for kind, _data in await checking.told(contract)] == ["asked", "asked", "passed"]


@pytest.mark.parametrize(
    ("fault", "state", "said"),
    [
        ({"kind": "result", "code": "-4"}, "failed", "-4"),
        ({"kind": "result", "code": "-11"}, "unavailable", "unavailable -11"),
        ({"kind": "error"}, "unavailable", "unavailable silent"),
        ({"kind": "refused", "code": "UnauthorizedOperation.Arrears"}, "unavailable", "unavailable UnauthorizedOperation.Arrears"),
    ],
)  # fmt: skip
async def test_a_no_and_a_silence_are_kept_and_can_be_tried_again(
    checking: Checking, fault: dict[str, str], state: str, said: str
) -> None:
    contract = await checking.identified()
    await checking.fail(contract, **fault)
    await checking.choose(contract)
    await checking.answer(contract)
    last = await checking.last(contract)
    assert last.state == state and last.reason and await checking.owed(contract)
    assert (await checking.told(contract))[-1] == (
        "failed",
        {
            "check": str(last.id), "method": "three_elements", "provider": "tencent",
            "request": last.request_id, "result": said,
        },
    )  # fmt: skip
    await checking.choose(contract)
    await checking.answer(contract)
    assert not await checking.owed(contract)


async def test_a_job_given_up_and_an_installation_without_a_provider(checking: Checking) -> None:
    contract = await checking.identified()
    await checking.choose(contract)
    await give_up(checking.jobs, checking.payload(await checking.last(contract)))
    assert (await checking.last(contract)).code == "given-up"
    await checking.choose(contract)
    alone = Context(
        checking.waiting.place.tenant,
        Services(None, checking.waiting.place.database, checking.waiting.place.vault, *(7 * (None,))),  # type: ignore[arg-type]
    )
    await ask(alone, checking.payload(await checking.last(contract)))
    last = await checking.last(contract)
    assert (last.state, last.code) == ("unavailable", "no-provider")
    async with checking.waiting.locked(contract) as (session, found):
        with pytest.raises(CheckNotOfferedError):
            await ask_check(
                session, checking.waiting.place.vault, found, CheckWish("three_elements", None, BACK)
            )


async def test_five_of_a_kind_a_day(checking: Checking, at: Time) -> None:
    contract = await checking.identified()
    for _time in range(MOST_A_DAY):
        await checking.fail(contract, kind="result", code="-4")
        await checking.choose(contract)
        await checking.answer(contract)
        at.later(10)
    with pytest.raises(CheckTriesError) as refused:
        await checking.choose(contract)
    assert "24 小时后" in str(refused.value) and "当面核对" in str(refused.value)
    assert len(checking.fake.calls) == MOST_A_DAY
    await checking.choose(contract, "face")  # of the other kind there are five more
    async with checking.waiting.locked(contract) as (session, found):
        await leave_check(session, found)
        assert await tries_wait(session, found, "three_elements") > timedelta(hours=23)
    at.later(24 * 60)
    await checking.choose(contract)
    await checking.answer(contract)
    assert not await checking.owed(contract)


async def test_the_rule_without_faces_offers_none(checking: Checking) -> None:
    await checking.rule("three_elements")
    contract = await checking.identified()
    with pytest.raises(CheckNotOfferedError):
        await checking.choose(contract, "face")
    for kind in ("in_person", "", "x"):
        with pytest.raises(CheckNotOfferedError):
            await checking.choose(contract, kind)


async def test_whoever_changes_is_checked_again(checking: Checking) -> None:
    """The company puts another phone, name or number into the file after the check: the code is not sent there."""
    contract = await checking.identified()
    await checking.choose(contract)
    await checking.answer(contract)
    for change in ("name", "phone_digest", "id_number_digest"):
        async with checking.waiting.locked(contract) as (session, found):
            before = getattr(found.person, change)
            setattr(found.person, change, b"other" if change != "name" else "别人")
            await session.flush()
            with pytest.raises(NotCheckedError):
                await ask_code_for(session, checking, found)
            setattr(found.person, change, before)
    assert not await checking.owed(contract)


async def test_what_changes_while_it_is_asked_about_is_not_asked(checking: Checking) -> None:
    contract = await checking.identified()
    await checking.choose(contract)
    async with checking.waiting.locked(contract) as (_session, found):
        found.person.name = "别人"
    await checking.answer(contract)
    assert (await checking.last(contract)).state == "abandoned" and checking.fake.calls == []


async def test_a_passport_and_a_phone_abroad_are_for_the_company(checking: Checking) -> None:
    contract = await checking.identified()
    async with checking.waiting.locked(contract) as (_session, found):
        found.person.id_type = "护照"
    with pytest.raises(CheckUnsuitableError):
        await checking.choose(contract)
    assert checking.fake.calls == []


async def test_the_company_confirms_itself_says_how_and_is_named(checking: Checking) -> None:
    contract = await checking.identified()
    await checking.choose(contract, "face")
    vault = checking.waiting.place.vault
    for _time in range(2):
        async with checking.waiting.locked(contract) as (session, found):
            await confirm_in_person(session, vault, found, "met", "手机号是家人办的", actor=HR)
    confirmed, left = await checking.all(contract)
    assert (confirmed.kind, confirmed.state, confirmed.how, confirmed.confirmed_by) == (
        "in_person",
        "passed",
        "met",
        HR,
    )
    assert left.state == "abandoned"
    async with checking.waiting.locked(contract) as (session, found):
        assert await words_of(session, vault, confirmed) == "手机号是家人办的"
        await ask_code_for(session, checking, found)
        known = await passed_check(session, found)
        assert known is not None and known.id == confirmed.id
    assert (await checking.told(contract))[-1] == (
        "confirmed", {"check": str(confirmed.id), "method": "in_person", "how": "met"}
    )  # fmt: skip


async def test_nothing_is_confirmed_that_nobody_asks_for(checking: Checking) -> None:
    vault = checking.waiting.place.vault
    contract = await checking.identified()
    await checking.choose(contract)
    await checking.answer(contract)
    async with checking.waiting.locked(contract) as (session, found):
        with pytest.raises(NoCheckOwedError):
            await confirm_in_person(session, vault, found, "met", "x", actor=HR)
    await checking.rule("none")
    other = await checking.identified()
    async with checking.waiting.locked(other) as (session, found):
        with pytest.raises(NoCheckOwedError):
            await confirm_in_person(session, vault, found, "met", "x", actor=HR)
        await decline(session, vault, found, "other", "")
        with pytest.raises(NotToSignError):
            await confirm_in_person(session, vault, found, "met", "x", actor=HR)


def test_what_is_over_stays_over() -> None:
    for end in ("passed", "failed", "unavailable", "abandoned"):
        check = PersonCheck(state=end, reason=LazyText(""))
        for step in ("asked", "begun", "passed", "failed", "unavailable", "abandoned"):
            with pytest.raises(StepRefusedError):
                advance_check(check, step)
