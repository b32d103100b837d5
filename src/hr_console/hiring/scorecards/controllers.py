"""One of my cards, signed in."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import gettext as _
from ....tenants.access.users.queries import user
from ....tenants.hiring.candidates.queries import application
from ....tenants.hiring.interviews.errors import AlreadyScoredError
from ....tenants.hiring.interviews.feature import InterviewPermission
from ....tenants.hiring.interviews.queries import interview_of
from ....tenants.hiring.scorecards.pending import is_owed
from ....tenants.hiring.scorecards.service import submit
from ...actor import Staff, needs
from ...nav import console_page
from .card import Sheet, open_sheet, save_draft

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
_LIST = "/hr/interviews"


class CardController(Controller):
    """`/hr/interviews/ID`."""

    path = "/hr/interviews/{interview_id:uuid}"
    dependencies = needs(InterviewPermission.SCORE)

    @get("/")
    async def show(
        self, request: AnyRequest, interview_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[Any]:
        """The card as far as it is filled in."""
        sheet = await _sheet(session, interview_id, staff)
        if sheet.interview.scorecard_id is not None:
            return redirect(request, _LIST, flash=_("您已提交过这份评价。"))
        if not await is_owed(session, interview_id):
            return redirect(request, _LIST, flash=_("这位候选人的结果已确认，不再需要您评价，谢谢。"))
        return await self._card(request, session, staff, sheet)

    @post("/")
    async def send(
        self, request: AnyRequest, interview_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[Any]:
        """Take the card in; the rule marks at once."""
        sheet = await _sheet(session, interview_id, staff, await Form.read(request))
        card = sheet.read()
        if not sheet.form.ok:
            return await self._card(request, session, staff, sheet, status=422)
        try:
            await submit(session, sheet.application, card, actor=staff.actor)
        except AlreadyScoredError as done:
            return redirect(request, _LIST, flash=str(done))
        return redirect(request, _LIST, flash=_("已提交，谢谢。系统已按规则标记结果，等待 HR 确认。"))

    @post("/draft")
    async def keep(
        self, request: AnyRequest, interview_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[Any]:
        """Keep what is typed so far."""
        sheet = await _sheet(session, interview_id, staff, await Form.read(request))
        if sheet.interview.scorecard_id is not None:
            return redirect(request, _LIST, flash=_("您已提交过这份评价。"))
        return await save_draft(request, session, sheet, back=f"{_LIST}/{interview_id}")

    async def _card(
        self, request: AnyRequest, session: AsyncSession, staff: Staff, sheet: Sheet, status: int = 200
    ) -> Response[str]:
        return await console_page(
            request,
            session,
            staff,
            "interviews",
            "hr/hiring/scorecards/card.html",
            status_code=status,
            action=f"{_LIST}/{sheet.interview.id}",
            **sheet.context(),
        )


async def _sheet(session: AsyncSession, interview_id: UUID, staff: Staff, form: Form | None = None) -> Sheet:
    """`form`: what was sent. The application is locked then: nothing is kept while the card is being taken in."""
    interview = await interview_of(session, interview_id, staff.id)
    found = await application(session, interview.application_id, lock=form is not None)
    if form is not None:
        await session.refresh(interview)  # as it is now that nobody else is at it
    return await open_sheet(session, interview, found, await user(session, staff.id), form)
