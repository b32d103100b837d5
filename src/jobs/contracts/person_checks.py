"""Asking a provider who a candidate is. What it cannot say now is said at once: somebody waits at the screen."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.providers.person_check.port import (
    CheckedPerson,
    FaceBegun,
    PersonCheckUnavailable,
    Verdict,
)
from ...platform.queue import Urgency, job
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.labour_contracts.queries import contract as load
from ...tenants.contracts.signing.models import PersonCheck
from ...tenants.contracts.signing.person_checks import (
    begun_face,
    record_begun,
    record_left,
    record_unavailable,
    record_unfinished,
    record_verdict,
    whom_to_check,
)
from ...tenants.contracts.signing.queries import facts_digest, person_check_of
from ..context import Context


async def give_up(context: Context, payload: dict[str, Any]) -> None:
    """The job failed for good, by no fault of the provider's: the candidate can try again, or another way."""
    await _record(context, UUID(payload["check"]), PersonCheckUnavailable("given-up"))


@job("person_check.ask", urgency=Urgency.URGENT, last_try=give_up)
async def ask(context: Context, payload: dict[str, Any]) -> None:
    """Have the three elements checked, or a face's check begun. Killed before it has written down the answer, it asks again:
    that costs one more call and changes nothing."""
    check_id = UUID(payload["check"])
    async with context.work() as session:
        check, contract = await _locked(session, check_id)
        if check.state != "asked":
            return
        if check.facts_digest != facts_digest(contract.person):
            await record_left(session, check)
            return
        person, _suits = await whom_to_check(session, context.services.vault, contract)
        kind = check.kind
    answer = await _asked(context, kind, person, back=payload["back"], reference=str(check_id))
    await _record(context, check_id, answer)


@job("person_check.result", urgency=Urgency.URGENT, last_try=give_up)
async def result(context: Context, payload: dict[str, Any]) -> None:
    """Ask what came of a face's check."""
    check_id, vault = UUID(payload["check"]), context.services.vault
    async with context.work() as session:
        check, contract = await _locked(session, check_id)
        if check.state != "begun":
            return
        person, _suits = await whom_to_check(session, vault, contract)
        begun = await begun_face(session, vault, check)
    if begun is not None:
        await _record(context, check_id, await _result(context, person, begun.token, str(check_id)))


_Answer = Verdict | FaceBegun | PersonCheckUnavailable | None


async def _asked(context: Context, kind: str, person: CheckedPerson, *, back: str, reference: str) -> _Answer:
    provider = context.services.person_checks
    if provider is None:
        return PersonCheckUnavailable("no-provider")
    try:
        if kind == "face":
            return await provider.begin_face(person, back=back, reference=reference)
        return await provider.three_elements(person)
    except PersonCheckUnavailable as problem:
        return problem


async def _result(context: Context, person: CheckedPerson, token: str, reference: str) -> _Answer:
    provider = context.services.person_checks
    if provider is None:
        return PersonCheckUnavailable("no-provider")
    try:
        return await provider.face_result(person, token=token, reference=reference)
    except PersonCheckUnavailable as problem:
        return problem


async def _locked(session: AsyncSession, check_id: UUID) -> tuple[PersonCheck, Contract]:
    """The check as it is, with its contract locked: nobody else changes either."""
    check = await person_check_of(session, check_id)
    contract = await load(session, check.contract_id, lock=True)
    await session.refresh(check)
    return check, contract


async def _record(context: Context, check_id: UUID, answer: _Answer) -> None:
    async with context.work() as session:
        check, contract = await _locked(session, check_id)
        if isinstance(answer, FaceBegun):
            await record_begun(session, context.services.vault, check, answer)
        elif isinstance(answer, Verdict):
            record_verdict(session, contract, check, answer)
        elif isinstance(answer, PersonCheckUnavailable):
            record_unavailable(session, contract, check, answer.code)
        else:
            record_unfinished(check)
