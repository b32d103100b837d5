"""Openings."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...platform.db import HasId, TenantBase


class Vacancy(HasId, TenantBase):
    """One opening: a post in a department at a place."""

    __tablename__ = "vacancies"
    __table_args__ = (UniqueConstraint("title", "department", "location"),)

    title: Mapped[str]
    department: Mapped[str] = mapped_column(server_default="")
    kind: Mapped[str] = mapped_column(server_default="")
    location: Mapped[str] = mapped_column(server_default="")
