"""A scorecard as it is filled in, signed in or by a personal link."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ...platform.http.forms import Form
from ...platform.i18n import gettext as _
from ...tenants.interviews.models import CONCLUSIONS, Interview
from ...tenants.interviews.service import Card

_LOW, _HIGH = Decimal(0), Decimal(10)


def read_card(
    form: Form, interview: Interview, dimensions: Iterable[str], *, user_id: UUID, name: str
) -> Card:
    """The card, with what is wrong noted in `form`."""
    held_at: datetime | None = interview.held_at
    return Card(
        round=interview.round,
        interviewer=name,
        scores={dimension: _score(form, dimension) for dimension in dimensions},
        note=form.text("note", required=False, most=2000),
        conclusion=form.choice("conclusion", CONCLUSIONS),
        held_at=held_at,
        user_id=user_id,
    )


def _score(form: Form, name: str) -> Decimal | None:
    """One dimension's score: the exact one where it was typed (7.5), else the number tapped."""
    exact = f"exact:{name}"
    if form.value(exact):
        return form.decimal(exact, _LOW, _HIGH)
    if not form.value(name):
        form.add_error(name, _("请打分。"))
    return form.decimal(name, _LOW, _HIGH)
