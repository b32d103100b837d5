"""Departments."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Unscoped


class Department(HasId, TenantBase):
    """One department. `path` holds the ids from the root to itself, each followed by `/`: a subtree is a prefix."""

    __tablename__ = "departments"
    __scope__ = Unscoped("the organisation is known to every member")
    __table_args__ = (
        UniqueConstraint("parent_id", "name", postgresql_nulls_not_distinct=True),
        UniqueConstraint("path"),
    )

    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("departments.id"))
    name: Mapped[str]
    path: Mapped[str]

    @property
    def depth(self) -> int:
        """0 for a department at the top."""
        return self.path.count("/") - 1


def path_of(department_id: UUID, parent: Department | None) -> str:
    """The path of a department below `parent`."""
    return f"{parent.path if parent is not None else ''}{department_id.hex}/"
