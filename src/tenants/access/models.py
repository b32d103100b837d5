"""Users, sessions and one-time codes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from ...platform.db import HasId, TenantBase, one_of

ROLES = ("admin", "hr", "interviewer", "seal_keeper")


class User(HasId, TenantBase):
    """Somebody of the tenant who signs in to the console."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("login"), one_of("role", *ROLES))

    login: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Session(HasId, TenantBase):
    """One signed-in browser. Only a hash of its token is kept; a new one is made at every log-in."""

    __tablename__ = "sessions"
    __table_args__ = (one_of("kind", "user", "candidate"),)

    token_hash: Mapped[bytes] = mapped_column(unique=True)
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    user_agent: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class OneTimeCode(HasId, TenantBase):
    """A code sent to a phone, bound to what it is for (`binding`), used once, tried at most five times."""

    __tablename__ = "one_time_codes"

    purpose: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(index=True)
    binding: Mapped[bytes]
    code_hash: Mapped[bytes]
    attempts: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(TenantBase):
    """How often something was tried in a window of time, per purpose and identity."""

    __tablename__ = "throttles"

    purpose: Mapped[str] = mapped_column(primary_key=True)
    identity: Mapped[bytes] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
