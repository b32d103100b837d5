"""Whoever comes to a contract that they cannot sign (any more) is told so, at every step: none ends in an error page."""

from uuid import UUID

from litestar import Response
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from litestar.types import ExceptionHandlersMap

from ...platform.errors import DomainError
from ...platform.http.addresses import href
from ...platform.http.dependencies import Session, SettingsDependency, VaultDependency
from ...platform.http.pages import redirect
from ...platform.requests import AnyRequest
from ...tenants.contracts.labour_contracts.errors import ContractGoneError, ContractNotFoundError
from ...tenants.contracts.labour_contracts.queries import ContractStanding, contract_standing
from ...tenants.contracts.labour_contracts.states import state_now
from ...tenants.contracts.signing.errors import NotToSignError
from ...tenants.people.persons.queries import is_now
from ..actor import Candidate, Me
from ..context import SIGNED_IN, PortalRequest

_STOPPED = ("withdrawn", "declined", "expired", "on_paper")
_FOR_SIGNING = ("", "verify", "check", "check/back", "sign")
"""The pages that are no use while the company owes an answer; the text can be read on."""


class SigningStopped(HTTPException):
    """There is nothing to sign here at present; the contract's page says why."""

    status_code = 303

    def __init__(self, contract_id: UUID) -> None:
        super().__init__(headers={"Location": _status(contract_id)})


async def own_standing(session: Session, contract_id: UUID, candidate: Candidate) -> ContractStanding:
    """How far a contract is that was sent to the candidate, or to whom they were made one with.

    Raises:
        ContractNotFoundError: absent, another's, or never sent: the same answer.
    """
    found = await contract_standing(session, contract_id)
    if found is None or found.sent_at is None:
        raise ContractNotFoundError
    if not await is_now(session, found.person_id, candidate.person_id):
        raise ContractNotFoundError
    return found


async def provide_signer(
    request: AnyRequest,
    session: Session,
    candidate: Me,
    vault: VaultDependency,
    settings: SettingsDependency,
    contract_id: FromPath[UUID],
) -> PortalRequest:
    """The request of a candidate who comes to sign this contract.

    Raises:
        SigningStopped: it is withdrawn, over, refused or signed on paper, or waits for an answer.
        ContractNotFoundError: it is not theirs.
    """
    found = await own_standing(session, contract_id, candidate)
    stopped = state_now(found) in _STOPPED or found.person_id != candidate.person_id
    step = request.url.path.rstrip("/").partition(f"{contract_id}")[2].strip("/")
    if stopped or (found.held_since is not None and (request.method == "POST" or step in _FOR_SIGNING)):
        raise SigningStopped(contract_id)
    return PortalRequest(request, session, vault, settings, candidate)


def to_status(request: AnyRequest, _refused: DomainError) -> Response[str]:
    """The contract has changed while the candidate came: its page says how."""
    return redirect(request, _status(request.path_params["contract_id"]))


def _status(contract_id: UUID) -> str:
    return href("portal.signing.ways_out.status", contract_id=contract_id)


TO_SIGN = SIGNED_IN | {"portal": Provide(provide_signer)}
"""Instead of `SIGNED_IN`, for whatever is a step of signing."""
CHANGED_MEANWHILE: ExceptionHandlersMap = {NotToSignError: to_status, ContractGoneError: to_status}
"""What a step may be refused for that the contract's page explains."""
