"""What employees ask for on paper."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Follows
from ...people.persons.models import Person
from ..labour_contracts.models import Contract


class PaperCopy(HasId, TenantBase):
    """One copy of a signed contract that its employee has asked for; `due_at`: by when they were promised it.

    `way`: how they want it; `words_encrypted`: where to, or what else they wish; `note_encrypted`: how it went, as HR says it.
    """

    __tablename__ = "paper_copies"
    __scope__ = Follows("contract_id", "contracts")
    __table_args__ = (
        one_of("state", "asked", "handed_over", "posted", "taken_back"),
        one_of("way", "collect", "post"),
        Index("uq_paper_copies_asked", "contract_id", unique=True, postgresql_where=text("state = 'asked'")),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    state: Mapped[str]
    way: Mapped[str]
    words_encrypted: Mapped[bytes | None]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    printed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(server_default="")
    note_encrypted: Mapped[bytes | None]

    contract: Mapped[Contract] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")
