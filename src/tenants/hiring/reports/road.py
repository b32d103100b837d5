"""Reports about the road: how many come how far, where they wait, and where they come from."""

from typing import Any

from sqlalchemy import ColumnElement, Float, cast, extract, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.i18n import gettext as _
from ..candidates.models import Application, StageChange
from ..stages.types import stage_name
from ..vacancies.models import Vacancy
from .filters import ROAD, Wanted, order
from .table import Chart, Column, Table, share

_DAY = 86_400
_AT_LEAST_SECONDS = 60  # what a sheet brings passes several stages in one moment


def median(values: Any, part: float = 0.5) -> Any:
    """The value below which `part` of all lie."""
    return func.percentile_cont(part).within_group(values)


def seconds(begin: Any, end: Any) -> ColumnElement[Any]:
    """From one moment to another."""
    return cast(extract("epoch", end - begin), Float)


def _came(group: ColumnElement[Any], wanted: Wanted) -> Any:
    """Each application of the period with its group and how far it came, ever: a subquery (name, place, days)."""
    offered = func.min(StageChange.at).filter(StageChange.stage == "offer")
    return (
        select(
            group.label("name"),
            func.greatest(func.max(order(StageChange.stage)), order(Application.stage)).label("place"),
            (seconds(Application.created_at, offered) / _DAY).label("days"),
        )
        .select_from(Application)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(StageChange, StageChange.application_id == Application.id)
        .where(wanted.when(Application.created_at), *wanted.where())
        .group_by(Application.id, group)
        .subquery()
    )


def _counts(came: Any) -> list[ColumnElement[int]]:
    """How many reached each stage of the road."""
    return [func.count().filter(came.c.place >= place) for place in range(len(ROAD))]


async def funnel(session: AsyncSession, wanted: Wanted) -> Table:
    """Of the applications that came in the period: how many reached each stage."""
    if not wanted.by:
        return await _by_stage(session, wanted)
    came = _came(wanted.group(Application.created_at), wanted)
    statement = select(came.c.name, *_counts(came)).group_by(came.c.name).order_by(came.c.name)
    found = await session.execute(statement)
    rows = [(wanted.name(name), *counts, share(counts[-1], counts[0])) for name, *counts in found]
    if wanted.by != "week":
        rows.sort(key=lambda row: -row[1])
    sums = [sum(row[place + 1] for row in rows) for place in range(len(ROAD))]
    columns = (
        Column(_GROUPED[wanted.by](), "text"),
        *(Column(stage_name(stage)) for stage in ROAD),
        Column(_("到入职"), "percent"),
    )
    total = (_("合计"), *sums, share(sums[-1], sums[0])) if rows else None
    return Table(columns, rows, Chart(1, shape="weeks" if wanted.by == "week" else "bars"), total)


async def _by_stage(session: AsyncSession, wanted: Wanted) -> Table:
    came = _came(Application.stage.expression, wanted)
    counts = list((await session.execute(select(*_counts(came)))).one())
    rows = [
        (stage_name(stage), count, share(count, counts[max(place - 1, 0)]), share(count, counts[0]))
        for place, (stage, count) in enumerate(zip(ROAD, counts, strict=True))
    ]
    columns = (
        Column(_("阶段"), "text"),
        Column(_("到达人数")),
        Column(_("从上一阶段"), "percent"),
        Column(_("从全部申请"), "percent"),
    )
    return Table(columns, rows if counts[0] else (), Chart(1))


_GROUPED = {
    "post": lambda: _("岗位"),
    "department": lambda: _("部门"),
    "source": lambda: _("来源"),
    "week": lambda: _("周（周一）"),
}


async def sources(session: AsyncSession, wanted: Wanted) -> Table:
    """Where applications come from, and how many of each source come how far."""
    came = _came(Application.source.expression, wanted)
    statement = (
        select(came.c.name, *_counts(came), median(came.c.days))
        .group_by(came.c.name)
        .order_by(func.count().desc(), came.c.name)
    )
    rows = []
    for source, *counts, days in await session.execute(statement):
        every, _interview, review, offer, _sign, onboard = counts
        rows.append((wanted.name(source), every, review, offer, onboard, share(offer, every), days))
    columns = (
        Column(_("来源"), "text"),
        Column(_("申请")),
        Column(_("完成面试")),
        Column(_("通过")),
        Column(_("签完合同")),
        Column(_("通过率"), "percent"),
        Column(_("到通过的中位天数"), "days"),
    )
    return Table(columns, rows, Chart(5, most=1.0))


async def stage_times(session: AsyncSession, wanted: Wanted) -> Table:
    """How long applications stood in each stage that they left in the period, and how many stand there now."""
    left_at = func.lead(StageChange.at).over(
        partition_by=StageChange.application_id, order_by=(StageChange.at, StageChange.id)
    )
    spans = (
        select(StageChange.stage, StageChange.at, left_at.label("left_at"))
        .join(Application, Application.id == StageChange.application_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(*wanted.where())
        .subquery()
    )
    stood = seconds(spans.c.at, spans.c.left_at)
    gone = wanted.when(spans.c.left_at) & (stood >= _AT_LEAST_SECONDS)
    statement = select(
        spans.c.stage,
        func.count().filter(gone),
        median(stood).filter(gone),
        median(stood, 0.9).filter(gone),
        func.count().filter(spans.c.left_at.is_(None)),
    ).group_by(spans.c.stage)
    found = {stage: figures for stage, *figures in await session.execute(statement)}
    rows = []
    for stage in (*ROAD, "hired"):
        count, middle, most, standing = found.get(stage, (0, None, None, 0))
        if count or standing:
            rows.append((stage_name(stage), count, _days(middle), _days(most), standing))
    columns = (
        Column(_("阶段"), "text"),
        Column(_("期间离开人数")),
        Column(_("中位天数"), "days"),
        Column(_("90% 在几天内"), "days"),
        Column(_("现在停留")),
    )
    note = _("同一分钟内经过的阶段（例如导入）不计入用时。")
    return Table(columns, rows, Chart(2), note=note)


def _days(found: float | None) -> float | None:
    return found / _DAY if found is not None else None
