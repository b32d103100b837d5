"""Step ②, beside the code: who the candidate is, checked with the carrier or by their face, or confirmed by the company.

A face is never the only way: the carrier, and the company, are of the same effect. What is asked for here jobs ask the
provider; what it says is kept with its number of the call, in the row and in the chain.
"""

import json
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.features import Event
from ....platform.formats.contact import is_abroad
from ....platform.formats.identity import RESIDENT
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ....platform.ids import new_id
from ....platform.providers.person_check.port import CheckedPerson, FaceBegun, PersonCheckKind, Verdict
from ....platform.queue import enqueue
from ...audit.service import record
from ...company.settings.queries import tenant_settings
from ...people.persons.service import decrypt_identity
from ..labour_contracts.models import Contract
from .check_notice import notice_hash_of
from .errors import (
    CheckNotOfferedError,
    CheckTriesError,
    CheckUnsuitableError,
    FaceConsentError,
    NoCheckOwedError,
    NotIdentifiedError,
    NotReadError,
)
from .feature import SigningEvent
from .models import PersonCheck
from .queries import checks_of, facts_digest, is_check_owed, passed_check
from .service import note, signing_of
from .standing import require_sendable, require_signable
from .states import PERSON_CHECK, advance_check

MOST_A_DAY = 5
"""Of each kind, for one contract: the company pays for each."""
MOST_WORDS = 200
_DAY = timedelta(days=1)
_OPEN = ("asked", "begun")
_AWAY = _("核验服务暂时没有回应，不是您的问题。")


@dataclass(frozen=True, slots=True)
class CheckWish:
    """The check that a candidate chooses: its `kind`, by the installation's provider, after which their browser comes `back` to
    an address; `consents`: to that very check."""

    kind: str
    provider: PersonCheckKind | None
    back: str
    consents: bool = False


def can_be_checked(person: CheckedPerson, id_type: str) -> bool:
    """Whether the registers can know somebody: by a resident identity card and a phone of the mainland."""
    return id_type == RESIDENT and bool(person.id_number) and not is_abroad(person.phone)


async def whom_to_check(
    session: AsyncSession, vault: Vault, contract: Contract
) -> tuple[CheckedPerson, bool]:
    """The contract's person as they are asked about, and whether they can be."""
    known = await decrypt_identity(session, vault, contract.person)
    person = CheckedPerson(known.name, known.id_number, known.phone)
    return person, can_be_checked(person, known.id_type)


async def tries_wait(session: AsyncSession, contract: Contract, kind: str) -> timedelta:
    """How long until a check of this kind can be asked for again; nothing where it can be now."""
    began = clock.now() - _DAY
    tried = [one.asked_at for one in await checks_of(session, contract.id) if one.kind == kind]
    recent = [at for at in tried if at > began]
    return recent[MOST_A_DAY - 1] - began if len(recent) >= MOST_A_DAY else timedelta()


async def ask_check(session: AsyncSession, vault: Vault, contract: Contract, wish: CheckWish) -> None:
    """The candidate has somebody asked who they are, about a contract, locked. A second tap asks nobody again, and another
    way chosen takes the place of the one under way.

    Raises:
        NotToSignError, NotReadError, NotIdentifiedError: a rung is missing.
        CheckNotOfferedError, CheckUnsuitableError: this way is not for them.
        FaceConsentError: they have not agreed to their face being looked at.
        CheckTriesError: it was tried too often.
    """
    require_signable(contract)
    signing = await signing_of(session, contract)
    if signing.read_at is None:
        raise NotReadError
    if signing.identified_at is None:
        raise NotIdentifiedError
    if not await is_check_owed(session, contract):
        return
    under_way = await open_check(session, contract)
    if under_way is not None and under_way.kind == wish.kind:
        return
    provider = await _offered(session, vault, contract, wish)
    if wish.kind == "face" and not wish.consents:
        raise FaceConsentError
    if wait := await tries_wait(session, contract, wish.kind):
        raise CheckTriesError(MOST_A_DAY, wait)
    if under_way is not None:
        await _leave(session, under_way)
    made = _new(contract, wish.kind)
    made.provider = provider.kind
    session.add(made)
    await session.flush()
    _note(session, SigningEvent.CHECK_ASKED, contract, made, consent=notice_hash_of(wish.kind, provider))
    payload = {"check": str(made.id), "back": wish.back}
    await enqueue(session, "person_check.ask", payload, dedupe=str(made.id))


async def open_check(session: AsyncSession, contract: Contract) -> PersonCheck | None:
    """The check that is under way."""
    found = await checks_of(session, contract.id)
    return next((one for one in found if one.state in _OPEN), None)


async def leave_check(session: AsyncSession, contract: Contract) -> None:
    """The candidate wants another way than the one under way, about a contract, locked."""
    if (under_way := await open_check(session, contract)) is not None:
        await _leave(session, under_way)


async def ask_result(session: AsyncSession, contract: Contract) -> None:
    """The candidate is back from their check, about a contract, locked; a second tap asks once."""
    under_way = await open_check(session, contract)
    if under_way is not None and under_way.state == "begun" and under_way.result_asked_at is None:
        under_way.result_asked_at = clock.now()
        await enqueue(session, "person_check.result", {"check": str(under_way.id)}, dedupe=str(under_way.id))


