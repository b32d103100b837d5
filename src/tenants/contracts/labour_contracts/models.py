"""Contracts."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import AnyOf, Follows, ScopeRoot
from ...people.employers.models import LegalEntity
from ...people.persons.models import Person

STATES = (
    "draft",
    "checked",
    "sent",
    "signing",
    "pending_company",
    "sealing",
    "completed",
    "archived",
    "withdrawn",
    "declined",
    "expired",
    "on_paper",
    "completed_on_paper",
)
APPROVALS = ("none", "wanted", "given", "returned")


class Contract(HasId, TenantBase):
    """One labour contract.

    `application_id`: what it came of, None where it came of no application; `job_title`: the job as pages and messages
    call it; `department_id`: where the job is, which says who sees a contract of no application. `terms_encrypted` are the values typed or taken from the interview file; `blocks_encrypted` the merged
    blocks the candidate reads; `employer_…` is the employer as it was called then; the PDFs lie in the object store
    under `…_key` with their SHA-256. `failed_at`: the job that its state waits for was given up then, and a person must
    look.

    `sent_at`: the last sending, `sign_until`: the last moment at which it can be signed; `held_since`: while the company owes
    the candidate an answer, neither comes nearer. `counted_from`: from when the days to a reminder count, `reminded`: how
    many of them there were since the sending, `next_look_at`: when something is to be done by itself. `nudged_at`: when a
    person last asked for the signature, `put_off_at`: when the candidate last said that they will sign later.

    `offer_id`: the accepted offer whose terms it has; `sources`: of each blank where its value came from;
    `departures_encrypted`: in which blanks it says something else than the offer, and why.

    `answers_encrypted`: what HR answered to the findings; `fixed_on_request`: the employee asked in writing for a term with an
    end. `approval`: whether a second person is to approve it before it is sent, and has; `return_reason_encrypted`: why not.

    `starts_on`, `ends_on`, `probation_ends_on` and `works_from` (the first day at work): its days, of which deadlines are made;
    all None for one that was made before they were kept, until its terms are read.

    `hand_seam`: the employee's signature runs over the seam of all pages too.
    `trial`: the employer was not proven when the PDF was made, or when it was sealed.

    `on_paper_since`: since when it is signed on paper, which it stays called for ever; `paper_due_at`: by when the scan is to
    be in and checked.
    """

    __tablename__ = "contracts"
    __scope__ = AnyOf(
        (Follows("application_id", "applications"), ScopeRoot("department_id", unless="application_id"))
    )
    __table_args__ = (
        UniqueConstraint("number"),
        one_of("state", *STATES),
        one_of("approval", *APPROVALS),
        Index(
            "uq_contracts_open_application",
            "application_id",
            unique=True,
            postgresql_where=text("state not in ('withdrawn', 'declined')"),
        ),
        Index(
            "uq_contracts_open_person",
            "person_id",
            "legal_entity_id",
            unique=True,
            postgresql_where=text(
                "application_id is null and state not in "
                "('completed', 'completed_on_paper', 'archived', 'withdrawn', 'declined')"
            ),
        ),
        Index("ix_contracts_failed_at", "failed_at", postgresql_where=text("failed_at is not null")),
        Index("ix_contracts_next_look_at", "next_look_at", postgresql_where=text("next_look_at is not null")),
    )

    number: Mapped[str]
    application_id: Mapped[UUID | None] = mapped_column(ForeignKey("applications.id"), index=True)
    job_title: Mapped[str] = mapped_column(server_default="")
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("departments.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    employer_name: Mapped[str] = mapped_column(server_default="")
    employer_uscc: Mapped[str] = mapped_column(server_default="")
    template_id: Mapped[UUID] = mapped_column(ForeignKey("contract_templates.id"))
    state: Mapped[str] = mapped_column(index=True)
    terms_encrypted: Mapped[bytes]
    blocks_encrypted: Mapped[bytes]
    findings: Mapped[list[Any]]
    anchors: Mapped[dict[str, Any]]
    draft_key: Mapped[str] = mapped_column(server_default="")
    draft_sha256: Mapped[str] = mapped_column(server_default="")
    signed_key: Mapped[str] = mapped_column(server_default="")
    signed_sha256: Mapped[str] = mapped_column(server_default="")
    final_key: Mapped[str] = mapped_column(server_default="")
    final_sha256: Mapped[str] = mapped_column(server_default="")
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    sign_until: Mapped[datetime | None]
    held_since: Mapped[datetime | None]
    counted_from: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(server_default="0")
    next_look_at: Mapped[datetime | None]
    nudged_at: Mapped[datetime | None]
    put_off_at: Mapped[datetime | None]
    trial: Mapped[bool] = mapped_column(server_default="false")
    hand_seam: Mapped[bool] = mapped_column(server_default="false")
    offer_id: Mapped[UUID | None] = mapped_column(ForeignKey("offers.id"))
    sources: Mapped[dict[str, Any]] = mapped_column(server_default="{}", default=dict)
    departures_encrypted: Mapped[bytes | None]
    answers_encrypted: Mapped[bytes | None]
    fixed_on_request: Mapped[bool] = mapped_column(server_default="false", default=False)
    approval: Mapped[str] = mapped_column(server_default="none", default="none")
    approved_by: Mapped[str] = mapped_column(server_default="", default="")
    approved_at: Mapped[datetime | None]
    return_reason_encrypted: Mapped[bytes | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    probation_ends_on: Mapped[date | None]
    works_from: Mapped[date | None]
    on_paper_since: Mapped[datetime | None]
    paper_due_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    legal_entity: Mapped[LegalEntity] = relationship(lazy="raise")
