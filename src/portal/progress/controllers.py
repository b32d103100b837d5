"""Progress: the hot page. One thing: where am I, what is next, by when will I hear."""

from litestar import Controller, Response, get

from ...platform.http.context import Visit
from ...tenants.hiring.progress.queries import progress_of
from ..actor import SignInNeeded, candidate_token, in_wechat
from .contracts import contract_view
from .view import employment_view, main_action, progress_view


class ProgressController(Controller):
    """`/progress`. Who asks is answered together with what they ask for, in one round trip."""

    path = "/progress"

    @get("/")
    async def show(self, visit: Visit) -> Response[str]:
        """The candidate's applications, what waits for them first, then the newest; the first one in full.

        Raises:
            SignInNeeded: nobody is signed in.
        """
        request = visit.request
        token = candidate_token(request)
        progress = await progress_of(visit.session, token) if token else None
        if progress is None:
            raise SignInNeeded(request.url.path, ended=bool(token))
        surveys = progress.settings.survey
        views = [
            progress_view(application, surveys=surveys, works_here=progress.works_here)
            for application in progress.applications
        ]
        views.sort(key=lambda view: view.action is None or not view.action.needed)  # stable: newest first
        contracts = [contract_view(one, progress.person.name) for one in progress.contracts]
        # Whoever has applied too is asked for their identity where their application stands.
        working = progress.works_here and (not views or progress.person.onboarded_at is None)
        employment = employment_view(progress.person) if working else None
        return visit.render(
            "portal/progress/show.html",
            views=views,
            contracts=contracts,
            employment=employment,
            action=main_action(views, contracts, employment),
            settings=progress.settings,
            pool=progress.pool,
            wechat=in_wechat(request),
        )
