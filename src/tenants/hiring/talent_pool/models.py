"""Consents to be kept in the talent pool."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Follows
from ...people.persons.models import Person
from ..candidates.models import Application


class PoolEntry(HasId, TenantBase):
    """One person asked to stay in the pool: invited, then consented to until `expires_at`, then ended by themselves.

    The words of `purpose` are those the person agreed to. An ended entry stays as the record of the consent (Art. 56).
    """

    __tablename__ = "pool_entries"
    __scope__ = Follows("person_id", "applications", key="person_id")
    __table_args__ = (
        Index(
            "uq_pool_entries_standing", "person_id", unique=True, postgresql_where=text("ended_at is null")
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    application_id: Mapped[UUID] = mapped_column(ForeignKey(Application.id))
    purpose: Mapped[str]
    invited_by: Mapped[str]
    invited_at: Mapped[datetime]
    consented_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    application: Mapped[Application] = relationship(lazy="raise")

    def member(self, now: datetime) -> bool:
        """Whether the consent stands."""
        return self.ended_at is None and self.expires_at is not None and self.expires_at > now
