"""An interview on the candidate's phone: when, where, and the answer. Who answers has proved the phone before.

A message can be forwarded and a mail is read by machines too, so that its link alone answers nothing.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform import clock
from ...platform.db import tenant_of
from ...platform.errors import DomainError
from ...platform.formats.numbers import whole_number
from ...platform.http.addresses import href
from ...platform.http.context import TenantRequest
from ...platform.http.download import file_response
from ...platform.http.fields import moment_field
from ...platform.http.forms import Form
from ...platform.i18n import gettext as _
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.hiring.candidates.models import Application
from ...tenants.hiring.interviews.answers import (
    FURTHEST,
    MOST_SLOTS,
    Proposal,
    accept,
    ask_another_time,
    can_answer,
    can_ask_again,
    can_check_in,
    check_in,
    decline,
)
from ...tenants.hiring.interviews.calendar import FILE_NAME, MEDIA_TYPE, write
from ...tenants.hiring.interviews.errors import InterviewChangedError, InterviewNotFoundError
from ...tenants.hiring.interviews.models import Interview
from ...tenants.hiring.interviews.notifications import candidates_file
from ...tenants.hiring.interviews.schedule import interview_for_change, interview_of
from ...tenants.hiring.interviews.types import InterviewRequest
from ...tenants.hiring.promises.queries import postponed
from ...tenants.hiring.stages.types import OPEN_STAGES
from ..actor import Candidate, in_wechat
from ..context import SIGNED_IN, Portal, PortalRequest

Verb = Callable[[Interview, Application, int | None], Awaitable[None]]


class InterviewController(Controller):
    """`/interviews/<interview>`."""

    path = "/interviews/{interview_id:uuid}"
    dependencies = SIGNED_IN

    @get("/")
    async def show(self, portal: Portal, interview_id: FromPath[UUID]) -> Response[Any]:
        """When, where, and what can be answered."""
        interview = await _mine(portal.session, interview_id, portal.candidate)
        if interview.open and interview.application.stage not in OPEN_STAGES:
            return portal.redirect(href("portal.progress.show"))  # it has gone on without it
        return await _page(portal, "show", interview, Form())

    @get("/invite.ics")
    async def invitation(self, portal: Portal, interview_id: FromPath[UUID]) -> Response[bytes]:
        """The calendar file, as the mail brought it or newer."""
        interview = await _mine(portal.session, interview_id, portal.candidate)
        text = write(await candidates_file(portal.session, portal.vault, interview, interview.application))
        return file_response(text.encode(), FILE_NAME, MEDIA_TYPE)

    @post("/accept")
    async def accept(self, portal: Portal, interview_id: FromPath[UUID]) -> Response[Any]:
        """Yes."""

        async def verb(interview: Interview, found: Application, seen: int | None) -> None:
            await accept(portal.session, interview, found, request=InterviewRequest(portal.actor, seen))

        form = await portal.form()
        return await _do(portal, "show", interview_id, form, verb, _("已确认，谢谢。到时见。"))

    @get("/another-time")
    async def ask(self, portal: Portal, interview_id: FromPath[UUID]) -> Response[Any]:
        """Where another time is proposed."""
        interview = await _mine(portal.session, interview_id, portal.candidate)
        if not can_ask_again(interview, interview.application.stage):
            return portal.redirect(
                href("portal.interviews.show", interview_id=interview_id),
                flash=str(InterviewChangedError.text),
            )
        return await _page(portal, "another_time", interview, Form())

    @post("/another-time")
    async def propose(self, portal: Portal, interview_id: FromPath[UUID]) -> Response[Any]:
        """Another time, please."""
        form = await portal.form()
        zone = tenant_of(portal.session).zoneinfo
        asked = [
            moment_field(form, f"day{n}", f"time{n}", zone, required=False) for n in range(1, MOST_SLOTS + 1)
        ]
        now = clock.now()
        for number, slot in enumerate(asked, 1):
            if slot is not None and not now < slot <= now + FURTHEST:
                words = _("请选择从现在起 {days} 天以内的时间。").format(days=FURTHEST.days)
                form.add_error(f"day{number}", words)
        said = form.lines("words", required=False, most=300)

        async def verb(interview: Interview, found: Application, seen: int | None) -> None:
            slots = [slot for slot in asked if slot is not None]
            await ask_another_time(
                portal.session,
                interview,
                found,
                Proposal(slots, said),
                request=InterviewRequest(portal.actor, seen),
            )

        words = _("已转告招聘负责人，答复后会马上通知您。")
        return await _do(portal, "another_time", interview_id, form, verb, words)

    @get("/decline")
    async def refuse(self, portal: Portal, interview_id: FromPath[UUID]) -> Response[Any]:
        """Where one says no, a step of its own: a slip of the thumb is not enough."""
        interview = await _mine(portal.session, interview_id, portal.candidate)
        if not can_answer(interview, interview.application.stage):
            return portal.redirect(
                href("portal.interviews.show", interview_id=interview_id),
                flash=str(InterviewChangedError.text),
            )
        return await _page(portal, "decline", interview, Form())

    @post("/decline")
    async def decline(self, portal: Portal, interview_id: FromPath[UUID]) -> Response[Any]:
        """No, thank you."""
        form = await portal.form()
        words = form.lines("words", required=False, most=300)

        async def verb(interview: Interview, found: Application, seen: int | None) -> None:
            await decline(
                portal.session,
                portal.vault,
                interview,
                found,
                words=words,
                request=InterviewRequest(portal.actor, seen),
            )

        said = _("已收到您的答复，谢谢您告诉我们。")
        return await _do(portal, "decline", interview_id, form, verb, said)

    @post("/arrived")
    async def arrive(self, portal: Portal, interview_id: FromPath[UUID]) -> Response[Any]:
        """I am here."""

        async def verb(interview: Interview, found: Application, _seen: int | None) -> None:
            await check_in(portal.session, interview, found, actor=portal.actor)

        form = await portal.form()
        return await _do(portal, "show", interview_id, form, verb, _("已签到，请稍候。"))


async def _mine(session: AsyncSession, interview_id: UUID, candidate: Candidate) -> Interview:
    interview = await interview_of(session, interview_id)
    if interview.application.person_id != candidate.person_id:
        raise InterviewNotFoundError
    return interview


async def _do(
    portal: PortalRequest, step: str, interview_id: UUID, form: Form, verb: Verb, said: str
) -> Response[Any]:
    await _mine(portal.session, interview_id, portal.candidate)
    interview, found = await interview_for_change(portal.session, interview_id)
    if form.ok:
        seen = whole_number(form.value("seen"))
        try:
            await verb(interview, found, seen)
        except InterviewChangedError as refused:
            if step == "show" or not can_ask_again(interview, found.stage):
                return portal.redirect(
                    href("portal.interviews.show", interview_id=interview_id), flash=str(refused)
                )
            form.refuse(refused)  # what was typed stays, above it what holds now
            return await _page(portal, step, interview, form, changed=True, status=422)
        except DomainError as refused:
            form.refuse(refused)
    if not form.ok:
        return await _page(portal, step, interview, form, status=422)
    return portal.redirect(href("portal.interviews.show", interview_id=interview_id), flash=said)


async def _page(
    visit: TenantRequest,
    step: str,
    interview: Interview,
    form: Form,
    *,
    changed: bool = False,
    status: int = 200,
) -> Response[Any]:
    session = visit.session
    stage = interview.application.stage
    return visit.render(
        f"portal/interviews/{step}.html",
        status_code=status,
        interview=interview,
        application=interview.application,
        answer=can_answer(interview, stage),
        ask_again=can_ask_again(interview, stage),
        at_the_door=can_check_in(session, interview, stage),
        slots=MOST_SLOTS,
        seen=interview.sequence if changed else form.value("seen") or interview.sequence,
        today=clock.today(tenant_of(session).zoneinfo),
        form=form,
        wechat=in_wechat(visit.request),
        settings=await tenant_settings(session),
        moved=await postponed(session, interview.application_id),
    )
