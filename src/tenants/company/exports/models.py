"""Exports that were asked for."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Unscoped


class Export(HasId, TenantBase):
    """One export: making → ready → expired (the file is deleted), or failed. `done` of `total` pieces are in the file.

    One at a time is being made.
    """

    __tablename__ = "exports"
    __scope__ = Unscoped("everything of the tenant: opened by a permission that knows no departments")
    __table_args__ = (
        one_of("state", "making", "ready", "failed", "expired"),
        Index("uq_exports_making", "state", unique=True, postgresql_where=text("state = 'making'")),
    )

    state: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    done: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int] = mapped_column(server_default="0")
    object_key: Mapped[str] = mapped_column(server_default="")
    sha256: Mapped[str] = mapped_column(server_default="")
    size: Mapped[int] = mapped_column(BigInteger, server_default="0")
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0
