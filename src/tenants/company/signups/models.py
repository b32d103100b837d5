"""Sign-ups, kept in the directory until the tenant is there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, SharedBase, one_of


class Signup(HasId, SharedBase):
    """One company asking: asked → confirmed (by the mailed link, with a password) → done.

    `tenant_id` is chosen at once, so that a provisioning that was killed finds what it made. `applicant_encrypted`
    holds who asked and is emptied when the tenant is there or the link too old. `slug_taken`: somebody was faster.
    """

    __tablename__ = "signups"
    __table_args__ = (one_of("state", "asked", "confirmed", "slug_taken", "done"),)

    tenant_id: Mapped[UUID]
    state: Mapped[str]
    slug: Mapped[str]
    applicant_encrypted: Mapped[bytes | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class DirectoryThrottle(SharedBase):
    """How often something was tried at the base domain in a window of time."""

    __tablename__ = "throttles"

    purpose: Mapped[str] = mapped_column(primary_key=True)
    identity: Mapped[bytes] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
