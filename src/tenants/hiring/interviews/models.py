"""Interviews, who is asked to score them, and the scorecards they leave."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, and_, text
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Follows, Unscoped
from ....platform.i18n import LazyText, mark
from ..candidates.models import Application
from ..scorecard_forms.dimensions import names_of
from ..scorecard_forms.models import FormVersion

CONCLUSIONS = (mark("通过"), mark("待定"), mark("不通过"))
ROUNDS = (mark("初试"), mark("复试"), mark("终面"))  # a new tenant's; afterwards they are its own
OPEN_STATES = ("arranged", "confirmed", "reschedule_asked")
INTERVIEW_STATES = (*OPEN_STATES, "declined", "cancelled", "held", "no_show")


class Scorecard(HasId, TenantBase):
    """What one interviewer thought in one round. `scores` maps dimension → "8" (0–10) or null where left blank.

    `form_version` is what was asked (None: before there were forms). `vetoes` lists {dimension, reason} that struck
    the candidate out; `words` the {word, ground} of the notes that warned and stand for `words_reason`. While
    `reopened_at` is set, the interviewer is correcting the card; what stands here counts until they send it again.
    """

    __tablename__ = "scorecards"
    __scope__ = Follows("application_id", "applications")
    __table_args__ = (UniqueConstraint("application_id", "round", "interviewer"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    round: Mapped[str]
    interviewer: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    held_at: Mapped[datetime | None]
    scores: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(server_default="")
    conclusion: Mapped[str] = mapped_column(server_default="")
    submitted_at: Mapped[datetime]
    form_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("scorecard_form_versions.id"))
    vetoes: Mapped[list[Any]] = mapped_column(server_default="[]", default=list)
    words: Mapped[list[Any]] = mapped_column(server_default="[]", default=list)
    words_reason: Mapped[str] = mapped_column(server_default="", default="")
    reopened_at: Mapped[datetime | None]

    form_version: Mapped[FormVersion | None] = relationship(lazy="joined")

    def given(self) -> dict[str, Decimal | None]:
        """The scores as numbers; None where the interviewer left one blank."""
        return {name: None if value is None else Decimal(value) for name, value in self.scores.items()}

    def weights(self) -> dict[str, Decimal]:
        """What each dimension counts; one that the form does not know counts 1."""
        return self.form_version.weights() if self.form_version is not None else {}

    def vetoed(self) -> frozenset[str]:
        """The dimensions in which the interviewer struck the candidate out."""
        return frozenset(veto["dimension"] for veto in self.vetoes)

    def minimums(self) -> dict[str, Decimal]:
        """The least points of the dimensions that ask for some."""
        return self.form_version.minimums() if self.form_version is not None else {}

    def ordered_as_asked(self, dimensions: Sequence[str]) -> list[tuple[str, str | None]]:
        """The scores in the order of the card's own form; a card from before there were forms in the tenant's."""
        version = self.form_version
        return self.ordered(names_of(version.asked()) if version is not None else dimensions)

    def ordered(self, dimensions: Sequence[str]) -> list[tuple[str, str | None]]:
        """The scores in the tenant's order, what it does not know at the end: JSONB keeps none of its own."""
        places = {name: place for place, name in enumerate(dimensions)}
        return sorted(self.scores.items(), key=lambda score: (places.get(score[0], len(places)), score[0]))


class InterviewAssignment(HasId, TenantBase):
    """That an interviewer is asked to score a candidate; done when the card is in.

    With an interview they sit on its panel; without one HR only wants a card. `released_at`: the assignment is
    off, because the interview was called off or the interviewer taken off the panel. `invited_at` is when the mail
    about the interview last went out, `invite_failure` why it could not.
    """

    __tablename__ = "interview_assignments"
    __scope__ = Unscoped("who scores is asked of each assignment itself: interviewers have no scope")
    __table_args__ = (UniqueConstraint("application_id", "round", "user_id"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    round: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    held_at: Mapped[datetime | None]
    scorecard_id: Mapped[UUID | None] = mapped_column(ForeignKey("scorecards.id"))
    interview_id: Mapped[UUID | None] = mapped_column(ForeignKey("interviews.id"), index=True)
    released_at: Mapped[datetime | None]
    invited_at: Mapped[datetime | None]
    invite_failure: Mapped[LazyText] = mapped_column(server_default="")
    created_at: Mapped[datetime]

    scorecard: Mapped[Scorecard | None] = relationship(lazy="raise")


class Interview(HasId, TenantBase):
    """One interview of a candidate with a panel: when, for how many minutes, where, and what became of it.

    `sequence` counts the arrangement's versions, as calendars want it (RFC 5545): whatever a page, a reminder or a
    mail was made for is out of date when it no longer agrees. `answer` and `slots` (ISO moments) are the candidate's
    words and proposals, `reply` ours. `created_by` is who asks the candidate, and is told the answers.
    """

    __tablename__ = "interviews"
    __scope__ = Follows("application_id", "applications")
    __table_args__ = (
        one_of("state", *INTERVIEW_STATES),
        Index(
            "uq_interviews_open_round",
            "application_id",
            "round",
            unique=True,
            postgresql_where=text("state in ('arranged', 'confirmed', 'reschedule_asked')"),
        ),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    round: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(server_default="")
    link: Mapped[str] = mapped_column(server_default="")
    note: Mapped[str] = mapped_column(server_default="")
    state: Mapped[str] = mapped_column(server_default="arranged")
    sequence: Mapped[int] = mapped_column(server_default="0")
    answer: Mapped[str] = mapped_column(server_default="")
    slots: Mapped[list[Any]] = mapped_column(server_default="[]")
    answered_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(server_default="")
    checked_in_at: Mapped[datetime | None]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]

    application: Mapped[Application] = relationship(lazy="raise")

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def open(self) -> bool:
        """Whether the interview is still to be."""
        return self.state in OPEN_STATES

    @hybrid_method
    def to_come(self, now: datetime) -> bool:
        """Whether the interview is still to be and has not begun at `now`."""
        return self.open and self.starts_at > now

    @to_come.expression
    @classmethod
    def _to_come(cls, now: datetime) -> ColumnElement[bool]:
        return and_(cls.state.in_(OPEN_STATES), cls.starts_at > now)

    def proposed(self) -> list[datetime]:
        """The moments the candidate proposed, in their order."""
        return [datetime.fromisoformat(slot) for slot in self.slots]
