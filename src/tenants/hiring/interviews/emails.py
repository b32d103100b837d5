"""What members are mailed about a meeting: the panel its invitation, who invited the candidate's answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.i18n import LazyText
from ....platform.i18n import gettext as _
from ...access.sign_in.emails import StaffMail
from ...access.users.models import User
from ...company.settings.features import Feature, is_on
from ...messaging.message_templates.built_in import Letter
from .calendar import Attendee, Invitation, write
from .links import link_token
from .models import Interview, InterviewEvent
from .notifications import organizer_of, spoken
from .schedule import panels, whole_event

_OFF = ("removed", "cancelled")
_TO_HR = ("another_time", "declined")


@dataclass(frozen=True, slots=True)
class MeetingMail:
    """A mail to a member with its calendar file, which is empty where there is nothing to put in a calendar."""

    mail: StaffMail
    calendar: str = ""


async def meeting_mail(session: AsyncSession, vault: Vault, payload: dict[str, Any]) -> MeetingMail | None:
    """The mail behind `telling.tell_staff`; None where it has been overtaken.

    Of an invitation and a change only the newest version goes out, to who still sits on the panel; who was taken
    off and is on again is told no goodbye.
    """
    event = await session.scalar(whole_event().where(InterviewEvent.id == UUID(payload["event"])))
    user = await session.get(User, UUID(payload["user"]))
    if event is None or user is None:
        return None  # deleted with its application
    occasion = payload["occasion"]
    if occasion not in _OFF and event.sequence != int(payload["sequence"]):
        return None
    panel = (await panels(session, [event]))[event.id]
    seat = next((one for one, member in panel if member.id == user.id and one.released_at is None), None)
    if occasion in _OFF and seat is not None and event.open:
        return None
    if occasion not in (*_OFF, *_TO_HR) and (seat is None or not event.open or event.ends_at <= clock.now()):
        return None
    letter = await _letter(session, event, occasion, user)
    path = await _path(session, vault, event, seat, user, occasion)
    key = f"{tenant_of(session).schema}.{payload['key']}"
    mail = StaffMail(user.login, user.name, letter, path, key, user_id=user.id)
    return MeetingMail(
        mail,
        ""
        if occasion in _TO_HR
        else await panels_file(session, event, off=user if occasion in _OFF else None),
    )


async def panels_file(session: AsyncSession, event: InterviewEvent, *, off: User | None = None) -> str:
    """The calendar file as the panel gets it: with the candidate's name, without how to reach them.

    `off`: for this one the meeting is off.
    """
    panel = (await panels(session, [event]))[event.id]
    members = [member for seat, member in panel if seat.released_at is None] if off is None else [off]
    tenant, application = tenant_of(session), event.application
    facts = {"round": event.round, "name": application.person.name, "post": application.vacancy.title}
    invitation = Invitation(
        uid=event.id,
        sequence=event.sequence,
        cancelled=off is not None or event.state in ("cancelled", "declined"),
        starts_at=event.starts_at,
        minutes=event.minutes,
        zone=tenant.zoneinfo,
        summary=_("{round}：{name}（{post}）").format_map(facts),
        description="\n".join(filter(None, (event.link, event.note, f"{tenant.origin}/hr/interviews"))),
        place=event.place,
        link=event.link,
        organizer=await organizer_of(session, event),
        attendees=tuple(Attendee(member.name, member.login) for member in members),
        stamp=clock.now(),
    )
    return write(invitation)


async def note_mailed(session: AsyncSession, payload: dict[str, Any], failure: str) -> None:
    """Keep on the panel's seat that the mail went out, or why it did not."""
    statement = select(Interview).where(
        Interview.event_id == UUID(payload["event"]), Interview.user_id == UUID(payload["user"])
    )
    seat = await session.scalar(statement)
    if seat is not None and payload["occasion"] not in _TO_HR:
        seat.invited_at, seat.invite_failure = clock.now(), LazyText(failure)


async def _path(
    session: AsyncSession,
    vault: Vault,
    event: InterviewEvent,
    seat: Interview | None,
    user: User,
    occasion: str,
) -> str:
    """Where the mail's button leads; who has no log-in gets the personal link."""
    if occasion in _TO_HR:
        return f"/hr/schedule/{event.id}"
    if seat is None or user.seat:
        return "/hr/interviews"
    if await is_on(session, Feature.INTERVIEW_LINKS, event.application.vacancy.department_id):
        return f"/i/{await link_token(session, vault, seat)}"
    return "/hr/interviews"


async def _letter(session: AsyncSession, event: InterviewEvent, occasion: str, user: User) -> Letter:
    values = {
        "round": event.round,
        "name": event.application.person.name,
        "post": event.application.vacancy.title,
        "time": spoken(session, event),
        "minutes": str(event.minutes),
        "place": event.place,
        "online": event.link,
        "answer": event.answer,
    }
    subject, opening, action = _WORDS[occasion]()
    facts = (
        _("时间：{time}，约 {minutes} 分钟。"),
        event.place and _("地点：{place}"),
        event.link and _("线上会议：{online}"),
        occasion in _TO_HR and event.answer and _("候选人说：{answer}"),
    )
    return Letter(
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
