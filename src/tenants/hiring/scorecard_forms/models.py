"""Scorecard forms with their versions, drafts of cards, what a corrected card said before, reminders."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Unscoped
from .dimensions import Dimension


class ScorecardForm(HasId, TenantBase):
    """A form interviewers fill in; one is the tenant's default. What is asked stands in its versions."""

    __tablename__ = "scorecard_forms"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")
    __table_args__ = (
        UniqueConstraint("name"),
        Index("uq_scorecard_forms_default", "is_default", unique=True, postgresql_where=text("is_default")),
    )

    name: Mapped[str]
    is_default: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[datetime]


class FormVersion(HasId, TenantBase):
    """What a form asked from some day on. The tenant's role may add versions, never change one: an old card keeps
    its form."""

    __tablename__ = "scorecard_form_versions"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")
    __table_args__ = (UniqueConstraint("form_id", "number"),)

    form_id: Mapped[UUID] = mapped_column(ForeignKey("scorecard_forms.id"))
    number: Mapped[int]
    dimensions: Mapped[list[Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str]

    def asked(self) -> tuple[Dimension, ...]:
        """The dimensions in their order."""
        return tuple(map(Dimension.from_json, self.dimensions))

    def weights(self) -> dict[str, Decimal]:
        """What each dimension counts in a card's average."""
        return {dimension.name: dimension.weight for dimension in self.asked()}

    def minimums(self) -> dict[str, Decimal]:
        """The least points of the dimensions that ask for some."""
        return {
            dimension.name: dimension.minimum for dimension in self.asked() if dimension.minimum is not None
        }


class FormUse(HasId, TenantBase):
    """Where a form is used instead of the default: for a vacancy, or for all vacancies of a kind, in a round or in
    all."""

    __tablename__ = "scorecard_form_uses"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")
    __table_args__ = (UniqueConstraint("vacancy_id", "kind", "round", postgresql_nulls_not_distinct=True),)

    form_id: Mapped[UUID] = mapped_column(ForeignKey("scorecard_forms.id"), index=True)
    vacancy_id: Mapped[UUID | None] = mapped_column(ForeignKey("vacancies.id"))
    kind: Mapped[str] = mapped_column(server_default="")
    round: Mapped[str] = mapped_column(server_default="")
