"""People and their applications. A person is not the application."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ....platform.db import HasId, Money, TenantBase, one_of
from ....platform.db.scoping import Follows
from ...people.persons.models import Person
from ..stages.models import Stage
from ..stages.types import STAGES
from ..vacancies.models import Vacancy


class Application(HasId, TenantBase):
    """One person's application for one vacancy.

    `stage` is the type of the stage it stands in; `stage_id` which one of that type, None the first of them. Both change
    through `states` only.
    """

    __tablename__ = "applications"
    __scope__ = Follows("vacancy_id", "vacancies")
    __table_args__ = (
        UniqueConstraint("person_id", "vacancy_id"),
        one_of("stage", *STAGES),
        Index("ix_applications_board", "stage", "promised_at", text("id desc")),
        Index("ix_applications_stage_id", "stage_id", postgresql_where=text("stage_id is not null")),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    vacancy_id: Mapped[UUID] = mapped_column(ForeignKey("vacancies.id"), index=True)
    stage: Mapped[str] = mapped_column(index=True)
    stage_id: Mapped[UUID | None] = mapped_column(ForeignKey(Stage.id))
    archive_reason: Mapped[str] = mapped_column(server_default="")
    source: Mapped[str] = mapped_column(server_default="")
    applied_on: Mapped[date | None]
    expected_pay_low: Mapped[Decimal | None] = mapped_column(Money)
    expected_pay_high: Mapped[Decimal | None] = mapped_column(Money)
    available_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(server_default="")
    promised_at: Mapped[datetime | None]
    """By when the candidate will hear; None once they have."""
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise")
    vacancy: Mapped[Vacancy] = relationship(lazy="raise")


class StageChange(HasId, TenantBase):
    """That an application entered a stage, and when: what funnels and waiting times are counted from."""

    __tablename__ = "stage_changes"
    __scope__ = Follows("application_id", "applications")

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    stage: Mapped[str]
    at: Mapped[datetime]

    application: Mapped[Application] = relationship(lazy="raise")
