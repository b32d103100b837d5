"""Promises: by when a candidate hears, and what became of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, and_, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Follows
from ..candidates.models import Application

_OPEN = text("answered_at is null and broken_at is null and moved_at is null and dropped_at is null")


class Promise(HasId, TenantBase):
    """One promise to one candidate. `days`: working days by the tenant's rule, None where a person chose the date.

    Its ends: `answered_at` (the candidate heard), `broken_at` (its time passed before; it may still be answered later),
    `moved_at` (another one, with `moved_from_id`, took its place), `dropped_at` (nobody waits any more). At `warn_at`
    and `escalate_at` HR, then the hiring manager is reminded; `warned_at`, `escalated_at` say when that was.
    `unplanned_year`: the year whose official plan of days off was unknown when the day was reckoned; it is reckoned anew
    once it is known (`plans.py`).
    """

    __tablename__ = "promises"
    __scope__ = Follows("application_id", "applications")
    __table_args__ = (
        Index("uq_promises_open", "application_id", unique=True, postgresql_where=_OPEN),
        Index("ix_promises_due", "due_at", postgresql_where=_OPEN),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    due_at: Mapped[datetime]
    warn_at: Mapped[datetime]
    escalate_at: Mapped[datetime]
    days: Mapped[int | None]
    moved_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("promises.id"), unique=True)
    reason: Mapped[str] = mapped_column(server_default="")
    warned_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]
    broken_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    unplanned_year: Mapped[int | None]

    application: Mapped[Application] = relationship(lazy="raise")

    @hybrid_property
    def open(self) -> bool:
        """Whether it stands: the candidate waits, and its time has not passed unanswered."""
        return not (self.answered_at or self.broken_at or self.moved_at or self.dropped_at)

    @open.inplace.expression
    @classmethod
    def _open(cls) -> ColumnElement[bool]:
        return and_(
            cls.answered_at.is_(None),
            cls.broken_at.is_(None),
            cls.moved_at.is_(None),
            cls.dropped_at.is_(None),
        )

    @hybrid_property
    def waiting(self) -> bool:
        """Whether the candidate still waits for what was promised, in time or not."""
        return not (self.answered_at or self.moved_at or self.dropped_at)

    @waiting.inplace.expression
    @classmethod
    def _waiting(cls) -> ColumnElement[bool]:
        return and_(cls.answered_at.is_(None), cls.moved_at.is_(None), cls.dropped_at.is_(None))
