"""The employers (用人单位) of a tenant and the people they employ."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase


class LegalEntity(HasId, TenantBase):
    """One employer: what 《劳动合同法》 Art. 17(1)(1) wants in the contract."""

    __tablename__ = "legal_entities"

    name: Mapped[str]
    uscc: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    legal_representative: Mapped[str]
    contact_name: Mapped[str]
    contact_phone: Mapped[str]


class Employee(HasId, TenantBase):
    """Somebody whose contract is completed: the file in which it lies."""

    __tablename__ = "employees"
    __table_args__ = (
        UniqueConstraint("person_id", "legal_entity_id"),
        UniqueConstraint("number"),
    )

    number: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"))
    starts_on: Mapped[date]
    filed_at: Mapped[datetime]
