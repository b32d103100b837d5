"""Connections to identity providers, who came by them, and log-ins under way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Unscoped
from ....platform.providers.identity.registry import IDENTITIES

KINDS = tuple(IDENTITIES)


class SsoConnection(HasId, TenantBase):
    """One provider the tenant signs in with; `secret_encrypted` is decrypted with the connection's own key.

    `domains`: mail domains whose verified addresses belong to the person who comes with them. `just_in_time`: an
    unknown person becomes a member with `role`; `groups` maps a group's name to the department the role is for.
    """

    __tablename__ = "sso_connections"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")

    kind: Mapped[str]
    name: Mapped[str]
    client_id: Mapped[str]
    secret_encrypted: Mapped[bytes]
    issuer: Mapped[str] = mapped_column(server_default="")
    company: Mapped[str] = mapped_column(server_default="")
    agent_id: Mapped[str] = mapped_column(server_default="")
    domains: Mapped[list[Any]]
    just_in_time: Mapped[bool] = mapped_column(server_default="false")
    role: Mapped[str] = mapped_column(server_default="interviewer")
    groups: Mapped[dict[str, Any]]
    enabled: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime]


class SsoIdentity(HasId, TenantBase):
    """Somebody of the tenant as the provider knows them."""

    __tablename__ = "sso_identities"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")
    __table_args__ = (UniqueConstraint("connection_id", "subject"),)

    connection_id: Mapped[UUID] = mapped_column(ForeignKey("sso_connections.id"))
    subject: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]


class SsoAttempt(HasId, TenantBase):
    """A log-in under way: what must be remembered until the browser comes back; used once, for ten minutes.

    `browser_hash` ties it to the browser that began it, so that nobody can be led into somebody else's account.
    """

    __tablename__ = "sso_attempts"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")

    browser_hash: Mapped[bytes] = mapped_column(unique=True)
    connection_id: Mapped[UUID] = mapped_column(ForeignKey("sso_connections.id"))
    state: Mapped[str]
    kept_encrypted: Mapped[bytes]
    onward: Mapped[str]
    created_at: Mapped[datetime]
