"""Users, sessions and one-time codes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Unscoped

LETTERS = ("personal", "both", "email")


class User(HasId, TenantBase):
    """Somebody of the tenant. `login` is an e-mail address in lower case.

    Who only scores by a personal link has no password and takes no paid seat (`seat` is false). `second_factor`
    says whether there is an authenticator app or a passkey, so that one query at every request is enough.
    `letters`: how they want to be written to. `suite_ids`: who they are to the tenant's application in its suite, by
    the account's id: {id, at}, the id empty where the suite did not know them.
    """

    __tablename__ = "users"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")
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
    phone_encrypted: Mapped[bytes | None]
    phone_digest: Mapped[bytes | None]
    phone_hint: Mapped[str] = mapped_column(server_default="")
    second_factor: Mapped[bool] = mapped_column(server_default="false")
    letters: Mapped[str] = mapped_column(server_default="personal")
    suite_ids: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Invitation(HasId, TenantBase):
    """Somebody asked to join. `grants` lists {role, department_id} given on joining.

    The link's token is not kept: it is a keyed hash of the id, so only the tenant's key can make it.
    """

    __tablename__ = "invitations"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")

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
