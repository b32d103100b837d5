"""Users, sessions and one-time codes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase, one_of

LETTERS = ("personal", "both", "email")


class User(HasId, TenantBase):
    """Somebody of the tenant. `login` is an e-mail address in lower case.

    Who only scores by a personal link has no password and takes no paid seat (`seat` is false). `second_factor`
    says whether there is an authenticator app or a passkey, so that one query at every request is enough.
    `letters`: how they want to be written to. `suite_ids`: who they are to the tenant's application in its suite, by
    the account's id: {id, at}, the id empty where the suite did not know them.
    """

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("login"),
        UniqueConstraint("phone_digest"),
        one_of("letters", *LETTERS),
    )

    login: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default="true")
    seat: Mapped[bool] = mapped_column(server_default="true")
    phone_sealed: Mapped[bytes | None]
    phone_digest: Mapped[bytes | None]
    phone_hint: Mapped[str] = mapped_column(server_default="")
    second_factor: Mapped[bool] = mapped_column(server_default="false")
    letters: Mapped[str] = mapped_column(server_default="personal")
    suite_ids: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Role(HasId, TenantBase):
    """A role of the tenant's own making; those that come with the product stand in `roles.py`."""

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str]
    permissions: Mapped[list[Any]]
    created_at: Mapped[datetime]


class RoleAssignment(HasId, TenantBase):
    """A role given to a person, for the whole tenant or for a department's subtree.

    `role` is the code of a built-in role or the id of a row in `roles`.
    """

    __tablename__ = "role_assignments"
    __table_args__ = (
        UniqueConstraint("user_id", "role", "department_id", postgresql_nulls_not_distinct=True),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("departments.id"))


class Invitation(HasId, TenantBase):
    """Somebody asked to join. `grants` lists {role, department_id} given on joining.

    The link's token is not kept: it is a keyed hash of the id, so only the tenant's key can make it.
    """

    __tablename__ = "invitations"

    login: Mapped[str]
    name: Mapped[str]
    grants: Mapped[list[Any]]
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(server_default="")
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Session(HasId, TenantBase):
    """One signed-in browser. Only a hash of its token is kept; a new one is made at every log-in.

    `way` is how the person came in, `proved_at` when they last proved who they are, `seen_at` (a minute's accuracy)
    when the browser last asked for something.
    """

    __tablename__ = "sessions"
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
