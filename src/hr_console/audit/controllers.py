"""The chain: is it whole?"""

from litestar import Controller, Response, get

from ...tenants.audit.feature import AuditPermission
from ...tenants.audit.service import verify_chain
from ..actor import needs
from ..context import Console


class AuditController(Controller):
    """`/hr/audit`."""

    path = "/hr/audit"
    dependencies = needs(AuditPermission.READ)

    @get("/")
    async def check(self, console: Console) -> Response[str]:
        """Recompute every link and say what was found."""
        report = await verify_chain(console.session)
        return await console.page("audit", "hr/audit/show.html", report=report)
