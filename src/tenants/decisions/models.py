"""Rule versions, and what each decided about whom."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ...platform.db import HasId, TenantBase, one_of
from ...platform.i18n import LazyText

OUTCOMES = ("pass", "fail", "review")


class RuleVersion(TenantBase):
    """One version of the tenant's decision rule; the newest is in force, an old decision keeps its own."""

    __tablename__ = "rule_versions"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lines: Mapped[list[Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class Decision(HasId, TenantBase):
    """What the rule marked (`outcome`, with the deciding line in words) and what a named person confirmed."""

    __tablename__ = "decisions"
    __table_args__ = (
        one_of("outcome", *OUTCOMES),
        Index(
            "uq_decisions_current",
            "application_id",
            unique=True,
            postgresql_where=text("current"),
        ),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    current: Mapped[bool] = mapped_column(server_default="true")
    rule_version: Mapped[int] = mapped_column(ForeignKey("rule_versions.version"))
    outcome: Mapped[str]
    line_number: Mapped[int]
    line_text: Mapped[LazyText]
    explanation: Mapped[LazyText]
    marked_at: Mapped[datetime]
    confirmed_outcome: Mapped[str | None]
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(server_default="")
