"""What a list says, and how it stands now."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...people.seals.models import Seal
from ...people.seals.queries import seals_for
from ..labour_contracts.models import Contract
from ..labour_contracts.queries import contracts_to_seal
from .errors import RequestNotFoundError
from .models import SealRequest
from .queries import open_requests


@dataclass(frozen=True, slots=True)
class Line:
    """A contract, its file's SHA-256 and the seal, as they were when the list was made."""

    contract_id: UUID
    document: str
    seal_id: UUID


@dataclass(frozen=True, slots=True)
class Standing:
    """How a list stands now: its contracts that still wait, with their seals, and the numbers of those that have changed."""

    waiting: Sequence[tuple[Contract, Seal]]
    changed: Sequence[str]
    total: int


def lines_of(request: SealRequest) -> list[Line]:
    """What the list says."""
    return [Line(UUID(line[0]), line[1], UUID(line[2])) for line in request.lines]


def list_digest(request: SealRequest) -> str:
    """SHA-256 (hexadecimal) of the whole list, as it stands there."""
    return hashlib.sha256(json.dumps(request.lines, separators=(",", ":")).encode()).hexdigest()


async def requests_in_sight(session: AsyncSession) -> list[SealRequest]:
    """Lists that wait for a second member, the oldest first; none with a contract beyond what the member sees, who could do
    nothing with it."""
    waiting = await open_requests(session)
    wanted = {line.contract_id for request in waiting for line in lines_of(request)}
    seen = {contract.id for contract in await contracts_to_seal(session, wanted)} if wanted else set()
    return [one for one in waiting if all(line.contract_id in seen for line in lines_of(one))]


async def standing(session: AsyncSession, request: SealRequest, *, lock: bool = False) -> Standing:
    """Hold a list against what is there now.

    Raises:
        RequestNotFoundError: one of its contracts is not to be seen.
    """
    lines = {line.contract_id: line for line in lines_of(request)}
    found = await contracts_to_seal(session, list(lines), lock=lock)
    if len(found) != len(lines):
        raise RequestNotFoundError
    seals = {seal.id: seal for seal in (await seals_for(session)).values()}
    waiting, changed = [], []
    for contract in found:
        line = lines[contract.id]
        if contract.signed_sha256 != line.document:
            changed.append(contract.number)
        elif contract.state == "pending_company":
            seal = seals.get(line.seal_id)
            if seal is None or seal.legal_entity_id != contract.legal_entity_id:
                changed.append(contract.number)
            else:
                waiting.append((contract, seal))
    return Standing(waiting, changed, len(lines))
