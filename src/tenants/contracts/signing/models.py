"""A candidate's way through the three steps."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import TenantBase
from ....platform.db.scoping import Follows


class Signing(TenantBase):
    """read → verify → sign, each with its time; what was shown is held by its SHA-256."""

    __tablename__ = "signings"
    __scope__ = Follows("contract_id", "contracts")

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), primary_key=True)
    opened_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    read_seconds: Mapped[int] = mapped_column(server_default="0")
    consent_hash: Mapped[str] = mapped_column(server_default="")
    verified_at: Mapped[datetime | None]
    drawn_at: Mapped[datetime | None]
    strokes_encrypted: Mapped[bytes | None]
    drawing_sha256: Mapped[str] = mapped_column(server_default="")
    seal_requested_by: Mapped[str] = mapped_column(server_default="")
    seal_requested_at: Mapped[datetime | None]
