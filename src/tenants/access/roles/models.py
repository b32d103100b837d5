"""Users, sessions and one-time codes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Unscoped


class Role(HasId, TenantBase):
    """A role of the tenant's own making; those that come with the product stand in `roles.py`."""

    __tablename__ = "roles"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str]
    permissions: Mapped[list[Any]]
    created_at: Mapped[datetime]


class RoleAssignment(HasId, TenantBase):
    """A role given to a person, for the whole tenant or for a department's subtree.

    `role` is the code of a built-in role or the id of a row in `roles`.
    """

    __tablename__ = "role_assignments"
    __scope__ = Unscoped("of members and the door: no page lists it by vacancy")
    __table_args__ = (
        UniqueConstraint("user_id", "role", "department_id", postgresql_nulls_not_distinct=True),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("departments.id"))
