"""What lies in the archive."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Follows


class ArchivedObject(HasId, TenantBase):
    """One object under Object Lock until `retain_until`."""

    __tablename__ = "archived_objects"
    __scope__ = Follows("contract_id", "contracts")
    __table_args__ = (UniqueConstraint("contract_id", "kind"),)

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), index=True)
    kind: Mapped[str]
    object_key: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    retain_until: Mapped[date]
    archived_at: Mapped[datetime]
