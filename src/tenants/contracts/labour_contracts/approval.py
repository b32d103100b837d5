"""A second person agrees to a contract before it goes out: where the tenant wants that, and wherever a ban is called misread."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ...audit.service import record
from ...company.settings.queries import lock_settings, tenant_settings
from ..law.findings import MISREAD
from .answers import Answer, answers_of, digest_of
from .approval_mail import tell_approvers, tell_maker
from .errors import AnswersChangedError, OwnContractError, WrongStateError
from .feature import ContractEvent
from .models import Contract
from .states import advance_approval, state_now

WHILE = ("checked", "expired", "on_paper")
"""The states from which a contract is sent: then it can be approved, and is checked once more."""


async def contract_approval(session: AsyncSession) -> bool:
    """Whether this transaction's tenant wants every contract approved by a second person."""
    return (await tenant_settings(session)).contract_approval


async def save_contract_approval(session: AsyncSession, wanted: bool, *, actor: str) -> None:
    """Keep whether it does, for contracts that are made from now on."""
    settings = await lock_settings(session)
    if settings.contract_approval == wanted:
        return
    settings.contract_approval = wanted
    record(session, ContractEvent.APPROVAL_RULE_CHANGED, actor=actor, data={"approval": wanted})


async def want_approval(session: AsyncSession, contract: Contract, answers: Sequence[Answer]) -> None:
    """Have a contract with these new answers approved, where that is wanted; whoever approved it before has not seen them."""
    misread = any(answer.asks == MISREAD for answer in answers)
    if contract.approval == "given" or (
        contract.approval == "none" and (misread or await contract_approval(session))
    ):
        advance_approval(contract, "wanted")
        contract.approved_by, contract.approved_at = "", None
        await ask(session, contract)


async def ask(session: AsyncSession, contract: Contract) -> None:
    """Tell whoever approves, once its PDF is there to be read."""
    if contract.approval == "wanted" and state_now(contract) in WHILE:
        await tell_approvers(session, contract)


async def approve(session: AsyncSession, vault: Vault, contract: Contract, *, seen: str, actor: str) -> None:
    """Agree to a contract, locked, that somebody else made; `seen`: `digest_of` the answers that they looked at. Twice is once.

    Raises:
        OwnContractError: they made it, or answered for it.
        AnswersChangedError: something was answered since.
        WrongStateError: it is not to be approved.
    """
    if contract.approval == "given" and contract.approved_by == actor:
        return
    _require_waiting(contract)
    answers = await answers_of(session, vault, contract)
    if actor in (contract.created_by, *(answer.by for answer in answers)):
        raise OwnContractError
    if seen != digest_of(answers):
        raise AnswersChangedError
    advance_approval(contract, "given")
    contract.approved_by, contract.approved_at = actor, clock.now()
    record_of(session, ContractEvent.APPROVED, contract, actor, document=contract.draft_sha256)


async def give_back(
    session: AsyncSession, vault: Vault, contract: Contract, words: str, *, actor: str
) -> None:
    """Refuse to agree to a contract, locked; `words` say why, and whoever made it is told. It is taken back and made anew.

    Raises:
        WrongStateError: it is not to be approved.
    """
    _require_waiting(contract)
    key = await vault.subject(session, contract.person_id)
    advance_approval(contract, "returned")
    contract.return_reason_encrypted = key.encrypt("return_reason", words)
    record_of(session, ContractEvent.RETURNED, contract, actor)
    await tell_maker(session, contract)


async def return_reason(session: AsyncSession, vault: Vault, contract: Contract) -> str:
    """Why it was not approved."""
    if contract.return_reason_encrypted is None:
        return ""
    key = await vault.subject(session, contract.person_id)
    return key.decrypt("return_reason", contract.return_reason_encrypted)


def _require_waiting(contract: Contract) -> None:
    if contract.approval != "wanted" or state_now(contract) not in WHILE:
        raise WrongStateError


def record_of(
    session: AsyncSession, kind: ContractEvent, contract: Contract, actor: str, **data: str
) -> None:
    """Write to the chain what somebody did with a contract before it was sent."""
    record(
        session,
        kind,
        actor=actor,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={**data},
    )
