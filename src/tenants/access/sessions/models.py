"""Users, sessions and one-time codes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Unscoped


class Session(HasId, TenantBase):
    """One signed-in browser. Only a hash of its token is kept; a new one is made at every log-in.

    `way` is how the person came in, `proved_at` when they last proved who they are, `seen_at` (a minute's accuracy)
    when the browser last asked for something.
    """

    __tablename__ = "sessions"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")
    __table_args__ = (one_of("kind", "user", "candidate"),)

    token_hash: Mapped[bytes] = mapped_column(unique=True)
    kind: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(index=True)
    user_agent: Mapped[str]
    address: Mapped[str] = mapped_column(server_default="")
    way: Mapped[str] = mapped_column(server_default="")
    seen_at: Mapped[datetime | None]
    proved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class OneTimeCode(HasId, TenantBase):
    """A code sent to a member's phone, bound to what it is for (`binding`), used once, tried at most five times."""

    __tablename__ = "one_time_codes"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")

    purpose: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(index=True)
    binding: Mapped[bytes]
    code_hash: Mapped[bytes]
    attempts: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AskedCode(HasId, TenantBase):
    """A code that a candidate's browser asked for, used once, tried at most five times.

    The row is the same whether the number is anybody's or not. `identity`: the number's keyed digest, or the id of a person
    who is signed in. `browser_hash`: of a random value that only the browser has that asked; its tries alone count.
    `known`: the browser had shown before that it is the owner's. `code_hash`: none until the job that sends has made it.
    """

    __tablename__ = "asked_codes"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")
    __table_args__ = (
        one_of("way", "email", "sms"),
        Index("ix_asked_codes_identity", "identity", "created_at"),
        Index("ix_asked_codes_known", "known", "created_at"),
    )

    purpose: Mapped[str]
    identity: Mapped[bytes]
    browser_hash: Mapped[bytes]
    known: Mapped[bool]
    way: Mapped[str]
    code_hash: Mapped[bytes | None]
    wrong_tries: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(TenantBase):
    """How often something was tried in a window of time, per purpose and identity."""

    __tablename__ = "throttles"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")

    purpose: Mapped[str] = mapped_column(primary_key=True)
    identity: Mapped[bytes] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
