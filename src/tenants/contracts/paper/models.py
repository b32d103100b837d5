"""Scans of contracts that were signed on paper."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Follows
from ..labour_contracts.models import Contract


class PaperScan(HasId, TenantBase):
    """One scan of a contract's paper, as somebody has uploaded it and somebody else has looked at it.

    `sources`: the SHA-256 of each file it was joined from, in order; `expected_pages`: of the file that was printed;
    `checks`: what the second person has ticked; `reason_encrypted`: why it was sent back.
    """

    __tablename__ = "paper_scans"
    __scope__ = Follows("contract_id", "contracts")
    __table_args__ = (
        one_of("state", "waiting", "accepted", "sent_back", "dropped"),
        CheckConstraint("state <> 'accepted' or checked_by not in ('', uploaded_by)", name="four_eyes"),
        Index(
            "uq_paper_scans_waiting", "contract_id", unique=True, postgresql_where=text("state = 'waiting'")
        ),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), index=True)
    state: Mapped[str]
    object_key: Mapped[str]
    sha256: Mapped[str]
    pages: Mapped[int]
    expected_pages: Mapped[int]
    sources: Mapped[list[Any]]
    employee_signed_on: Mapped[date]
    sealed_on: Mapped[date]
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[datetime]
    checked_by: Mapped[str] = mapped_column(server_default="")
    checked_at: Mapped[datetime | None]
    checks: Mapped[list[Any]] = mapped_column(server_default="[]")
    reason_encrypted: Mapped[bytes | None]

    contract: Mapped[Contract] = relationship(lazy="raise")
