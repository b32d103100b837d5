"""The candidate list as a sheet."""

import asyncio
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.formats.sheet import sheet
from ....platform.i18n import gettext as _
from ....platform.i18n.formats import format_date, format_datetime
from ...audit.service import record
from ...people.persons.models import Person
from ..candidates.feature import CandidateEvent
from ..candidates.models import Application
from ..decisions.models import Decision
from ..stages.types import stage_name
from ..vacancies.models import Vacancy
from .queries import CandidateFilter, conditions_of, joined, order_of

_WIDTHS = (18, 16, 24, 22, 16, 18, 12, 12, 12, 46, 14, 18, 18, 12)


async def export(session: AsyncSession, wanted: CandidateFilter, *, actor: str) -> bytes:
    """Every candidate the filter lets through, as .xlsx; phone and e-mail masked as on the page.

    Taking a list away is written to the chain: how many rows and by which filter. What was searched for is not,
    it may be a name.
    """
    columns = (
        Person.name,
        Person.phone_hint,
        Person.email_hint,
        Vacancy.title,
        Vacancy.department,
        Vacancy.location,
        Application.stage,
        Decision.outcome,
        Decision.confirmed_outcome,
        Decision.explanation,
        Decision.confirmed_by,
        Decision.by_rule,
        Decision.confirmed_at,
        Application.promised_at,
        Application.applied_on,
    )
    statement = joined(select(*columns).select_from(Application))
    statement = statement.where(*conditions_of(wanted)).order_by(*order_of(wanted))
    rows = [_words(row) for row in await session.execute(statement)]
    record(
        session,
        CandidateEvent.LIST_EXPORTED,
        actor=actor,
        data={
            "list": "candidates",
            "rows": len(rows),
            "stage": wanted.stage,
            "outcome": wanted.outcome,
            "to_confirm": wanted.to_confirm,
            "searched": bool(wanted.search),
        },
    )
    return await asyncio.to_thread(sheet, "candidates", _headings(), rows, _WIDTHS)


def _headings() -> tuple[str, ...]:
    return (
        _("姓名"),
        _("手机"),
        _("邮箱"),
        _("应聘岗位"),
        _("部门"),
        _("工作地点"),
        _("阶段"),
        _("系统标记"),
        _("确认结果"),
        _("决定的规则"),
        _("确认人"),
        _("确认时间"),
        _("承诺答复"),
        _("投递日期"),
    )


def _words(row: Row[Any]) -> tuple[str, ...]:
    *plain, stage, marked, confirmed, why, by, by_rule, confirmed_at, promised_at, applied_on = tuple(row)
    outcomes = {"pass": _("通过"), "fail": _("未通过"), "review": _("需复核")}
    return (
        *plain,
        stage_name(stage),
        outcomes.get(marked, ""),
        outcomes.get(confirmed, ""),
        str(why) if why is not None else "",
        _("判定规则") if by_rule else by or "",
        format_datetime(confirmed_at),
        format_datetime(promised_at),
        format_date(applied_on),
    )
