"""Adding a domain, proving it by a DNS record, choosing the one that links lead to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import NotFoundError
from ....platform.ids import new_token
from ....platform.queue import enqueue
from ...audit.service import record
from .errors import TooManyDomainsError
from .feature import DomainEvent

RECORD = "_huiyin"
_MOST = 5
_ALL = text("select host, token, added_at, proved_at, checked_at, main from doors.domains()")
_ADD = text("select doors.add_domain(:host, :token)")
_REMOVE = text("select doors.remove_domain(:host)")
_RECORD = text("select doors.record_domain(:host, :proved)")
_USE = text("select doors.use_domain(:host)")


@dataclass(frozen=True, slots=True)
class Domain:
    """A host name; whoever owns it puts `token` into a TXT record under `record`. `main`: links lead there."""

    host: str
    token: str
    added_at: datetime
    proved_at: datetime | None
    checked_at: datetime | None
    main: bool

    @property
    def record(self) -> str:
        return f"{RECORD}.{self.host}"

    @property
    def value(self) -> str:
        return f"huiyin={self.token}"


async def domains(session: AsyncSession) -> Sequence[Domain]:
    """The tenant's domains, by name."""
    return [Domain(*row) for row in await session.execute(_ALL)]


async def domain(session: AsyncSession, host: str) -> Domain:
    """One of them.

    Raises:
        NotFoundError: not the tenant's.
    """
    found = next((mine for mine in await domains(session) if mine.host == host), None)
    if found is None:
        raise NotFoundError
    return found


async def add(session: AsyncSession, host: str, *, actor: str) -> None:
    """Claim a host name; it leads nowhere before it is proved.

    Raises:
        TooManyDomainsError: there are enough.
    """
    if len(await domains(session)) >= _MOST:
        raise TooManyDomainsError
    await session.execute(_ADD, {"host": host, "token": new_token()})
    record(session, DomainEvent.CHANGED, actor=actor, data={"host": host, "step": "added"})


async def ask_for_proof(session: AsyncSession, host: str) -> None:
    """Have a job ask the name server."""
    await enqueue(session, "domain.prove", {"host": (await domain(session, host)).host}, dedupe=host)


async def record_proof(session: AsyncSession, host: str, *, found: bool) -> bool:
    """Note what the name server said; False where another tenant proved the same host before."""
    before = await domain(session, host)
    arguments = {"host": host, "proved": found}
    kept = bool((await session.execute(_RECORD, arguments)).scalar_one())
    if kept and found and before.proved_at is None:
        record(session, DomainEvent.CHANGED, data={"host": host, "step": "proved"})
    return kept


async def use(session: AsyncSession, host: str, *, actor: str) -> None:
    """Let links lead to this host (empty: to our own address); an unproved one is not used."""
    await session.execute(_USE, {"host": host})
    record(session, DomainEvent.CHANGED, actor=actor, data={"host": host, "step": "used"})


async def remove(session: AsyncSession, host: str, *, actor: str) -> None:
    """Give a host name up."""
    await session.execute(_REMOVE, {"host": host})
    record(session, DomainEvent.CHANGED, actor=actor, data={"host": host, "step": "removed"})
