"""The days of contracts as plain columns: those made before there were the columns are read from their terms, once."""

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ..labour_contracts.queries import contracts_without_dates
from ..labour_contracts.service import note_dates

_AT_ONCE = 200


async def fill_dates(session: AsyncSession, vault: Vault) -> bool:
    """Read the days of some contracts that have none yet; whether there may be more."""
    found = await contracts_without_dates(session, limit=_AT_ONCE)
    for contract in found:
        await note_dates(session, vault, contract)
    return len(found) == _AT_ONCE
