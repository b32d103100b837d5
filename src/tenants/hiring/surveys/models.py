"""What candidates answered, and who does not want to be asked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Follows, Unscoped


class Survey(HasId, TenantBase):
    """One candidate's answer about one application: 1 (bad) to 5 (good), and a note if they want.

    Shown only in sums over several answers, never beside the candidate.
    """

    __tablename__ = "surveys"
    __scope__ = Follows("application_id", "applications")
    __table_args__ = (CheckConstraint("score between 1 and 5", name="score"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), unique=True)
    score: Mapped[int]
    note: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime]


class SurveyRefusal(TenantBase):
    """Somebody who does not want to be asked, about no application."""

    __tablename__ = "survey_refusals"
    __scope__ = Unscoped("who wants no more questions; no page shows it")

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    at: Mapped[datetime]
