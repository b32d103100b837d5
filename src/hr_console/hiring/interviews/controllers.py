"""The calendar of interviews, and one interview with what can be done about it."""

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
from ....platform.errors import DomainError, NotFoundError
from ....platform.formats.numbers import whole_number
from ....platform.http.addresses import href
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
from ....tenants.hiring.interviews.models import Interview
from ....tenants.hiring.interviews.schedule import (
    between,
    clashes,
    interview_for_change,
    interview_of,
    loads,
    panels,
    to_answer,
    week_of,
)
from ....tenants.hiring.interviews.types import InterviewRequest
from ...actor import needs
from ...context import Console, ConsoleRequest
from .old_addresses import INTERVIEW, INTERVIEWS, MY_CARD

Verb = Callable[[Interview, Application], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class InterviewChange:
    """An interview that somebody is about to change."""

    console: ConsoleRequest
    id: UUID

    async def do(self, form: Form, verb: Verb, said: str) -> Response[Any]:
        """Change it and say so; what is refused is said on its page, with what was typed."""
        interview, found = await interview_for_change(self.console.session, self.id)
        if form.ok:
            try:
                await verb(interview, found)
            except DomainError as refused:
                form.add_error("", str(refused))
        if not form.ok:
            return await _page(self.console, interview, form, status=422)
        return self.console.redirect(href("hr.interviews.show", interview_id=self.id), flash=said)


async def _change(console: Console, interview_id: FromPath[UUID]) -> InterviewChange:
    return InterviewChange(console, interview_id)


Change = NamedDependency[InterviewChange]
_CHANGE = {**needs(InterviewPermission.ASSIGN), "change": Provide(_change)}


class InterviewController(Controller):
    """`/hr/interviews`."""

    path = "/hr/interviews"
    dependencies = needs(CandidatePermission.READ)

    @get("/", dependencies=INTERVIEWS)
    async def listing(self, console: Console) -> Response[str]:
        """A week of interviews, or a day; those whose candidate waits for an answer first."""
        session = console.session
        zone = tenant_of(session).zoneinfo
        days = 1 if console.query.get("view") == "day" else 7
        day = _day(console.query.get("day", ""), clock.today(zone))
        week = week_of(datetime.combine(day, time(12), zone), zone)
        start, end = week
        if days == 1:
            start = datetime.combine(day, time(), zone)
            end = datetime.combine(day + timedelta(days=1), time(), zone)
        interviews = await between(session, start, end)
        first = start.date()
        by_day = {first + timedelta(days=n): list[Interview]() for n in range(days)}
        for interview in interviews:
            by_day[interview.starts_at.astimezone(zone).date()].append(interview)
        return await console.page(
            "interviews",
            "hr/hiring/interviews/list.html",
            by_day=by_day,
            total=len(interviews),
            panels=await panels(session, interviews),
            waiting=await to_answer(session),
            people=await users_with(session, InterviewPermission.SCORE),
            loads=await loads(session, week),
            first=first,
            last=first + timedelta(days=days - 1),
            step=timedelta(days=days),
            days=days,
            today=clock.today(zone),
        )

    @get("/{interview_id:uuid}", dependencies=INTERVIEW)
    async def show(self, console: Console, interview_id: FromPath[UUID]) -> Response[str]:
        """One interview: when, where, with whom, what the candidate says."""
        return await _page(console, await interview_of(console.session, interview_id), Form())

    @get("/{interview_id:uuid}/invite.ics", dependencies=INTERVIEW)
    async def invitation(self, console: Console, interview_id: FromPath[UUID]) -> Response[bytes]:
        """The calendar file as the panel has it."""
        interview = await interview_of(console.session, interview_id)
        return file_response((await panels_file(console.session, interview)).encode(), FILE_NAME, MEDIA_TYPE)

    @post(["/{interview_id:uuid}", "/{interview_id:uuid}/draft"], dependencies=MY_CARD)
    async def card(self, console: Console, interview_id: FromPath[UUID]) -> None:
        """Where cards were sent before: `MY_CARD` leads the owner on."""
        raise NotFoundError

    @post("/{interview_id:uuid}/accept", dependencies=_CHANGE)
    async def accept(self, change: Change) -> Response[Any]:
        """Take one of the moments the candidate proposed."""
        form = await change.console.form()
        slot = _slot(form.value("slot"))

        async def verb(interview: Interview, found: Application) -> None:
            await accept_slot(
                change.console.session,
                change.console.vault,
                interview,
                found,
                slot,
                actor=change.console.actor,
            )

        return await change.do(form, verb, _("已改期，正在通知候选人和面试官。"))

    @post("/{interview_id:uuid}/keep", dependencies=_CHANGE)
    async def keep(self, change: Change) -> Response[Any]:
        """Answer that the time stays."""
        form = await change.console.form()
        reply = form.lines("reply", most=300)

        async def verb(interview: Interview, found: Application) -> None:
            await keep_time(
                change.console.session,
                change.console.vault,
                interview,
                found,
                reply,
                actor=change.console.actor,
            )

        return await change.do(form, verb, _("已答复候选人。"))

    @post("/{interview_id:uuid}/cancel", dependencies=_CHANGE)
    async def cancel(self, change: Change) -> Response[Any]:
        """Call it off."""
        form = await change.console.form()
        reason = form.lines("reason", required=False, most=300)
        seen = whole_number(form.value("seen"))

        async def verb(interview: Interview, found: Application) -> None:
            await call_off(
                change.console.session,
                change.console.vault,
                interview,
                found,
                reason,
                request=InterviewRequest(change.console.actor, seen),
            )

        return await change.do(form, verb, _("已取消，正在通知候选人和面试官。"))

    @post("/{interview_id:uuid}/arrived", dependencies=_CHANGE)
    async def arrived(self, change: Change) -> Response[Any]:
        """The candidate is there."""

        async def verb(interview: Interview, found: Application) -> None:
            await mark_arrived(change.console.session, interview, found, actor=change.console.actor)

        return await change.do(Form(), verb, _("已签到。"))

    @post("/{interview_id:uuid}/missed", dependencies=_CHANGE)
    async def missed(self, change: Change) -> Response[Any]:
        """The candidate did not come."""

        async def verb(interview: Interview, found: Application) -> None:
            await mark_missed(
                change.console.session, change.console.vault, interview, found, actor=change.console.actor
            )

        return await change.do(Form(), verb, _("已标记未到场，正在问候选人是否另约时间。"))


async def _page(
    console: ConsoleRequest, interview: Interview, form: Form, status: int = 200
) -> Response[str]:
    session = console.session
    panel = (await panels(session, [interview]))[interview.id]
    members = [user.id for _seat, user in panel]
    length = timedelta(minutes=interview.minutes)
    offered = [
        (
            slot,
            await clashes(
                session, interview.application, members, (slot, slot + length), except_for=interview.id
            ),
        )
        for slot in interview.proposed()
    ]
    return await console.page(
        "interviews",
        "hr/hiring/interviews/show.html",
        status_code=status,
        interview=interview,
        application=interview.application,
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
