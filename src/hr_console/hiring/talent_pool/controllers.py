"""The talent pool: who is in it by their own consent, and who was asked."""

from litestar import Controller, Response, get

from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.talent_pool.service import members
from ...actor import needs
from ...context import Console


class PoolController(Controller):
    """`/hr/pool`."""

    path = "/hr/pool"
    dependencies = needs(CandidatePermission.READ)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Who is in it, or who was asked and has not answered."""
        asked = console.query.get("asked") == "1"
        return await console.page(
            "candidates",
            "hr/hiring/talent_pool/list.html",
            rows=await members(console.session, asked=asked),
            asked=asked,
        )
