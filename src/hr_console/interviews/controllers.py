"""Who waits for my scores."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ...tenants.access.permissions import Permission
from ...tenants.interviews.queries import open_interviews
from ..actor import Staff, needs
from ..nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]


class InterviewController(Controller):
    """`/hr/interviews`."""

    path = "/hr/interviews"
    dependencies = needs(Permission.INTERVIEWS_SCORE)

    @get("/")
    async def listing(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """The cards I owe."""
        rows = await open_interviews(session, staff.id)
        return await console_page(request, session, staff, "interviews", "hr/interviews/list.html", rows=rows)
