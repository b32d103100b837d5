"""Scoring by a personal link: one candidate, no log-in, nothing else to see."""

from contextlib import suppress
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.http.addresses import href
from ....platform.http.client import client_address
from ....platform.http.context import TenantRequest, Visit
from ....platform.http.pages import page
from ....platform.requests import AnyRequest
from ....tenants.access.sessions.service import throttle
from ....tenants.access.users.models import User
from ....tenants.company.settings.features import Feature, is_on
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.interviews.errors import AlreadyScoredError
from ....tenants.hiring.interviews.links import by_link, link_token
from ....tenants.hiring.interviews.models import InterviewAssignment
from ....tenants.hiring.scorecards.feature import DRAFT_LIMIT, LINK_LIMIT
from ....tenants.hiring.scorecards.pending import is_owed, open_assignments
from ....tenants.hiring.scorecards.service import submit
from .card import Sheet, open_sheet, save_draft


class GuestController(Controller):
    """`/i/TOKEN`."""

    path = "/i/{token:str}"

    @get("/")
    async def show(self, visit: Visit, token: FromPath[str]) -> Response[Any]:
        """The card as far as it is filled in; thanks and the next one when it is sent."""
        session = visit.session
        await throttle(session, LINK_LIMIT, client_address(visit.request))
        assignment, application, user = await by_link(session, visit.vault, token)
        if assignment.scorecard_id is not None or not await is_owed(session, assignment.id):
            return await self._thanks(visit, assignment, application, user)
        return self._card(visit.request, token, await open_sheet(session, assignment, application, user))

    @post("/")
    async def send(self, visit: Visit, token: FromPath[str]) -> Response[Any]:
        """Take the card in; the rule marks at once."""
        session = visit.session
        await throttle(session, LINK_LIMIT, client_address(visit.request))
        assignment, application, user = await by_link(session, visit.vault, token, lock=True)
        sheet = await open_sheet(session, assignment, application, user, await visit.form())
        if assignment.scorecard_id is None:
            card = sheet.read()
            if not sheet.form.ok:
                return self._card(visit.request, token, sheet, status=422)
            with suppress(AlreadyScoredError):  # a second tap
                await submit(session, application, card, actor=f"user:{user.id}")
        return visit.redirect(href("hr.scorecards.guest.show", token=token))

    @post("/draft")
    async def keep(self, visit: Visit, token: FromPath[str]) -> Response[Any]:
        """Keep what is typed so far."""
        session = visit.session
        await throttle(session, DRAFT_LIMIT, client_address(visit.request))
        assignment, application, user = await by_link(session, visit.vault, token, lock=True)
        form = await visit.form()
        if assignment.scorecard_id is not None:
            return visit.redirect(href("hr.scorecards.guest.show", token=token))
        sheet = await open_sheet(session, assignment, application, user, form)
        return await save_draft(visit, sheet, back=href("hr.scorecards.guest.show", token=token))

    def _card(self, request: AnyRequest, token: str, sheet: Sheet, status: int = 200) -> Response[Any]:
        return page(
            request,
            "hr/hiring/scorecards/guest.html",
            status_code=status,
            action=href("hr.scorecards.guest.send", token=token),
            draft=href("hr.scorecards.guest.keep", token=token),
            sent=False,
            **sheet.context(),
        )

    async def _thanks(
        self, visit: TenantRequest, assignment: InterviewAssignment, application: Application, user: User
    ) -> Response[Any]:
        session = visit.session
        others = []
        for other, its_application, person, vacancy in await open_assignments(session, user.id):
            if await is_on(session, Feature.INTERVIEW_LINKS, vacancy.department_id):
                path = href("hr.scorecards.guest.show", token=await link_token(session, visit.vault, other))
                others.append((other, its_application, person, vacancy, path))
        return visit.render(
            "hr/hiring/scorecards/guest.html",
            action="",
            sent=True,
            counted=assignment.scorecard_id is not None,
            assignment=assignment,
            application=application,
            others=others,
        )
