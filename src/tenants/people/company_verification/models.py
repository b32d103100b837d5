"""Verifications of employers, and the papers shown for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Unscoped

STATES = (
    "preparing",
    "in_review",
    "transfer_due",
    "transfer_sent",
    "transfer_failed",
    "rejected",
    "proven",
    "lapsed",
)
KINDS = ("licence", "authorisation")


class CompanyVerification(HasId, TenantBase):
    """One verification of an employer, from its papers to its end; the next one has a row of its own.

    `name`, `uscc` and `legal_representative` are the employer as it was handed in: the proof is of these and of nothing else.
    `details_encrypted` holds bank account and applicant. `reason`: why it was rejected or lapsed, `words` what was said of it.
    Of the bank transfer only a keyed digest of the amount is kept (`amount_digest`), `transfers` counts how many were asked
    for, `tries` how often a wrong amount was entered for the last, `transfer_until` ends it. `proven_until`: when it is to be
    done again, `reminded`: of how many reminders before that the admins were sent.
    """

    __tablename__ = "company_verifications"
    __scope__ = Unscoped("of an employer, opened by a permission: no worker's data")
    __table_args__ = (
        one_of("state", *STATES),
        Index(
            "uq_company_verifications_open",
            "legal_entity_id",
            unique=True,
            postgresql_where=text("state not in ('proven', 'lapsed')"),
        ),
        Index(
            "uq_company_verifications_proven",
            "legal_entity_id",
            unique=True,
            postgresql_where=text("state = 'proven'"),
        ),
    )

    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"), index=True)
    state: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    uscc: Mapped[str] = mapped_column(server_default="")
    legal_representative: Mapped[str] = mapped_column(server_default="")
    details_encrypted: Mapped[bytes | None]
    reason: Mapped[str] = mapped_column(server_default="")
    words: Mapped[str] = mapped_column(server_default="")
    amount_digest: Mapped[bytes | None]
    transfers: Mapped[int] = mapped_column(server_default="0")
    tries: Mapped[int] = mapped_column(server_default="0")
    transfer_until: Mapped[datetime | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    proven_at: Mapped[datetime | None]
    proven_until: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(server_default="0")


class VerificationDocument(HasId, TenantBase):
    """A paper as it was handed in, encrypted with the verification's key; the last one of its kind counts."""

    __tablename__ = "verification_documents"
    __scope__ = Unscoped("of an employer, opened by a permission: no worker's data")
    __table_args__ = (one_of("kind", *KINDS), UniqueConstraint("verification_id", "kind"))

    verification_id: Mapped[UUID] = mapped_column(ForeignKey("company_verifications.id"))
    kind: Mapped[str]
    filename: Mapped[str]
    media_type: Mapped[str]
    pages: Mapped[int]
    sha256: Mapped[str]
    content_encrypted: Mapped[bytes] = mapped_column(deferred=True)
    created_at: Mapped[datetime]
