"""Rule versions, what each decided about whom, and how the tenant wants decisions to be confirmed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Follows, Unscoped
from ....platform.i18n import LazyText, gettext

OUTCOMES = ("pass", "fail", "review")


class RuleVersion(TenantBase):
    """One version of a rule; the newest of its place is in force, an old decision keeps its own.

    The place is one vacancy (`vacancy_id`), all vacancies of a `kind`, or, with neither, every other vacancy. Empty
    `lines` give the place up: from then on the next wider rule is in force there. `dry_run`: what trying it on past
    candidates showed before it was saved.
    """

    __tablename__ = "rule_versions"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    vacancy_id: Mapped[UUID | None] = mapped_column(ForeignKey("vacancies.id"), index=True)
    kind: Mapped[str] = mapped_column(server_default="")
    lines: Mapped[list[Any]]
    why: Mapped[str] = mapped_column(server_default="")
    from_version: Mapped[int | None]
    dry_run: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class Decision(HasId, TenantBase):
    """What the rule marked (`outcome`, with the deciding line in words) and what was confirmed.

    `proposed_…`: what a first person wants where a second one must agree. `tell_at`: confirmed, but the candidate is
    told then and not before; None once told. `by_rule`: the rule confirmed it itself. `reverses_id`: the told decision
    that this one replaces; that one is kept as it was.
    """

    __tablename__ = "decisions"
    __scope__ = Follows("application_id", "applications")
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
    proposed_outcome: Mapped[str | None]
    proposed_by: Mapped[str | None]
    proposed_actor: Mapped[str | None]
    proposed_at: Mapped[datetime | None]
    confirmed_outcome: Mapped[str | None]
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(server_default="")
    by_rule: Mapped[bool] = mapped_column(server_default="false")
    tell_at: Mapped[datetime | None]
    reverses_id: Mapped[UUID | None] = mapped_column(ForeignKey("decisions.id"))

    @property
    def confirmer(self) -> str:
        """Who confirmed, in the reader's words: the rule has none of its own."""
        return gettext("判定规则") if self.by_rule else self.confirmed_by or ""

    @property
    def told(self) -> bool:
        """Whether the result has left the house."""
        return self.confirmed_at is not None and self.tell_at is None


class DecisionSettings(TenantBase):
    """How results are confirmed; one row, made when first changed.

    `take_back_minutes`: for how long a confirmed result can be taken back before the candidate is told. `second_…`:
    where two people must agree. `by_rule`: the outcomes that the rule confirms itself, which needs an assessment.
    """

    __tablename__ = "decision_settings"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    take_back_minutes: Mapped[int] = mapped_column(server_default="0", default=0)
    second_if_otherwise: Mapped[bool] = mapped_column(server_default="false", default=False)
    second_vacancies: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"), default=list)
    by_rule: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"), default=list)
    assessment_version: Mapped[int | None] = mapped_column(ForeignKey("impact_assessments.version"))


class ImpactAssessment(TenantBase):
    """A personal-information impact assessment (《个人信息保护法》 Art. 55, 56): filed once, never changed or deleted."""

    __tablename__ = "impact_assessments"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    purpose: Mapped[str]
    necessity: Mapped[str]
    impact: Mapped[str]
    measures: Mapped[str]
    proportion: Mapped[str]
    assessor: Mapped[str]
    assessed_on: Mapped[date]
    keep_until: Mapped[date]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class ReviewRequest(HasId, TenantBase):
    """A candidate asks for a person to look at the result again (Art. 24); one for each application."""

    __tablename__ = "review_requests"
    __scope__ = Follows("application_id", "applications")
    __table_args__ = (one_of("verdict", "upheld", "reversed"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), unique=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"))
    words: Mapped[str] = mapped_column(server_default="")
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    verdict: Mapped[str | None]
    answer: Mapped[str] = mapped_column(server_default="")
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
