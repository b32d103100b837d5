"""Vacancies."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import ScopeRoot


class Vacancy(HasId, TenantBase):
    """One vacancy: somebody wanted in a department at a place.

    `department` is the department's name as people wrote it; `department_id` places it in the tree, which decides
    who may see its candidates. `kind` is the class of work (技术, 销售 …), `pay_structure` how it is paid in words,
    `head_count` how many are wanted; `closed_at`: nobody new is taken in for it since then.
    """

    __tablename__ = "vacancies"
    __scope__ = ScopeRoot(department="department_id", manager="hiring_manager_id")
    __table_args__ = (UniqueConstraint("title", "department", "location"),)

    title: Mapped[str]
    department: Mapped[str] = mapped_column(server_default="")
    kind: Mapped[str] = mapped_column(server_default="")
    location: Mapped[str] = mapped_column(server_default="")
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("departments.id"), index=True)
    hiring_manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    pay_structure: Mapped[str] = mapped_column(server_default="")
    head_count: Mapped[int | None]
    closed_at: Mapped[datetime | None]
