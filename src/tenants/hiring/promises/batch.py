"""Promising many candidates an answer at once."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db.parts import parts
from ..candidates.models import Application
from ..vacancies.queries import kinds_of
from .rule import promise_rule
from .service import close_passed, drop_rows, watch_for, write_down


async def promise_many(session: AsyncSession, applications: Sequence[Application], *, actor: str) -> None:
    """Promise each candidate an answer, counted from now; earlier promises that still stand are kept.

    Who is promised the same number of days is promised the same moment, which is worked out and watched once.
    """
    now = clock.now()
    waiting = [one for one in applications if one.promised_at is None or one.promised_at <= now]
    rule, kinds = await promise_rule(session), await kinds_of(session, {one.vacancy_id for one in waiting})
    times = {days: rule.times(now, days) for days in {rule.days_for(kind) for kind in kinds.values()}}
    for application in waiting:
        if application.promised_at is not None:
            await close_passed(session, application.id)
    for some in parts([one.id for one in waiting]):
        await drop_rows(session, some)
    for application in waiting:
        days = rule.days_for(kinds[application.vacancy_id])
        write_down(session, application, times[days], days=days, actor=actor)
    for one in times.values():
        await watch_for(session, one)
