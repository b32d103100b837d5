"""A candidate asks for a person to look at the result again, and is told by when they hear."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.errors import DomainError
from ...platform.http.addresses import href
from ...platform.http.context import TenantRequest
from ...platform.http.forms import Form
from ...platform.i18n import gettext as _
from ...platform.i18n.formats import format_daymonth, format_time
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.hiring.candidates.errors import CandidateNotFoundError
from ...tenants.hiring.candidates.models import Application
from ...tenants.hiring.candidates.queries import application
from ...tenants.hiring.decisions.reviews import ask_for_review, may_ask, review_of
from ...tenants.hiring.decisions.service import current
from ..actor import Candidate
from ..context import SIGNED_IN, Portal

_MOST = 500


class ReviewController(Controller):
    """`/review/<application>`."""

    path = "/review/{application_id:uuid}"
    dependencies = SIGNED_IN

    @get("/")
    async def show(self, portal: Portal, application_id: FromPath[UUID]) -> Response[Any]:
        """What happens, and room for words; who has asked already finds the answer on the progress page."""
        session = portal.session
        mine = await _mine(session, application_id, portal.candidate)
        if await review_of(session, mine.id) is not None or not may_ask(await current(session, mine)):
            return portal.redirect(href("portal.progress.show"))
        return await _page(portal, mine, Form())

    @post("/")
    async def ask(self, portal: Portal, application_id: FromPath[UUID]) -> Response[Any]:
        """Ask; pressed twice, it is asked once."""
        session = portal.session
        mine = await _mine(session, application_id, portal.candidate, lock=True)
        form = await portal.form()
        words = form.lines("words", required=False, most=_MOST)
        asked = await review_of(session, mine.id)
        if form.ok and asked is None:
            try:
                asked = await ask_for_review(session, mine, words=words)
            except DomainError as refused:
                form.refuse(refused)
        if asked is None:
            return await _page(portal, mine, form)
        said = _("已收到。我们会由人重新核对，{date} {time} 前答复您。")
        return portal.redirect(
            href("portal.progress.show"),
            flash=said.format(date=format_daymonth(asked.due_at), time=format_time(asked.due_at)),
        )


async def _mine(
    session: AsyncSession, application_id: UUID, candidate: Candidate, *, lock: bool = False
) -> Application:
    """The candidate's own application: another's is the same as none.

    Raises:
        CandidateNotFoundError: absent, or somebody else's.
    """
    found = await application(session, application_id, lock=lock)
    if found.person_id != candidate.person_id:
        raise CandidateNotFoundError
    return found


async def _page(visit: TenantRequest, mine: Application, form: Form) -> Response[str]:
    return visit.render(
        "portal/review/form.html",
        status_code=200 if form.ok else 422,
        application=mine,
        decision=await current(visit.session, mine),
        settings=await tenant_settings(visit.session),
        form=form,
        most=_MOST,
    )
