"""Every report there is: its name, what it says, how it can be grouped; and taking one away as a sheet."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.formats.sheet import Value, sheet
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ...audit.service import record
from ..candidates.feature import CandidateEvent
from . import people, road
from .filters import Wanted
from .table import Cell, Column, Table


@dataclass(frozen=True, slots=True)
class Report:
    """One report; `groups` maps what stands in the address to words, the first is the usual one."""

    key: str
    name: LazyText
    about: LazyText
    build: Callable[[AsyncSession, Wanted], Awaitable[Table]]
    groups: Mapping[str, LazyText] = field(default_factory=dict)


_WEEK, _DEPARTMENT = _("按周"), _("按部门")
REPORTS: dict[str, Report] = {
    report.key: report
    for report in (
        Report(
            "funnel",
            _("漏斗"),
            _("期间收到的申请，有多少到达每个阶段"),
            road.funnel,
            {
                "": _("按阶段"),
                "post": _("按岗位"),
                "department": _DEPARTMENT,
                "source": _("按来源"),
                "week": _WEEK,
            },
        ),
        Report("stages", _("各阶段用时"), _("期间离开每个阶段的申请，在那里停留了多久"), road.stage_times),
        Report(
            "interviewers",
            _("面试官"),
            _("多久交评价，打分比别人松还是严"),
            people.interviewers,
        ),
        Report("sources", _("来源成效"), _("期间收到的申请，每个来源有多少走到通过和签约"), road.sources),
        Report("notices", _("通知送达"), _("期间发出的消息，有多少送达、打开，用了多久"), people.notices),
        Report(
            "promises",
            _("承诺兑现"),
            _("期间作出的回音承诺，有多少按时兑现"),
            people.promises,
            {"": _WEEK, "department": _DEPARTMENT, "interviewer": _("按面试官")},
        ),
        Report(
            "survey",
            _("满意度"),
            _("期间收到结果的候选人怎么评价这次应聘"),
            people.survey,
            {"": _WEEK, "department": _DEPARTMENT},
        ),
    )
}
_DIGITS = {"percent": 3, "days": 1, "hours": 1, "minutes": 1, "score": 2, "difference": 2}


async def export(session: AsyncSession, report: Report, wanted: Wanted, *, actor: str) -> bytes:
    """The report's table as .xlsx; that it was taken away is written to the chain."""
    table = await report.build(session, wanted)
    rows = [*table.rows, *([table.total] if table.total is not None else [])]
    data = {
        "list": f"report.{report.key}",
        "rows": len(rows),
        "first": wanted.first.isoformat(),
        "last": wanted.last.isoformat(),
        "by": wanted.by,
    }
    record(session, CandidateEvent.LIST_EXPORTED, actor=actor, data=data)
    values = [
        [_rounded(cell, column) for cell, column in zip(row, table.columns, strict=True)] for row in rows
    ]
    widths = [24 if column.kind == "text" else 14 for column in table.columns]
    headings = [column.label for column in table.columns]
    return await asyncio.to_thread(sheet, report.key, headings, values, widths)


def _rounded(cell: Cell, column: Column) -> Value:
    return round(cell, _DIGITS[column.kind]) if isinstance(cell, float) else cell
