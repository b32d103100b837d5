"""Mergers of two persons, and pairs of whom somebody said that they are two."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Follows, Unscoped
from ...people.persons.models import Person


class PersonMerge(HasId, TenantBase):
    """One merger. `moved` holds what must be known to take it apart: ids of applications, names of fields, no values."""

    __tablename__ = "person_merges"
    __scope__ = Follows("kept_id", "applications", key="person_id")

    kept_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    merged_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    moved: Mapped[dict[str, Any]]
    merged_by: Mapped[str]
    merged_at: Mapped[datetime]
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]

    kept: Mapped[Person] = relationship(lazy="raise", foreign_keys=[kept_id])
    merged: Mapped[Person] = relationship(lazy="raise", foreign_keys=[merged_id])


class DistinctPersons(TenantBase):
    """Two who look like one and are not; `first_id` is the smaller id."""

    __tablename__ = "distinct_persons"
    __scope__ = Unscoped("two ids that are told apart; the pairs shown are read from persons")

    first_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), primary_key=True)
    second_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), primary_key=True)
    said_by: Mapped[str]
    said_at: Mapped[datetime]
