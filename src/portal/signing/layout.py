"""How the file of a contract is laid out, found out at the first look at it."""

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.documents.pages import Pages
from ...platform.providers.storage.port import ObjectStore
from ...platform.signatures.places import CANDIDATE
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.signing.contract_file import note_layout, shown_bytes
from ...tenants.contracts.signing.service import signing_of


async def laid_out(session: AsyncSession, contract: Contract, store: ObjectStore, pages: Pages) -> None:
    """Know how many pages the contract has and where its signature will stand. What was locked is locked again.

    Raises:
        DocumentUnfitError: the file is not what was recorded.
        PagesBusyError, StoreAwayError: not now.
    """
    if (await signing_of(session, contract)).page_count:
        return
    data = await shown_bytes(session, contract, store.get)
    layout = await pages.layout(data, CANDIDATE)
    await session.refresh(contract, ["state"], with_for_update={"key_share": True})
    note_layout(await signing_of(session, contract), contract, layout)
