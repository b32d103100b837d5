"""What members are mailed about an interview: the panel its invitation, who invited the candidate's answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.emails import Email
from ....platform.i18n import LazyText
from ....platform.i18n import gettext as _
from ...access.sign_in.emails import StaffMail
from ...access.users.models import User
from ...access.users.queries import find_user
from ...company.settings.features import Feature, is_on
from .calendar import Attendee, Invitation, write
from .links import link_token
from .models import Interview, InterviewAssignment
from .notifications import organizer_of, spoken
from .schedule import panels, whole_interview

_OFF = ("removed", "cancelled")
_TO_HR = ("another_time", "declined")


@dataclass(frozen=True, slots=True)
class InterviewMail:
    """A mail to a member with its calendar file, which is empty where there is nothing to put in a calendar."""

    mail: StaffMail
    calendar: str = ""


async def interview_mail(
    session: AsyncSession, vault: Vault, payload: dict[str, Any]
) -> InterviewMail | None:
    """The mail behind `telling.tell_staff`; None where it has been overtaken.

    Of an invitation and a change only the newest version goes out, to who still sits on the panel; who was taken
    off and is on again is told no goodbye.
    """
    interview = await session.scalar(whole_interview().where(Interview.id == UUID(payload["event"])))
    user = await find_user(session, UUID(payload["user"]))
    if interview is None or user is None:
        return None  # deleted with its application
    occasion = payload["occasion"]
    if occasion not in _OFF and interview.sequence != int(payload["sequence"]):
        return None
    panel = (await panels(session, [interview]))[interview.id]
    seat = next((one for one, member in panel if member.id == user.id and one.released_at is None), None)
    if occasion in _OFF and seat is not None and interview.open:
        return None
    if occasion not in (*_OFF, *_TO_HR) and (
        seat is None or not interview.open or interview.ends_at <= clock.now()
    ):
        return None
    email = await _email(session, interview, occasion, user)
    path = await _path(session, vault, interview, seat, user, occasion)
    key = f"{tenant_of(session).schema}.{payload['key']}"
    mail = StaffMail(user.login, user.name, email, path, key, user_id=user.id)
    return InterviewMail(
        mail,
        ""
        if occasion in _TO_HR
        else await panels_file(session, interview, off=user if occasion in _OFF else None),
    )


async def panels_file(session: AsyncSession, interview: Interview, *, off: User | None = None) -> str:
    """The calendar file as the panel gets it: with the candidate's name, without how to reach them.

    `off`: for this one the interview is off.
    """
    panel = (await panels(session, [interview]))[interview.id]
    members = [member for seat, member in panel if seat.released_at is None] if off is None else [off]
    tenant, application = tenant_of(session), interview.application
    facts = {"round": interview.round, "name": application.person.name, "post": application.vacancy.title}
    invitation = Invitation(
        uid=interview.id,
        sequence=interview.sequence,
        cancelled=off is not None or interview.state in ("cancelled", "declined"),
        starts_at=interview.starts_at,
        minutes=interview.minutes,
        zone=tenant.zoneinfo,
        summary=_("{round}：{name}（{post}）").format_map(facts),
        description="\n".join(
            filter(None, (interview.link, interview.note, f"{tenant.origin}/hr/assignments"))
        ),
        place=interview.place,
        link=interview.link,
        organizer=await organizer_of(session, interview),
        attendees=tuple(Attendee(member.name, member.login) for member in members),
        stamp=clock.now(),
    )
    return write(invitation)


async def note_mailed(session: AsyncSession, payload: dict[str, Any], failure: str) -> None:
    """Keep on the panel's seat that the mail went out, or why it did not."""
    statement = select(InterviewAssignment).where(
        InterviewAssignment.interview_id == UUID(payload["event"]),
        InterviewAssignment.user_id == UUID(payload["user"]),
    )
    seat = await session.scalar(statement)
    if seat is not None and payload["occasion"] not in _TO_HR:
        seat.invited_at, seat.invite_failure = clock.now(), LazyText(failure)


async def _path(
    session: AsyncSession,
    vault: Vault,
    interview: Interview,
    seat: InterviewAssignment | None,
    user: User,
    occasion: str,
) -> str:
    """Where the mail's button leads; who has no log-in gets the personal link."""
    if occasion in _TO_HR:
        return f"/hr/interviews/{interview.id}"
    if seat is None or user.seat:
        return "/hr/assignments"
    if await is_on(session, Feature.INTERVIEW_LINKS, interview.application.vacancy.department_id):
        return f"/i/{await link_token(session, vault, seat)}"
    return "/hr/assignments"


async def _email(session: AsyncSession, interview: Interview, occasion: str, user: User) -> Email:
    values = {
        "round": interview.round,
        "name": interview.application.person.name,
        "post": interview.application.vacancy.title,
        "time": spoken(session, interview),
        "minutes": str(interview.minutes),
        "place": interview.place,
        "online": interview.link,
        "answer": interview.answer,
    }
    subject, opening, action = _WORDS[occasion]()
    facts = (
        _("时间：{time}，约 {minutes} 分钟。"),
        interview.place and _("地点：{place}"),
        interview.link and _("线上会议：{online}"),
        occasion in _TO_HR and interview.answer and _("候选人说：{answer}"),
    )
    return Email(
        subject=subject.format_map(values),
        greeting=_("{name}，您好：").format(name=user.name),
        paragraphs=(opening.format_map(values), *(line.format_map(values) for line in facts if line)),
        action=action,
    )


_WORDS: dict[str, Callable[[], tuple[str, str, str]]] = {
    "invited": lambda: (
        _("面试邀请：{time} {name}（{post}）"),
        _("请您参加{name}应聘「{post}」的{round}。附件可以加入日历，面试后请尽快评价。"),
        _("查看并评价"),
    ),
    "changed": lambda: (
        _("面试安排有变化：{time} {name}（{post}）"),
        _("{name}应聘「{post}」的{round}安排有变化，请以这封邮件为准。附件可以更新日历。"),
        _("查看我的面试"),
    ),
    "removed": lambda: (
        _("不用参加了：{name}（{post}）{round}"),
        _("{name}应聘「{post}」的{round}已改由其他面试官参加。附件会从日历里移除这项安排。"),
        _("查看我的面试"),
    ),
    "cancelled": lambda: (
        _("面试取消：{time} {name}（{post}）"),
        _("{name}应聘「{post}」的{round}已取消。附件会从日历里移除这项安排。"),
        _("查看我的面试"),
    ),
    "day": lambda: (
        _("面试提醒：{time} {name}（{post}）"),
        _("提醒您：{name}应聘「{post}」的{round}在 {time} 开始。"),
        _("查看我的面试"),
    ),
    "hour": lambda: (
        _("面试提醒：{time} {name}（{post}）"),
        _("提醒您：{name}应聘「{post}」的{round}在 {time} 开始。"),
        _("查看我的面试"),
    ),
    "another_time": lambda: (
        _("{name}希望换个面试时间（{post}）"),
        _("{name}（{post}，{round}）希望换个时间，正等您答复。"),
        _("答复候选人"),
    ),
    "declined": lambda: (
        _("{name}不参加面试（{post}）"),
        _("{name}（{post}）答复不参加{round}，面试已取消，面试官已收到通知。"),
        _("查看"),
    ),
}
