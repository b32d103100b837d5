"""The calendar of interviews, and one meeting with what can be done about it."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.errors import DomainError
from ....platform.http.download import file_response
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.access.users.queries import users_with
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.interviews.arrangement import accept_slot, call_off, keep_time
from ....tenants.hiring.interviews.attendance import mark_arrived, mark_missed
from ....tenants.hiring.interviews.calendar import FILE_NAME, MEDIA_TYPE
from ....tenants.hiring.interviews.emails import panels_file
from ....tenants.hiring.interviews.feature import InterviewPermission
from ....tenants.hiring.interviews.models import InterviewEvent
from ....tenants.hiring.interviews.schedule import (
    between,
    clashes,
    event_for_change,
    event_of,
    loads,
    panels,
    to_answer,
    week_of,
)
from ...actor import needs
from ...context import Console, ConsoleRequest

Verb = Callable[[InterviewEvent, Application], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ChangedMeeting:
    """A meeting that somebody is about to change."""

    console: ConsoleRequest
    id: UUID

    async def do(self, form: Form, verb: Verb, said: str) -> Response[Any]:
        """Change it and say so; what is refused is said on its page, with what was typed."""
        event, found = await event_for_change(self.console.session, self.id)
        if form.ok:
            try:
                await verb(event, found)
            except DomainError as refused:
                form.add_error("", str(refused))
        if not form.ok:
            return await _page(self.console, event, form, status=422)
        return self.console.redirect(f"/hr/schedule/{self.id}", flash=said)


async def _changed(console: Console, event_id: FromPath[UUID]) -> ChangedMeeting:
    return ChangedMeeting(console, event_id)


Meeting = NamedDependency[ChangedMeeting]
_CHANGE = {**needs(InterviewPermission.ASSIGN), "meeting": Provide(_changed)}


class ScheduleController(Controller):
    """`/hr/schedule`."""

    path = "/hr/schedule"
    dependencies = needs(CandidatePermission.READ)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """A week of meetings, or a day; those whose candidate waits for an answer first."""
        session = console.session
        zone = tenant_of(session).zoneinfo
        days = 1 if console.query.get("view") == "day" else 7
        day = _day(console.query.get("day", ""), clock.today(zone))
        week = week_of(datetime.combine(day, time(12), zone), zone)
        start, end = week
        if days == 1:
            start = datetime.combine(day, time(), zone)
            end = datetime.combine(day + timedelta(days=1), time(), zone)
        events = await between(session, start, end)
        first = start.date()
        by_day = {first + timedelta(days=n): list[InterviewEvent]() for n in range(days)}
        for event in events:
            by_day[event.starts_at.astimezone(zone).date()].append(event)
        return await console.page(
            "schedule",
            "hr/hiring/interviews/list.html",
            by_day=by_day,
            total=len(events),
            panels=await panels(session, events),
            waiting=await to_answer(session),
            people=await users_with(session, InterviewPermission.SCORE),
            loads=await loads(session, week),
            first=first,
            last=first + timedelta(days=days - 1),
            step=timedelta(days=days),
            days=days,
            today=clock.today(zone),
        )

    @get("/{event_id:uuid}")
    async def show(self, console: Console, event_id: FromPath[UUID]) -> Response[str]:
        """One meeting: when, where, with whom, what the candidate says."""
        return await _page(console, await event_of(console.session, event_id), Form())

    @get("/{event_id:uuid}/invite.ics")
    async def invitation(self, console: Console, event_id: FromPath[UUID]) -> Response[bytes]:
        """The calendar file as the panel has it."""
        event = await event_of(console.session, event_id)
        return file_response((await panels_file(console.session, event)).encode(), FILE_NAME, MEDIA_TYPE)

    @post("/{event_id:uuid}/accept", dependencies=_CHANGE)
    async def accept(self, meeting: Meeting) -> Response[Any]:
        """Take one of the moments the candidate proposed."""
        form = await meeting.console.form()
        slot = _slot(form.value("slot"))

        async def verb(event: InterviewEvent, found: Application) -> None:
            await accept_slot(
                meeting.console.session,
                meeting.console.vault,
                event,
                found,
                slot,
                actor=meeting.console.actor,
            )

        return await meeting.do(form, verb, _("已改期，正在通知候选人和面试官。"))

    @post("/{event_id:uuid}/keep", dependencies=_CHANGE)
    async def keep(self, meeting: Meeting) -> Response[Any]:
        """Answer that the time stays."""
        form = await meeting.console.form()
        reply = form.text("reply", most=300)

        async def verb(event: InterviewEvent, found: Application) -> None:
            await keep_time(
                meeting.console.session,
                meeting.console.vault,
                event,
                found,
                reply,
                actor=meeting.console.actor,
            )

        return await meeting.do(form, verb, _("已答复候选人。"))

    @post("/{event_id:uuid}/cancel", dependencies=_CHANGE)
    async def cancel(self, meeting: Meeting) -> Response[Any]:
        """Call it off."""
        form = await meeting.console.form()
        reason = form.text("reason", required=False, most=300)
        seen = form.value("seen")
        number = int(seen) if seen.isdecimal() else -1

        async def verb(event: InterviewEvent, found: Application) -> None:
            await call_off(
                meeting.console.session,
                meeting.console.vault,
                event,
                found,
                reason,
                seen=number,
                actor=meeting.console.actor,
            )

        return await meeting.do(form, verb, _("已取消，正在通知候选人和面试官。"))

    @post("/{event_id:uuid}/arrived", dependencies=_CHANGE)
    async def arrived(self, meeting: Meeting) -> Response[Any]:
        """The candidate is there."""

        async def verb(event: InterviewEvent, found: Application) -> None:
            await mark_arrived(meeting.console.session, event, found, actor=meeting.console.actor)

        return await meeting.do(Form(), verb, _("已签到。"))

    @post("/{event_id:uuid}/missed", dependencies=_CHANGE)
    async def missed(self, meeting: Meeting) -> Response[Any]:
        """The candidate did not come."""

        async def verb(event: InterviewEvent, found: Application) -> None:
            await mark_missed(
                meeting.console.session, meeting.console.vault, event, found, actor=meeting.console.actor
            )

        return await meeting.do(Form(), verb, _("已标记未到场，正在问候选人是否另约时间。"))


async def _page(
    console: ConsoleRequest, event: InterviewEvent, form: Form, status: int = 200
) -> Response[str]:
    session = console.session
    panel = (await panels(session, [event]))[event.id]
    members = [user.id for _seat, user in panel]
    length = timedelta(minutes=event.minutes)
    offered = [
        (
            slot,
            await clashes(session, event.application, members, (slot, slot + length), except_for=event.id),
        )
        for slot in event.proposed()
    ]
    return await console.page(
        "schedule",
        "hr/hiring/interviews/show.html",
        status_code=status,
        event=event,
        application=event.application,
        panel=panel,
        offered=offered,
        today=clock.today(tenant_of(session).zoneinfo),
        form=form,
    )


def _day(text: str, otherwise: date) -> date:
    with suppress(ValueError):
        day = date.fromisoformat(text)
        return day if 2000 <= day.year <= 2200 else otherwise
    return otherwise


def _slot(text: str) -> datetime:
    """The moment a button stands for; nonsense is a moment nobody proposed."""
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment
    return datetime.min.replace(tzinfo=clock.BEIJING)
