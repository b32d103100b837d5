"""Company seals."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Unscoped


class Seal(HasId, TenantBase):
    """A seal of one legal entity; drawn by us from its name, never from an uploaded picture."""

    __tablename__ = "seals"
    __scope__ = Unscoped("a seal of an employer, no worker's data")

    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    kind: Mapped[str]
    serial: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime]
