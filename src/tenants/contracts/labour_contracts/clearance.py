"""Whether a contract may go out: approved where that is wanted, and checked once more against the law as it is today."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ...people.persons.service import decrypt_identity
from ..contract_templates.fields import dictionary_of
from ..contract_templates.queries import version_of
from ..law.findings import Finding
from .answers import ANSWERED, answers_of, answers_to, codes_of, encrypted_answers, unanswered
from .approval import WHILE, record_of, want_approval
from .checking import Proposal, check
from .errors import ContractNotClearedError, NotApprovedError, WrongStateError
from .facts import parse_values
from .feature import ContractEvent
from .models import Contract
from .service import going_out, previous_end, values_of
from .states import state_now


async def findings_now(session: AsyncSession, vault: Vault, contract: Contract) -> list[Finding]:
    """What the check says of a contract today, answered before or not."""
    values = await values_of(session, vault, contract)
    template = await version_of(session, contract.template_id)
    # No blank is wanted that there was not when the contract was made.
    fields = [replace(field, required=False) for field in dictionary_of(template.tree).term_fields]
    proposal = Proposal(
        person_id=contract.person_id,
        employer=contract.legal_entity,
        template=template,
        values=values,
        fonts=None,
        fixed_on_request=contract.fixed_on_request,
        previous_end=await previous_end(session, vault, contract.person_id, contract.legal_entity_id),
        printed=True,
    )
    worker = await decrypt_identity(session, vault, contract.person)
    return await check(session, proposal, parse_values(values, fields), worker)


async def stopping(session: AsyncSession, vault: Vault, contract: Contract) -> list[Finding]:
    """What stands between a contract that can be sent and its sending; nothing of one that is out, or over."""
    if state_now(contract) not in WHILE:
        return []
    found = await findings_now(session, vault, contract)
    return unanswered(found, await answers_of(session, vault, contract))


async def answer(
    session: AsyncSession, vault: Vault, contract: Contract, words: Mapping[str, str], *, actor: str
) -> list[Finding]:
    """Keep what is answered to new findings of a contract, locked; what stops it still: nothing is kept before all that can be
    answered is.

    Whoever approved it has not seen these answers: where approval is wanted, it is asked for again.

    Raises:
        WrongStateError: it is out, or over.
    """
    if state_now(contract) not in WHILE:
        raise WrongStateError
    found = await findings_now(session, vault, contract)
    before = await answers_of(session, vault, contract)
    new = answers_to(unanswered(found, before), words, actor)
    left = unanswered(found, [*before, *new])
    if new and not any(one.asks in ANSWERED for one in left):
        key = await vault.subject(session, contract.person_id)
        contract.answers_encrypted = encrypted_answers(key, [*before, *new])
        contract.findings = [finding.to_json() for finding in found]
        await want_approval(session, contract, new)
        said = {asks: codes_of(new, asks) for asks in ANSWERED}
        record_of(session, ContractEvent.ANSWERED, contract, actor, **said)
    return left


@going_out.listener
async def _require_cleared(session: AsyncSession, vault: Vault, contract: Contract) -> None:
    if state_now(contract) not in WHILE:
        return
    if contract.approval in ("wanted", "returned"):
        raise NotApprovedError
    if await stopping(session, vault, contract):
        raise ContractNotClearedError
