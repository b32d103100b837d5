"""The candidate's consent to be kept in the talent pool: given, declined, taken back, each with one tap."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.http.forms import Form
from ...platform.http.pages import page, redirect
from ...platform.i18n import gettext as _
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.hiring.candidates.errors import CandidateNotFoundError
from ...tenants.hiring.talent_pool.models import PoolEntry
from ...tenants.hiring.talent_pool.service import consent, entry_of, withdraw
from ..actor import Candidate, provide_candidate

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]


class PoolController(Controller):
    """`/pool`."""

    path = "/pool"
    dependencies = {"candidate": Provide(provide_candidate)}

    @get("/")
    async def show(
        self, request: AnyRequest, session: Session, candidate: NamedDependency[Candidate]
    ) -> Response[Any]:
        """What is asked, or what was agreed to and until when."""
        entry = await self._mine(session, candidate)
        return page(
            request, "portal/talent_pool/show.html", entry=entry, settings=await tenant_settings(session)
        )

    @post("/")
    async def answer(
        self, request: AnyRequest, session: Session, candidate: NamedDependency[Candidate]
    ) -> Response[Any]:
        """Yes, or no – now or later."""
        entry = await self._mine(session, candidate, lock=True)
        form = await Form.read(request)
        if form.value("answer") == "yes":
            consent(session, entry, actor=candidate.actor)
            said = _("已加入人才库，谢谢。您可以随时撤回。")
        else:
            withdraw(session, entry, actor=candidate.actor)
            said = _("已收到，我们不会把您保留在人才库中。")
        return redirect(request, "/progress", flash=said)

    async def _mine(self, session: AsyncSession, candidate: Candidate, *, lock: bool = False) -> PoolEntry:
        entry = await entry_of(session, candidate.person_id, lock=lock)
        if entry is None:
            raise CandidateNotFoundError
        return entry
