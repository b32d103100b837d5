"""The talent pool: who is in it by their own consent, and who was asked."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.talent_pool.service import members
from ...actor import Staff, needs
from ...nav import console_page


class PoolController(Controller):
    """`/hr/pool`."""

    path = "/hr/pool"
    dependencies = needs(CandidatePermission.READ)

    @get("/")
    async def listing(
        self,
        request: Request[Any, Any, Any],
        session: NamedDependency[AsyncSession],
        staff: NamedDependency[Staff],
    ) -> Response[str]:
        """Who is in it, or who was asked and has not answered."""
        asked = request.query_params.get("asked") == "1"
        return await console_page(
            request,
            session,
            staff,
            "candidates",
            "hr/hiring/talent_pool/list.html",
            rows=await members(session, asked=asked),
            asked=asked,
        )
