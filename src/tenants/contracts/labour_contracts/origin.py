"""Where a contract's values come from, and in what it departs from the offer that was accepted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Subject, Vault
from .models import Contract


@dataclass(frozen=True, slots=True)
class Departure:
    """A blank in which the contract says something else than the accepted offer, both as they were typed."""

    field: str
    offered: str
    written: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a contract's values come from: the accepted offer, if there is one; for each blank `offer`, `file`, `contract` (the
    one before), `withdrawn` or `typed`; and in what it departs from the offer, with the `reason`."""

    offer_id: UUID | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    departures: Sequence[Departure] = ()
    reason: str = ""


def encrypted_departures(key: Subject, origin: Origin) -> bytes | None:
    """Departures and reason as they are kept with the contract; None where there are none."""
    if not origin.departures:
        return None
    kept = {"reason": origin.reason, "departures": [asdict(one) for one in origin.departures]}
    return key.encrypt("departures", json.dumps(kept, ensure_ascii=False))


async def departures_of(
    session: AsyncSession, vault: Vault, contract: Contract
) -> tuple[str, tuple[Departure, ...]]:
    """Why a contract says something else than the offer that was accepted, and in which blanks."""
    if contract.departures_encrypted is None:
        return "", ()
    key = await vault.subject(session, contract.person_id)
    kept = json.loads(key.decrypt("departures", contract.departures_encrypted))
    return kept["reason"], tuple(Departure(**one) for one in kept["departures"])
