"""Which browser asks: a random value of its own, and the numbers it is known for.

It keeps them itself, in a ticket. They open nothing: they only keep strangers' codes apart from an owner's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.auth.tickets import make_ticket, read_ticket
from ....platform.crypto.vault import Vault
from ....platform.ids import new_token

TICKET_LIFE = timedelta(days=365)
_PURPOSE = "candidate_browser"
_MOST_NUMBERS = 5  # a phone that a family shares


@dataclass(frozen=True, slots=True)
class CandidateBrowser:
    """One browser. `numbers`: keyed digests of those with which somebody signed in here, or to which a message went whose
    link was opened here; the newest first."""

    secret: str
    numbers: tuple[str, ...] = ()

    def knows(self, digest: bytes) -> bool:
        """Whether this is a browser of that number's owner, as far as it has shown."""
        return digest.hex() in self.numbers

    def with_numbers(self, digests: Iterable[bytes]) -> "CandidateBrowser":
        """The same, known for these numbers too."""
        new = tuple(digest.hex() for digest in digests)
        kept = (*new, *(number for number in self.numbers if number not in new))
        return replace(self, numbers=kept[:_MOST_NUMBERS])


async def read_browser(session: AsyncSession, vault: Vault, ticket: str) -> CandidateBrowser:
    """The browser that brings this ticket; a new one where it brings none, or none of ours."""
    facts = await read_ticket(session, vault, _PURPOSE, ticket) if ticket else None
    if facts is None:
        return CandidateBrowser(new_token())
    return CandidateBrowser(facts["secret"], tuple(facts["numbers"].split()))


async def browser_ticket(session: AsyncSession, vault: Vault, browser: CandidateBrowser) -> str:
    """What the browser keeps."""
    facts = {"secret": browser.secret, "numbers": " ".join(browser.numbers)}
    return await make_ticket(session, vault, _PURPOSE, facts, TICKET_LIFE)
