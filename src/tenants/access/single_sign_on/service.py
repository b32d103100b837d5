"""Connections, and who comes in by them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.auth.tokens import token_hash
from ....platform.crypto.vault import Vault
from ....platform.formats.cleaning import one_line
from ....platform.ids import new_id, new_token
from ....platform.providers.declared import UnknownProviderError
from ...audit.service import record
from ..sign_in.feature import SignInEvent
from ..users.models import User
from ..users.service import GivenRole, NewUser, create_user
from .errors import AddressTakenError, AttemptGoneError, ConnectionNotFoundError, NotAMemberError
from .feature import SingleSignOnEvent
from .models import KINDS, SsoAttempt, SsoConnection, SsoIdentity

ATTEMPT_LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A connection as an admin types it; an empty `secret` keeps the one that is there."""

    kind: str
    name: str
    client_id: str
    secret: str = ""
    issuer: str = ""
    company: str = ""
    agent_id: str = ""
    domains: tuple[str, ...] = ()
    just_in_time: bool = False
    role: str = "interviewer"
    groups: Mapping[str, str] = field(default_factory=dict)
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a provider says came, in the domain's own words."""

    subject: str
    name: str
    email: str
    email_verified: bool
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A log-in that comes back."""

    connection_id: UUID
    state: str
    kept: dict[str, str]
    onward: str


async def save_connection(
    session: AsyncSession, vault: Vault, connection: SsoConnection | None, wanted: Wanted, *, actor: str
) -> SsoConnection:
    """Make a connection, or change one.

    Raises:
        UnknownProviderError: nobody here speaks to such a provider.
    """
    if wanted.kind not in KINDS:
        raise UnknownProviderError
    if connection is None:
        connection = SsoConnection(id=new_id(), kind=wanted.kind, created_at=clock.now())
        key = await vault.new_subject(session, connection.id)
        connection.secret_encrypted = key.encrypt("secret", wanted.secret)
        session.add(connection)
    elif wanted.secret:
        key = await vault.subject(session, connection.id)
        connection.secret_encrypted = key.encrypt("secret", wanted.secret)
    connection.name, connection.client_id = wanted.name, wanted.client_id
    connection.issuer, connection.company, connection.agent_id = (
        wanted.issuer,
        wanted.company,
        wanted.agent_id,
    )
    connection.domains, connection.groups = list(wanted.domains), dict(wanted.groups)
    connection.just_in_time, connection.role, connection.enabled = (
        wanted.just_in_time,
        wanted.role,
        wanted.enabled,
    )
    await session.flush()
    data = {"connection": str(connection.id), "enabled": wanted.enabled, "just_in_time": wanted.just_in_time}
    record(session, SingleSignOnEvent.CHANGED, actor=actor, data=data)
    return connection


async def begin_attempt(
    session: AsyncSession,
    vault: Vault,
    connection: SsoConnection,
    *,
    state: str,
    kept: Mapping[str, str],
    onward: str,
) -> str:
    """Remember a log-in until the browser comes back; returns what that browser must bring (a cookie's value)."""
    browser = new_token()
    key = await vault.subject(session, connection.id)
    await session.execute(delete(SsoAttempt).where(SsoAttempt.created_at < clock.now() - ATTEMPT_LIFE))
    attempt = SsoAttempt(
        id=new_id(),
        browser_hash=token_hash(browser),
        connection_id=connection.id,
        state=state,
        kept_encrypted=key.encrypt("attempt", json.dumps(dict(kept))),
        onward=onward,
        created_at=clock.now(),
    )
    session.add(attempt)
    return browser


async def take_attempt(session: AsyncSession, vault: Vault, browser: str) -> Attempt:
    """The log-in this browser began; it can be taken once.

    Raises:
        AttemptGoneError: not begun here, taken, or too old.
    """
    statement = (
        delete(SsoAttempt)
        .where(
            SsoAttempt.browser_hash == token_hash(browser),
            SsoAttempt.created_at > clock.now() - ATTEMPT_LIFE,
        )
        .returning(SsoAttempt.connection_id, SsoAttempt.state, SsoAttempt.kept_encrypted, SsoAttempt.onward)
    )
    row = (await session.execute(statement)).first()
    if row is None:
        raise AttemptGoneError
    key = await vault.subject(session, row.connection_id)
    kept: dict[str, str] = json.loads(key.decrypt("attempt", row.kept_encrypted))
    return Attempt(row.connection_id, row.state, kept, row.onward)


async def connection_of(session: AsyncSession, connection_id: UUID, *, usable: bool = True) -> SsoConnection:
    """One connection; `usable`: only while it is switched on.

    Raises:
        ConnectionNotFoundError: not in this tenant, or off.
    """
    found = await session.get(SsoConnection, connection_id)
    if found is None or (usable and not found.enabled):
        raise ConnectionNotFoundError
    return found


async def secret_of(session: AsyncSession, vault: Vault, connection: SsoConnection) -> str:
    """The connection's secret in clear."""
    return (await vault.subject(session, connection.id)).decrypt("secret", connection.secret_encrypted)


async def admit(session: AsyncSession, connection: SsoConnection, visitor: Visitor) -> User:
    """The member a visitor is; a stranger becomes one where the connection says so.

    Raises:
        NotAMemberError: a stranger, or a member who is kept out: the same answer.
        AddressTakenError: the address is a member's, and the provider's word is not enough.
    """
    user = await _known(session, connection, visitor)
    if user is None:
        user = await _linked(session, connection, visitor) or await _joined(session, connection, visitor)
        identity = SsoIdentity(
            id=new_id(),
            connection_id=connection.id,
            subject=visitor.subject,
            user_id=user.id,
            created_at=clock.now(),
            used_at=clock.now(),
        )
        session.add(identity)
    if not user.active:
        raise NotAMemberError
    data = {"user": str(user.id), "connection": str(connection.id)}
    record(session, SignInEvent.SIGNED_IN, actor=f"user:{user.id}", data=data)
    return user


async def _known(session: AsyncSession, connection: SsoConnection, visitor: Visitor) -> User | None:
    statement = (
        select(SsoIdentity, User)
        .join(User, User.id == SsoIdentity.user_id)
        .where(SsoIdentity.connection_id == connection.id, SsoIdentity.subject == visitor.subject)
    )
    row = (await session.execute(statement)).first()
    if row is None:
        return None
    row[0].used_at = clock.now()
    user: User = row[1]
    return user


async def _linked(session: AsyncSession, connection: SsoConnection, visitor: Visitor) -> User | None:
    """The member who has the visitor's address, where the provider may be believed about it."""
    if not visitor.email:
        return None
    statement = select(User).where(User.login == visitor.email.strip().lower())
    user = await session.scalar(statement)
    if user is None:
        return None
    # A provider that lets people type an address could hand over any member's account: only verified addresses
    # of domains the tenant itself registered are believed.
    domain = user.login.rpartition("@")[2]
    if not visitor.email_verified or domain not in connection.domains:
        raise AddressTakenError
    return user


async def _joined(session: AsyncSession, connection: SsoConnection, visitor: Visitor) -> User:
    if not connection.just_in_time:
        raise NotAMemberError
    login = visitor.email.strip().lower() or f"{connection.kind}:{visitor.subject}"
    places: dict[str, Any] = connection.groups
    mapped = [UUID(places[group]) for group in visitor.groups if group in places]
    roles = [GivenRole(connection.role, place) for place in mapped] or [GivenRole(connection.role)]
    actor = f"sso:{connection.id}"
    return await create_user(
        session, NewUser(login, one_line(visitor.name) or login), roles=roles, actor=actor
    )