async def begun_face(session: AsyncSession, vault: Vault, check: PersonCheck) -> FaceBegun | None:
    """Where the candidate's face is looked at, and by what the provider is asked for the result; None where that is not
    begun, or over."""
    if check.token_encrypted is None:
        return None
    key = await vault.subject(session, check.person_id)
    kept = json.loads(key.decrypt("person_check", check.token_encrypted))
    return FaceBegun(kept["url"], kept["token"], check.request_id)


async def record_begun(session: AsyncSession, vault: Vault, check: PersonCheck, begun: FaceBegun) -> None:
    """The provider waits for the face. A check that was left meanwhile stays left."""
    if check.state != "asked":
        return
    advance_check(check, "begun")
    key = await vault.subject(session, check.person_id)
    text = json.dumps({"url": begun.url, "token": begun.token})
    check.token_encrypted, check.request_id = key.encrypt("person_check", text), begun.request


def record_verdict(session: AsyncSession, contract: Contract, check: PersonCheck, verdict: Verdict) -> None:
    """What the provider found, of a contract, locked. Of a check that was left nothing is heard."""
    if check.state in _OPEN:
        state = "passed" if verdict.passed else "failed"
        check.request_id = verdict.request or check.request_id
        _settle(session, contract, check, state, verdict.code, verdict.reason)


def record_unavailable(session: AsyncSession, contract: Contract, check: PersonCheck, code: str) -> None:
    """The provider could not say, of a contract, locked; `code` is why. It can be tried again."""
    if check.state in _OPEN:
        _settle(session, contract, check, "unavailable", code, _AWAY)


def record_unfinished(check: PersonCheck) -> None:
    """The face was not looked at yet."""
    check.result_asked_at = None


async def record_left(session: AsyncSession, check: PersonCheck) -> None:
    """What was to be checked has changed: nobody is asked about what was."""
    if check.state in _OPEN:
        await _leave(session, check)


async def confirm_in_person(
    session: AsyncSession, vault: Vault, contract: Contract, how: str, words: str, *, actor: str
) -> None:
    """The company has seen the candidate's document itself, of a contract, locked: `met`, or by `video`, and why in `words`.

    The code is still asked for. Confirmed twice, it is confirmed once.

    Raises:
        NotToSignError: the contract is not to be signed.
        NoCheckOwedError: nothing was asked for, or another check has passed.
    """
    require_sendable(contract)
    if not await is_check_owed(session, contract):
        before = await passed_check(session, contract)
        if before is not None and before.kind == "in_person":
            return
        raise NoCheckOwedError
    await leave_check(session, contract)
    key = await vault.subject(session, contract.person_id)
    made = _new(contract, "in_person")
    made.how, made.confirmed_by, made.words_encrypted = how, actor, key.encrypt("confirmation", words)
    session.add(made)
    advance_check(made, "passed")
    made.settled_at = made.asked_at
    record(
        session,
        SigningEvent.CHECK_CONFIRMED,
        actor=actor,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"check": str(made.id), "method": made.kind, "how": how},
    )


async def words_of(session: AsyncSession, vault: Vault, check: PersonCheck) -> str:
    """Why the company confirmed it itself."""
    if check.words_encrypted is None:
        return ""
    return (await vault.subject(session, check.person_id)).decrypt("confirmation", check.words_encrypted)


async def _offered(
    session: AsyncSession, vault: Vault, contract: Contract, wish: CheckWish
) -> PersonCheckKind:
    rule = (await tenant_settings(session)).person_check
    offered = ("three_elements",) if rule == "three_elements" else ("three_elements", "face")
    if wish.provider is None or wish.kind not in offered:
        raise CheckNotOfferedError
    _person, suits = await whom_to_check(session, vault, contract)
    if not suits:
        raise CheckUnsuitableError
    return wish.provider


def _new(contract: Contract, kind: str) -> PersonCheck:
    return PersonCheck(
        id=new_id(),
        contract_id=contract.id,
        person_id=contract.person_id,
        kind=kind,
        state=PERSON_CHECK.initial,
        facts_digest=facts_digest(contract.person),
        asked_at=clock.now(),
        reason=LazyText(""),
    )


async def _leave(session: AsyncSession, check: PersonCheck) -> None:
    advance_check(check, "abandoned")
    check.token_encrypted, check.settled_at = None, clock.now()
    await session.flush()  # one can be under way


def _settle(
    session: AsyncSession, contract: Contract, check: PersonCheck, state: str, code: str, reason: LazyText
) -> None:  # fmt: skip
    advance_check(check, state)
    check.code, check.reason, check.settled_at, check.token_encrypted = code, reason, clock.now(), None
    kind = SigningEvent.CHECK_PASSED if state == "passed" else SigningEvent.CHECK_FAILED
    result = code if state != "unavailable" else f"unavailable {code}"
    _note(session, kind, contract, check, request=check.request_id, result=result)


def _note(session: AsyncSession, kind: Event, contract: Contract, check: PersonCheck, **data: str) -> None:
    named = {"check": str(check.id), "method": check.kind, "provider": check.provider}
    note(session, kind, contract, **named, **data)
