"""The chain: is it whole?"""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ...tenants.audit.feature import AuditPermission
from ...tenants.audit.service import verify_chain
from ..actor import Staff, needs
from ..nav import console_page


class AuditController(Controller):
    """`/hr/audit`."""

    path = "/hr/audit"
    dependencies = needs(AuditPermission.READ)

    @get("/")
    async def check(
        self,
        request: Request[Any, Any, Any],
        session: NamedDependency[AsyncSession],
        staff: NamedDependency[Staff],
    ) -> Response[str]:
        """Recompute every link and say what was found."""
        report = await verify_chain(session)
        return await console_page(request, session, staff, "audit", "hr/audit/show.html", report=report)
