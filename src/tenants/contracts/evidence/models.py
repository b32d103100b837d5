"""What lies in the archive."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Follows, Unscoped


class ArchivedObject(HasId, TenantBase):
    """One object under Object Lock until `retain_until`: what is shown is its `version`, whatever lies over it; empty where the
    store has none, or was not asked yet.

    `stamp_until`: when the archive time stamp in it ends; None: nobody has looked yet. `checked_at`: when it was last read
    and compared with its hash; `problem`: what was found then, "missing", "damaged", "covered" or nothing.
    """

    __tablename__ = "archived_objects"
    __scope__ = Follows("contract_id", "contracts")
    __table_args__ = (UniqueConstraint("contract_id", "kind"),)

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), index=True)
    kind: Mapped[str]
    object_key: Mapped[str]
    version: Mapped[str] = mapped_column(server_default="")
    sha256: Mapped[str]
    size: Mapped[int]
    retain_until: Mapped[date]
    archived_at: Mapped[datetime]
    stamp_until: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(server_default="")


class StrayObject(TenantBase):
    """An object that lies in the archive and of which no row knows, since when that was found."""

    __tablename__ = "archive_strays"
    __scope__ = Unscoped("names no person and no contract that is known: who may see the chain sees them")

    object_key: Mapped[str] = mapped_column(primary_key=True)
    found_at: Mapped[datetime]
