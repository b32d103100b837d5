"""Offers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Follows
from ...people.employers.models import LegalEntity
from ...people.persons.models import Person
from .types import STATES, WAITING


class Offer(HasId, TenantBase):
    """One version of what is offered for one application; another version is another row, counted by `version`.

    `terms_encrypted`: the values by the names of a contract's blanks, and a word to the candidate; `terms_sha256`: the hash
    of just these bytes, salted inside, which the chain holds. `pay_structure`: how the job is paid, which says what parts
    pay has. `reply_by`: the last moment for the answer. `written_by`: who changed the terms last, and so does not approve
    them. `question_encrypted` and `reply_encrypted`: the candidate's last question, and what the company said to it;
    `reason_encrypted`: why it was returned, declined or withdrawn.
    """

    __tablename__ = "offers"
    __scope__ = Follows("application_id", "applications")
    __table_args__ = (
        one_of("state", *STATES),
        Index("uq_offers_version", "application_id", "version", unique=True),
        Index(
            "uq_offers_prepared",
            "application_id",
            unique=True,
            postgresql_where=text("state in ('draft', 'pending_approval', 'returned', 'approved')"),
        ),
        Index(
            "uq_offers_standing",
            "application_id",
            unique=True,
            postgresql_where=text("state in ('sent', 'read', 'accepted')"),
        ),
        Index("ix_offers_person_id", "person_id"),
        Index("ix_offers_state", "state"),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    employer_name: Mapped[str]
    job_title: Mapped[str]
    version: Mapped[int]
    state: Mapped[str]
    pay_structure: Mapped[str] = mapped_column(server_default="")
    terms_encrypted: Mapped[bytes]
    terms_sha256: Mapped[str]
    reply_by: Mapped[datetime]
    written_by: Mapped[str]
    created_at: Mapped[datetime]
    approved_by: Mapped[str] = mapped_column(server_default="")
    approved_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    question_encrypted: Mapped[bytes | None]
    replied_at: Mapped[datetime | None]
    reply_encrypted: Mapped[bytes | None]
    ended_at: Mapped[datetime | None]
    reason_encrypted: Mapped[bytes | None]

    person: Mapped[Person] = relationship(lazy="raise")
    legal_entity: Mapped[LegalEntity] = relationship(lazy="raise")

    @property
    def question_open(self) -> bool:
        """Whether the candidate waits for a word."""
        return self.asked_at is not None and self.replied_at is None and self.state in WAITING
