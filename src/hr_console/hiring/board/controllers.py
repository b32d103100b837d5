"""The board: a column for each stage, moves by drag, by keyboard and by a form."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import DomainError
from ....platform.http.forms import Form
from ....platform.http.pages import page, redirect, wants_fragment
from ....platform.i18n import gettext as _
from ....tenants.audit.service import attempt
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.pipeline.board import FIRST, board, column
from ....tenants.hiring.pipeline.layout import Layout, layout
from ....tenants.hiring.pipeline.moves import Move, Standing, move, standing
from ....tenants.hiring.pipeline.reasons import REASONS
from ...actor import Staff, needs
from ...nav import console_page
from ..candidates.listing import Asked, choices

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
PATH = "/hr/board"


class BoardController(Controller):
    """`/hr/board`."""

    path = PATH
    dependencies = needs(CandidatePermission.READ)

    @get("/")
    async def show(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """Every open stage with its first cards; the filter lives in the address."""
        return await self._board(request, session, staff)

    @get("/column")
    async def more(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """More of one column: the next cards for the board, or the column as a page of its own."""
        asked, stages = Asked.read(request.query_params), await layout(session)
        stage = stages.stage(request.query_params.get("in", ""))
        offset = request.query_params.get("from", "")
        start = int(offset) if offset.isdecimal() and len(offset) < 7 else 0
        found = await column(session, stages, stage, asked.wanted, offset=start)
        if wants_fragment(request):
            return page(request, "hr/hiring/board/_cards.html", column=found, asked=asked, staff=staff)
        return await console_page(
            request,
            session,
            staff,
            "board",
            "hr/hiring/board/column.html",
            column=found,
            asked=asked,
            first=FIRST,
        )

    @get("/{application_id:uuid}/move", dependencies=needs(CandidatePermission.WRITE))
    async def where(
        self, request: AnyRequest, application_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[str]:
        """Where to move somebody, and why not to the other stages."""
        found = await standing(session, application_id)
        form = Form({"to": request.query_params.get("to", "")})
        return await self._where(request, session, staff, found, form)

    @post("/{application_id:uuid}/move", dependencies=needs(CandidatePermission.WRITE))
    async def move(
        self,
        request: AnyRequest,
        application_id: FromPath[UUID],
        session: Session,
        staff: Me,
        vault: NamedDependency[Any],
    ) -> Response[Any]:
        """Move somebody; a drag is answered with the board as it is now, and what to say about it."""
        found, stages = await standing(session, application_id, lock=True), await layout(session)
        form = await Form.read(request)
        seen = form.value("seen")
        try:
            to = stages.stage(form.value("to"))
            async with attempt(session):
                await move(
                    session,
                    vault,
                    found,
                    Move(to, form.value("reason")),
                    seen=stages.stage(seen).id if seen else None,
                    stages=stages,
                    actor=staff.actor,
                )
        except DomainError as refused:
            if wants_fragment(request):
                return await self._board(request, session, staff, refused=str(refused), status=409)
            form.refuse(refused)
            return await self._where(request, session, staff, found, form, status=422)
        said = _("已将{name}移到「{stage}」。").format(name=found.application.person.name, stage=to.label)
        if wants_fragment(request):
            return await self._board(request, session, staff, said=said)
        return redirect(request, PATH, flash=said)

    async def _board(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        *,
        said: str = "",
        refused: str = "",
        status: int = 200,
    ) -> Response[str]:
        asked, stages = Asked.read(request.query_params), await layout(session)
        found = await board(session, stages, asked.wanted)
        if wants_fragment(request):
            return page(
                request,
                "hr/hiring/board/_board.html",
                status_code=status,
                board=found,
                asked=asked,
                staff=staff,
                said=said,
                refused=refused,
            )
        return await console_page(
            request,
            session,
            staff,
            "board",
            "hr/hiring/board/show.html",
            board=found,
            asked=asked,
            query=asked.wanted.search,
            said=said,
            refused=refused,
            **await choices(session),
        )

    async def _where(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        found: Standing,
        form: Form,
        *,
        status: int = 200,
    ) -> Response[str]:
        stages: Layout = await layout(session)
        obstacles = [(stage, found.obstacle(stage.type, "candidate.other")) for stage in stages.stages]
        return await console_page(
            request,
            session,
            staff,
            "board",
            "hr/hiring/board/move.html",
            status_code=status,
            application=found.application,
            place=stages.place_of(found.application),
            obstacles=obstacles,
            reasons=[(code, str(reason.label)) for code, reason in REASONS.items()],
            form=form,
        )
