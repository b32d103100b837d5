"""Messages: what was sent, and what became of it."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ...tenants.access.permissions import Permission
from ...tenants.notices.failures import explain_failure
from ...tenants.notices.models import STATES
from ...tenants.notices.queries import recent, state_counts
from ..actor import Staff, needs
from ..nav import console_page

_SIZE = 50


class MessageController(Controller):
    """`/hr/messages`."""

    path = "/hr/messages"
    dependencies = needs(Permission.MESSAGES_READ)

    @get("/")
    async def listing(
        self,
        request: Request[Any, Any, Any],
        session: NamedDependency[AsyncSession],
        staff: NamedDependency[Staff],
    ) -> Response[str]:
        """Messages with their times, newest first."""
        asked = request.query_params
        state = asked.get("state", "") if asked.get("state", "") in STATES else ""
        number = (
            max(1, int(asked["page"])) if asked.get("page", "").isdecimal() and len(asked["page"]) < 7 else 1
        )
        rows, total = await recent(session, state=state, offset=(number - 1) * _SIZE, limit=_SIZE)
        context: dict[str, Any] = {
            "rows": rows,
            "total": total,
            "state": state,
            "number": number,
            "size": _SIZE,
        }
        counts = await state_counts(session)
        return await console_page(
            request,
            session,
            staff,
            "messages",
            "hr/notices/list.html",
            counts=counts,
            explain=explain_failure,
            **context,
        )
