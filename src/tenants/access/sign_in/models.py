"""Factors, tries, and what is half-way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Unscoped


class AuthenticatorApp(TenantBase):
    """A person's authenticator app; it counts once `confirmed_at` is set. `last_step`: the time step last used."""

    __tablename__ = "authenticator_apps"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret_encrypted: Mapped[bytes]
    last_step: Mapped[int] = mapped_column(BigInteger, server_default="0")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class Passkey(HasId, TenantBase):
    """A passkey. It belongs to the host name (`host`) it was made on; browsers offer it nowhere else."""

    __tablename__ = "passkeys"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")
    __table_args__ = (UniqueConstraint("credential_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    credential_id: Mapped[bytes]
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    host: Mapped[str]
    name: Mapped[str]
    backed_up: Mapped[bool]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SpentChallenge(TenantBase):
    """A passkey challenge that was answered: it is not accepted again."""

    __tablename__ = "spent_challenges"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class RecoveryCode(HasId, TenantBase):
    """A code for the day the phone is lost: kept as a keyed hash, good once."""

    __tablename__ = "recovery_codes"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")
    __table_args__ = (UniqueConstraint("user_id", "digest"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    digest: Mapped[bytes]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInTry(HasId, TenantBase):
    """A try that failed, for the admin to look at. `hint` is what was typed, masked: people mistype passwords there."""

    __tablename__ = "sign_in_tries"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")
    __table_args__ = (one_of("way", "password", "code", "passkey", "second", "proof"),)

    at: Mapped[datetime] = mapped_column(index=True)
    way: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    hint: Mapped[str]
    address: Mapped[str]
    user_agent: Mapped[str]


class Slowdown(TenantBase):
    """How full the bucket of failed tries of one source is; it leaks with time."""

    __tablename__ = "slowdowns"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")

    key: Mapped[bytes] = mapped_column(primary_key=True)
    level: Mapped[float]
    last_at: Mapped[datetime]


class PasswordReset(HasId, TenantBase):
    """Somebody asked for a new password. `bound_to`: a hash of the password's hash, so that the link dies with it."""

    __tablename__ = "password_resets"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    bound_to: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class KeptForm(HasId, TenantBase):
    """What somebody was about to send when a fresh proof was asked; encrypted, for the same session only."""

    __tablename__ = "kept_forms"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")
    __table_args__ = (one_of("method", "GET", "POST"),)

    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"), index=True)
    method: Mapped[str]
    path: Mapped[str]
    back: Mapped[str]
    doing: Mapped[str]
    fields_encrypted: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
