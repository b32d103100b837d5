"""Employees: who works for which employer."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import AnyOf, Follows, ScopeRoot


class Employee(HasId, TenantBase):
    """One employment of a person with an employer. Who comes back later has another; only one at a time is open.

    `contract_id`: the contract that began it, None for whoever came before us. `job_title` and `department_id` are those
    it began with; they say who sees a file that no contract began. `ended_on` is its last day, None while
    it lasts; `end_reason` one of `END_REASONS`.
    """

    __tablename__ = "employees"
    __scope__ = AnyOf((Follows("contract_id", "contracts"), ScopeRoot("department_id", unless="contract_id")))
    __table_args__ = (
        UniqueConstraint("number"),
        Index(
            "uq_employees_open",
            "person_id",
            "legal_entity_id",
            unique=True,
            postgresql_where=text("ended_on is null"),
        ),
    )

    number: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contracts.id"))
    job_title: Mapped[str] = mapped_column(server_default="")
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("departments.id"), index=True)
    starts_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(server_default="")
    filed_at: Mapped[datetime]

    def over(self, today: date) -> bool:
        """Whether the last day of the employment is over."""
        return self.ended_on is not None and self.ended_on < today
