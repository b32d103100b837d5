"""Scorecard forms with their versions, drafts of cards, what a corrected card said before, reminders."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Follows, Unscoped


class CardDraft(TenantBase):
    """A card as it is being typed: field → what stands in it. It never counts; it goes when the card is sent."""

    __tablename__ = "scorecard_drafts"
    __scope__ = Unscoped("whose it is, is asked of each row itself")

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("interview_assignments.id"), primary_key=True)
    form_version_id: Mapped[UUID] = mapped_column(ForeignKey("scorecard_form_versions.id"), index=True)
    fields: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class CardRevision(HasId, TenantBase):
    """What a card said before HR re-opened it, who did and why. Kept for good: never changed, never deleted."""

    __tablename__ = "scorecard_revisions"
    __scope__ = Follows("scorecard_id", "scorecards")

    scorecard_id: Mapped[UUID] = mapped_column(ForeignKey("scorecards.id"), index=True)
    before: Mapped[dict[str, Any]]
    reason: Mapped[str]
    reopened_by: Mapped[str]
    reopened_at: Mapped[datetime]


class CardReminder(HasId, TenantBase):
    """A reminder that was sent for a card that is owed; the last step goes to those who asked for it."""

    __tablename__ = "scorecard_reminders"
    __scope__ = Unscoped("how often somebody was reminded; no page shows it")
    __table_args__ = (UniqueConstraint("assignment_id", "step"),)

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("interview_assignments.id"))
    step: Mapped[int]
    sent_at: Mapped[datetime]
