"""Progress: the hot page. One thing: where am I, what is next, by when will I hear."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.http.pages import page
from ...tenants.candidates.queries import applications_of, person
from ...tenants.contracts.queries import open_contract_of
from ...tenants.notices.queries import messages_of
from ...tenants.settings.queries import tenant_settings
from ..actor import Candidate, in_wechat, provide_candidate
from .view import progress_view


class ProgressController(Controller):
    """`/progress`."""

    path = "/progress"
    dependencies = {"candidate": Provide(provide_candidate)}

    @get("/")
    async def show(
        self,
        request: Request[Any, Any, Any],
        session: NamedDependency[AsyncSession],
        candidate: NamedDependency[Candidate],
    ) -> Response[str]:
        """The candidate's applications, what waits for them first, then the newest; the first one in full."""
        me = await person(session, candidate.person_id)
        applications = await applications_of(session, me.id)
        settings = await tenant_settings(session)
        views = []
        for application in applications:
            contract = await open_contract_of(session, application.id)
            messages = await messages_of(session, application.id)
            views.append(progress_view(application, contract, messages))
        views.sort(key=lambda view: view.action is None or not view.action.needed)  # stable: newest first
        return page(
            request,
            "portal/progress/show.html",
            me=me,
            views=views,
            settings=settings,
            wechat=in_wechat(request),
        )
