"""The board: a column for each stage, moves by drag, by keyboard and by a form."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.formats.numbers import whole_number
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.audit.service import attempt
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.pipeline.board import FIRST, board, column
from ....tenants.hiring.pipeline.layout import PipelineStages, layout
from ....tenants.hiring.pipeline.moves import Move, Standing, move, standing
from ....tenants.hiring.pipeline.reasons import REASONS
from ...actor import needs
from ...context import Console, ConsoleRequest
from ..candidates.listing import Asked, choices


class BoardController(Controller):
    """`/hr/board`."""

    path = "/hr/board"
    dependencies = needs(CandidatePermission.READ)

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """Every open stage with its first cards; the filter lives in the address."""
        return await self._board(console)

    @get("/column")
    async def more(self, console: Console) -> Response[str]:
        """More of one column: the next cards for the board, or the column as a page of its own."""
        asked, stages = Asked.read(console.query), await layout(console.session)
        stage = stages.stage(console.query.get("in", ""))
        start = whole_number(console.query.get("from", "")) or 0
        found = await column(console.session, stages, stage, asked.wanted, offset=start)
        if console.wants_fragment:
            return console.render(
                "hr/hiring/board/_cards.html", column=found, asked=asked, staff=console.staff
            )
        return await console.page(
            "board", "hr/hiring/board/column.html", column=found, asked=asked, first=FIRST
        )

    @get("/{application_id:uuid}/move", dependencies=needs(CandidatePermission.WRITE))
    async def where(self, console: Console, application_id: FromPath[UUID]) -> Response[str]:
        """Where to move somebody, and why not to the other stages."""
        found = await standing(console.session, application_id)
        form = Form({"to": console.query.get("to", "")})
        return await self._where(console, found, form)

    @post("/{application_id:uuid}/move", dependencies=needs(CandidatePermission.WRITE))
    async def move(self, console: Console, application_id: FromPath[UUID]) -> Response[Any]:
        """Move somebody; a drag is answered with the board as it is now, and what to say about it."""
        session = console.session
        found, stages = await standing(session, application_id, lock=True), await layout(session)
        form = await console.form()
        seen = form.value("seen")
        try:
            to = stages.stage(form.value("to"))
            async with attempt(session):
                await move(
                    session,
                    console.vault,
                    found,
                    Move(to, form.value("reason"), stages.stage(seen).id if seen else None),
                    stages=stages,
                    actor=console.actor,
                )
        except DomainError as refused:
            if console.wants_fragment:
                return await self._board(console, refused=str(refused), status=409)
            form.refuse(refused)
            return await self._where(console, found, form, status=422)
        said = _("已将{name}移到「{stage}」。").format(name=found.application.person.name, stage=to.label)
        if console.wants_fragment:
            return await self._board(console, said=said)
        return console.redirect(href("hr.board.show"), flash=said)

    async def _board(
        self, console: ConsoleRequest, *, said: str = "", refused: str = "", status: int = 200
    ) -> Response[str]:
        session = console.session
        asked, stages = Asked.read(console.query), await layout(session)
        found = await board(session, stages, asked.wanted)
        if console.wants_fragment:
            return console.render(
                "hr/hiring/board/_board.html",
                status_code=status,
                board=found,
                asked=asked,
                staff=console.staff,
                said=said,
                refused=refused,
            )
        return await console.page(
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
        self, console: ConsoleRequest, found: Standing, form: Form, *, status: int = 200
    ) -> Response[str]:
        stages: PipelineStages = await layout(console.session)
        obstacles = [(stage, found.obstacle(stage.type, "candidate.other")) for stage in stages.stages]
        return await console.page(
            "board",
            "hr/hiring/board/move.html",
            status_code=status,
            application=found.application,
            place=stages.place_of(found.application),
            obstacles=obstacles,
            reasons=[(code, str(reason.label)) for code, reason in REASONS.items()],
            form=form,
        )
