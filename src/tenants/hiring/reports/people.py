"""Reports about interviewers, and about what candidates were told, promised and thought of it."""

from typing import Any

from sqlalchemy import Float, Numeric, Text, case, cast, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.i18n import gettext as _
from ...access.users.models import User
from ...messaging.messages.models import Message
from ..candidates.models import Application
from ..interviews.models import InterviewAssignment, Scorecard
from ..promises.models import Promise
from ..stages.types import OPEN_STAGES
from ..surveys.models import Survey
from ..vacancies.models import Vacancy
from .filters import Wanted
from .road import median, seconds
from .table import Chart, Column, Table, share

FEWEST = 5
"""Below so many nothing is shown that could be laid to one person."""


def _cards(wanted: Wanted) -> Any:
    """Each card with its mean and how long it took, and of all cards about the same application sum and number."""
    each = func.jsonb_each_text(Scorecard.scores).table_valued("key", "value").alias("each")
    mean = (
        select(func.avg(cast(each.c.value, Numeric))).select_from(each).correlate(Scorecard).scalar_subquery()
    )
    asked_at = func.greatest(
        InterviewAssignment.created_at,
        func.coalesce(InterviewAssignment.held_at, InterviewAssignment.created_at),
    )
    took = func.greatest(seconds(asked_at, Scorecard.submitted_at), 0.0)
    card = (
        select(
            Scorecard.application_id,
            Scorecard.submitted_at,
            Scorecard.interviewer,
            func.coalesce(cast(Scorecard.user_id, Text), Scorecard.interviewer).label("who"),
            case((InterviewAssignment.id.is_not(None), took)).label(
                "took"
            ),  # else nobody asked: there is no telling
            mean.label("mean"),
        )
        .join(Application, Application.id == Scorecard.application_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .outerjoin(InterviewAssignment, InterviewAssignment.scorecard_id == Scorecard.id)
        .where(*wanted.where())
        .subquery()
    )
    points = func.sum(card.c.mean).over(partition_by=card.c.application_id)
    number = func.count(card.c.mean).over(partition_by=card.c.application_id)
    return select(card, points.label("points"), number.label("number")).subquery()


async def interviewers(session: AsyncSession, wanted: Wanted) -> Table:
    """How long each interviewer takes to the card, and how much milder or harder they score than the others do."""
    card = _cards(wanted)
    others = (card.c.points - card.c.mean) / func.nullif(card.c.number - 1, 0)
    name = func.max(card.c.interviewer)
    statement = (
        select(
            name,
            func.count(),
            median(card.c.took),
            cast(func.avg(card.c.mean), Float),
            cast(func.avg(card.c.mean - others), Float),
        )
        .where(wanted.when(card.c.submitted_at))
        .group_by(card.c.who)
        .order_by(func.count().desc(), name)
    )
    rows: list[tuple[str, int, float | None, float | None, float | None]] = []
    for who, count, took, mean, difference in await session.execute(statement):
        shown = count >= FEWEST
        hours = took / 3600 if shown and took is not None else None
        rows.append((who, count, hours, mean if shown else None, difference if shown else None))
    columns = (
        Column(_("面试官"), "text"),
        Column(_("评价份数")),
        Column(_("到评价的中位小时"), "hours"),
        Column(_("平均分"), "score"),
        Column(_("与同一候选人其他评价的平均差"), "difference"),
    )
    note = _("少于 {n} 份评价的面试官不显示用时和松紧。正数偏松，负数偏严。").format(n=FEWEST)
    return Table(columns, rows, Chart(2), note=note)


async def notices(session: AsyncSession, wanted: Wanted) -> Table:
    """How many messages arrived and were opened, and how fast, by channel."""
    arrived = Message.delivered_at.is_not(None)
    statement = (
        select(
            Message.channel,
            func.count(),
            func.count().filter(arrived),
            func.count(Message.opened_at),
            func.count(Message.failed_at),
            median(seconds(Message.queued_at, Message.submitted_at)),
            median(seconds(Message.queued_at, Message.delivered_at)),
            median(seconds(Message.queued_at, Message.opened_at)),
        )
        .join(Application, Application.id == Message.application_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(wanted.when(Message.queued_at), *wanted.where())
        .group_by(Message.channel)
        .order_by(Message.channel)
    )
    rows = []
    for channel, sent, delivered, opened, failed, *times in await session.execute(statement):
        shares = (share(delivered, sent), share(opened, sent))
        minutes = (time / 60 if time is not None else None for time in times)
        rows.append(
            (_CHANNELS.get(channel, str)(channel), sent, delivered, opened, failed, *shares, *minutes)
        )
    columns = (
        Column(_("渠道"), "text"),
        Column(_("消息")),
        Column(_("已送达")),
        Column(_("已打开")),
        Column(_("失败")),
        Column(_("送达率"), "percent"),
        Column(_("打开率"), "percent"),
        Column(_("到提交的中位分钟"), "minutes"),
        Column(_("到送达的中位分钟"), "minutes"),
        Column(_("到打开的中位分钟"), "minutes"),
    )
    return Table(columns, rows, Chart(5, most=1.0))


_CHANNELS: dict[str, Any] = {
    "email": lambda _channel: _("邮件"),
    "sms": lambda _channel: _("短信"),
}


async def promises(session: AsyncSession, wanted: Wanted) -> Table:
    """Promises made in the period: kept, broken, moved."""
    by = _whose().subquery()
    group: Any = by.c.interviewer if wanted.by == "interviewer" else wanted.group(Promise.made_at)
    statement = (
        select(
            group,
            func.count().filter(Promise.moved_from_id.is_(None)),
            func.count().filter(Promise.answered_at.is_not(None), Promise.broken_at.is_(None)),
            func.count().filter(Promise.broken_at.is_not(None)),
            func.count().filter(Promise.moved_at.is_not(None)),
            func.count().filter(Promise.open),
        )
        .select_from(Promise)
        .join(Application, Application.id == Promise.application_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(wanted.when(Promise.made_at), Promise.dropped_at.is_(None), *wanted.where())
    )
    if wanted.by == "interviewer":
        statement = statement.join(by, by.c.application_id == Promise.application_id)
    found = [tuple(row) for row in await session.execute(statement.group_by(group).order_by(group))]
    rows = [_kept(wanted.name(name), *counts) for name, *counts in found]
    head = {"department": _("部门"), "interviewer": _("面试官")}.get(wanted.by, _("周（周一）"))
    columns = (
        Column(head, "text"),
        Column(_("承诺")),
        Column(_("已兑现")),
        Column(_("未按时")),
        Column(_("延后")),
        Column(_("等待中")),
        Column(_("兑现率"), "percent"),
    )
    total = None
    if found and wanted.by != "interviewer":  # one promise may have several interviewers
        total = _kept(_("合计"), *(sum(row[place] for row in found) for place in range(1, 6)))
    shape: Any = "weeks" if wanted.by in ("", "week") else "bars"
    return Table(columns, rows, Chart(6, shape=shape, most=1.0), total)


def _whose() -> Any:
    """Who interviewed whom: by the cards, and by the assignments of those whose card still lacks."""
    owing = (
        select(InterviewAssignment.application_id, User.name)
        .join(User, User.id == InterviewAssignment.user_id)
        .where(InterviewAssignment.released_at.is_(None))
    )
    return union(select(Scorecard.application_id, Scorecard.interviewer), owing)


def _kept(name: str, made: int, kept: int, broken: int, moved: int, standing: int) -> tuple[Any, ...]:
    return name, made, kept, broken, moved, standing, share(kept, kept + broken)


async def survey(session: AsyncSession, wanted: Wanted) -> Table:
    """Of those who heard in the period: how many answered how it was, and what they said."""
    told_at = func.max(Promise.answered_at)
    told = (
        select(
            told_at.label("at"),
            wanted.group(told_at).label("name"),
            func.max(Survey.score).label("score"),
        )
        .select_from(Application)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .join(Promise, Promise.application_id == Application.id)
        .outerjoin(Survey, Survey.application_id == Application.id)
        # Who is invited to the next interview has an answer, and no result yet.
        .where(Promise.answered_at.is_not(None), Application.stage.not_in(OPEN_STAGES), *wanted.where())
        .group_by(Application.id, Vacancy.id)
        .subquery()
    )
    score = told.c.score
    statement = (
        select(
            told.c.name,
            func.count(),
            func.count(score),
            func.coalesce(func.sum(score), 0),
            func.count().filter(score >= 4),
        )
        .where(wanted.when(told.c.at))
        .group_by(told.c.name)
        .order_by(told.c.name)
    )
    found = [tuple(row) for row in await session.execute(statement)]
    sums = tuple(sum(row[place] for row in found) for place in range(1, 5))
    columns = (
        Column(_("部门") if wanted.by == "department" else _("周（周一）"), "text"),
        Column(_("收到结果")),
        Column(_("回答")),
        Column(_("回答率"), "percent"),
        Column(_("平均分（1–5）"), "score"),
        Column(_("4 分和 5 分"), "percent"),
    )
    remarks: list[str] = []
    if sums[1] >= FEWEST:
        notes = (
            select(Survey.note)
            .join(Application, Application.id == Survey.application_id)
            .join(Vacancy, Vacancy.id == Application.vacancy_id)
            .where(wanted.when(Survey.answered_at), Survey.note != "", *wanted.where())
            .order_by(func.md5(Survey.note))
            .limit(50)
        )
        remarks = list((await session.scalars(notes)).all())
    return Table(
        columns,
        [_said(wanted.name(name), *figures) for name, *figures in found],
        Chart(4, shape="bars" if wanted.by == "department" else "weeks", most=5.0),
        _said(_("合计"), *sums) if found else None,
        _("少于 {n} 份回答不显示分数和留言，避免认出是谁。").format(n=FEWEST),
        remarks,
    )


def _said(name: str, told: int, answers: int, points: int, good: int) -> tuple[Any, ...]:
    shown = answers >= FEWEST
    mean = points / answers if shown else None
    return name, told, answers, share(answers, told), mean, share(good, answers) if shown else None
