"""The columns of the board: their names and their order."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.hiring.pipeline.layout import PipelineStages, layout
from ....tenants.hiring.pipeline.service import add_stage, raise_stage, remove_stage, rename_stage
from ....tenants.hiring.stages.types import STAGES, stage_name
from ...actor import needs
from ...context import Console, ConsoleRequest

_LONGEST, _MOST = 12, 20


class StageController(Controller):
    """`/hr/stages`."""

    path = "/hr/stages"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every stage by its type, and the form for one more."""
        return await self._page(console, await layout(console.session), Form())

    @post("/")
    async def make(self, console: Console) -> Response[Any]:
        """Add a stage to a type."""
        form, stages = await console.form(), await layout(console.session)
        type_, name = form.choice("type", STAGES), form.text("name", most=_LONGEST)
        if len(stages.stages) >= _MOST:
            form.add_error("", _("最多 {n} 个阶段。").format(n=_MOST))
        if form.ok:
            try:
                await add_stage(console.session, stages, type_=type_, name=name, actor=console.actor)
                return console.redirect(
                    href("hr.stages.listing"), flash=_("已添加阶段「{name}」。").format(name=name)
                )
            except DomainError as refused:
                form.refuse(refused)
        return await self._page(console, stages, form, status=422)

    @post("/{stage_id:uuid}")
    async def rename(self, console: Console, stage_id: FromPath[UUID]) -> Response[Any]:
        """Give a stage a name; an empty one gives it that of its type."""
        session = console.session
        stages = await layout(session)
        stage, form = stages.stage(stage_id), await console.form()
        name = form.text("name", required=False, most=_LONGEST)
        if form.ok:
            try:
                await rename_stage(session, stage, name, actor=console.actor)
                return console.redirect(
                    href("hr.stages.listing"), flash=_("已保存阶段「{name}」。").format(name=stage.label)
                )
            except DomainError as refused:
                form.refuse(refused)
                await session.refresh(stage)
        return await self._page(console, stages, form, at=stage_id, status=422)

    @post("/{stage_id:uuid}/up")
    async def up(self, console: Console, stage_id: FromPath[UUID]) -> Response[Any]:
        """Before the one before it."""
        stages = await layout(console.session)
        await raise_stage(console.session, stages, stages.stage(stage_id), actor=console.actor)
        return console.redirect(href("hr.stages.listing"))

    @post("/{stage_id:uuid}/delete")
    async def delete(self, console: Console, stage_id: FromPath[UUID]) -> Response[Any]:
        """Take a stage away; its people go where the form says."""
        stages = await layout(console.session)
        stage, form = stages.stage(stage_id), await console.form()
        into = form.value("into")
        try:
            place = stages.stage(into) if into else None
            people = await remove_stage(console.session, stages, stage, into=place, actor=console.actor)
        except DomainError as refused:
            form.refuse(refused)
            return await self._page(console, stages, form, at=stage_id, status=422)
        said = _("阶段已删除。") if not people else _("阶段已删除，{n} 人已移走。").format(n=people)
        return console.redirect(href("hr.stages.listing"), flash=said)

    async def _page(
        self,
        console: ConsoleRequest,
        stages: PipelineStages,
        form: Form,
        *,
        at: UUID | None = None,
        status: int = 200,
    ) -> Response[str]:
        """`at`: the stage whose form was refused; otherwise it was the one for a new stage."""
        groups = [
            (stage_name(type_), [stage for stage in stages.stages if stage.type == type_]) for type_ in STAGES
        ]
        return await console.page(
            "stages",
            "hr/hiring/stages/list.html",
            status_code=status,
            groups=groups,
            types=[(type_, stage_name(type_)) for type_ in STAGES],
            form=form if at is None else Form(),
            refused=form,
            at=at,
        )
