"""An interviewer's cards: who waits for my scores, and the card itself."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.http.forms import Form
from ...platform.http.pages import redirect
from ...platform.i18n import gettext as _
from ...tenants.access.permissions import Permission
from ...tenants.candidates.queries import application
from ...tenants.interviews.errors import AlreadyScoredError
from ...tenants.interviews.models import CONCLUSIONS, Interview
from ...tenants.interviews.queries import interview_of, open_interviews
from ...tenants.interviews.service import submit
from ...tenants.settings.queries import tenant_settings
from ..actor import Staff, needs
from ..nav import console_page
from .card import read_card

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]


class InterviewController(Controller):
    """`/hr/interviews`."""

    path = "/hr/interviews"
    dependencies = needs(Permission.INTERVIEWS_SCORE)

    @get("/")
    async def listing(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """The cards I owe."""
        rows = await open_interviews(session, staff.id)
        return await console_page(request, session, staff, "interviews", "hr/interviews/list.html", rows=rows)

    @get("/{interview_id:uuid}")
    async def show(
        self,
        request: AnyRequest,
        interview_id: FromPath[UUID],
        session: Session,
        staff: Me,
    ) -> Response[Any]:
        """The empty card."""
        interview = await interview_of(session, interview_id, staff.id)
        if interview.scorecard_id is not None:
            return redirect(request, "/hr/interviews", flash=_("您已提交过这份评价。"))
        return await self._card(request, session, staff, interview, Form())

    @post("/{interview_id:uuid}")
    async def send(
        self,
        request: AnyRequest,
        interview_id: FromPath[UUID],
        session: Session,
        staff: Me,
    ) -> Response[Any]:
        """Take the card in; the rule marks at once."""
        interview = await interview_of(session, interview_id, staff.id)
        form = await Form.read(request)
        settings = await tenant_settings(session)
        card = read_card(form, interview, settings.dimensions, user_id=staff.id, name=staff.name)
        if not form.ok:
            return await self._card(request, session, staff, interview, form, status=422)
        found = await application(session, interview.application_id, lock=True)
        try:
            await submit(session, found, card, actor=staff.actor)
        except AlreadyScoredError as done:
            return redirect(request, "/hr/interviews", flash=str(done))
        return redirect(
            request,
            "/hr/interviews",
            flash=_("已提交，谢谢。系统已按规则标记结果，等待 HR 确认。"),
        )

    async def _card(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        interview: Interview,
        form: Form,
        status: int = 200,
    ) -> Response[str]:
        settings = await tenant_settings(session)
        return await console_page(
            request,
            session,
            staff,
            "interviews",
            "hr/interviews/card.html",
            status_code=status,
            interview=interview,
            application=await application(session, interview.application_id),
            dimensions=settings.dimensions,
            conclusions=CONCLUSIONS,
            form=form,
        )
