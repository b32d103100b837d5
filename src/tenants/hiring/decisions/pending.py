"""Which cards are still waited for."""

from sqlalchemy import ColumnElement, FromClause, and_, exists

from ..interviews.models import InterviewAssignment
from .models import Decision

# A Core table under a name of its own: walls must not be laid on it, nor may it meet the query's table.
_RESULTS = Decision.__table__.alias("results")  # rules: allow core_table – see above
_INTERVIEWS: FromClause = InterviewAssignment.__table__  # rules: allow core_table – unscoped, only met


def awaiting_card(interviews: FromClause = _INTERVIEWS) -> ColumnElement[bool]:
    """The condition on `interview_assignments` that keeps those whose card is still waited for.

    Once the result is confirmed nobody waits: a late card is taken, but it changes nothing and is no longer asked for.
    Nor is one of somebody whose interview was called off, or who was taken off its panel.
    """
    confirmed = exists().where(
        _RESULTS.c.application_id == interviews.c.application_id,
        _RESULTS.c.current,
        _RESULTS.c.confirmed_at.is_not(None),
    )
    return and_(interviews.c.scorecard_id.is_(None), interviews.c.released_at.is_(None), ~confirmed)
