"""The file that a candidate is shown: its bytes as they were recorded, or nothing."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.keyed import sha256_hex
from ....platform.db.release import release
from ....platform.documents.layout import Layout, Place
from ....platform.errors import NotFoundError
from ....platform.logging import get_logger
from ....platform.providers.storage.port import ObjectMissingError
from ..labour_contracts.models import Contract
from .errors import DocumentUnfitError
from .models import Signing

log = get_logger(__name__)
Read = Callable[[str], Awaitable[bytes]]
"""Reads an object of the tenant's from the store, by its key."""


def shown_sha256(contract: Contract) -> str:
    """The hash of the newest form of the contract: what its reader sees, and the name of its pictures in a cache."""
    return contract.final_sha256 or contract.signed_sha256 or contract.draft_sha256


async def shown_bytes(session: AsyncSession, contract: Contract, read: Read) -> bytes:
    """The newest form of the contract, checked against the hash that was recorded when it was made.

    The session holds no connection while `read` is asked.

    Raises:
        NotFoundError: it is not set yet.
        DocumentUnfitError: other bytes lie there, or none; the log says which object, and what it was.
        StoreAwayError: the store does not answer.
    """
    key = contract.final_key or contract.signed_key or contract.draft_key
    if not key:
        raise NotFoundError
    number, expected = contract.id, shown_sha256(contract)
    await release(session)
    try:
        data = await read(key)
    except ObjectMissingError as missing:
        log.error("the file of a contract is lost", contract=str(number), key=key, sha256=expected)
        raise DocumentUnfitError from missing
    if (found := sha256_hex(data)) != expected:
        log.error(
            "the file of a contract was changed", contract=str(number), key=key, sha256=expected, found=found
        )
        raise DocumentUnfitError
    return data


def note_layout(signing: Signing, contract: Contract, layout: Layout) -> None:
    """Keep how many pages the file has and where the signature will stand in it."""
    signing.page_count, signing.shown_sha256 = layout.pages, shown_sha256(contract)
    if layout.place is not None:
        signing.sign_place = _kept(layout.place)


def _kept(place: Place) -> dict[str, int | float]:
    sizes = {name: round(getattr(place, name), 4) for name in ("left", "top", "width", "height")}
    return {"page": place.page, **sizes}
