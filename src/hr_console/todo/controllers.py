"""待办: the oldest promise first."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.clock import now
from ...tenants.candidates.queries import CandidateFilter, find, stage_counts
from ...tenants.contracts.queries import contracts, state_counts
from ...tenants.notices.queries import state_counts as message_counts
from ..actor import HR, Staff, staff
from ..nav import console_page

_SHOWN = 8


class TodoController(Controller):
    """`/hr/`."""

    path = "/hr"
    dependencies = staff(*HR)

    @get("/")
    async def show(
        self,
        request: Request[Any, Any, Any],
        session: NamedDependency[AsyncSession],
        staff: NamedDependency[Staff],
    ) -> Response[str]:
        """Results to confirm, offers without a contract, contracts to send or seal."""
        to_confirm = await find(session, CandidateFilter(to_confirm=True), limit=_SHOWN)
        offers = await find(session, CandidateFilter(stage="offer"), limit=_SHOWN)
        return await console_page(
            request,
            session,
            staff,
            "todo",
            "hr/todo/show.html",
            to_confirm=to_confirm,
            offers=offers,
            to_send=await contracts(session, state="checked"),
            to_seal=await contracts(session, state="pending_company"),
            stages=await stage_counts(session),
            contracts=await state_counts(session),
            messages=await message_counts(session),
            today=now(),
        )
