"""The candidate's consent to be kept in the talent pool: given, declined, taken back, each with one tap."""

from typing import Any

from litestar import Controller, Response, get, post
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.http.addresses import href
from ...platform.i18n import gettext as _
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.hiring.candidates.errors import CandidateNotFoundError
from ...tenants.hiring.talent_pool.models import PoolEntry
from ...tenants.hiring.talent_pool.service import consent, entry_of, withdraw
from ..actor import Candidate
from ..context import SIGNED_IN, Portal


class PoolController(Controller):
    """`/pool`."""

    path = "/pool"
    dependencies = SIGNED_IN

    @get("/")
    async def show(self, portal: Portal) -> Response[Any]:
        """What is asked, or what was agreed to and until when."""
        entry = await self._mine(portal.session, portal.candidate)
        return portal.render(
            "portal/talent_pool/show.html", entry=entry, settings=await tenant_settings(portal.session)
        )

    @post("/")
    async def answer(self, portal: Portal) -> Response[Any]:
        """Yes, or no – now or later."""
        session = portal.session
        entry = await self._mine(session, portal.candidate, lock=True)
        form = await portal.form()
        if form.value("answer") == "yes":
            consent(session, entry, actor=portal.actor)
            said = _("已加入人才库，谢谢。您可以随时撤回。")
        else:
            withdraw(session, entry, actor=portal.actor)
            said = _("已收到，我们不会把您保留在人才库中。")
        return portal.redirect(href("portal.progress.show"), flash=said)

    async def _mine(self, session: AsyncSession, candidate: Candidate, *, lock: bool = False) -> PoolEntry:
        entry = await entry_of(session, candidate.person_id, lock=lock)
        if entry is None:
            raise CandidateNotFoundError
        return entry
