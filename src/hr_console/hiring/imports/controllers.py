"""Import: upload, look, say what unknown columns are, apply, download what could not come in."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.files import FileRefusedError
from ....platform.http.addresses import href
from ....platform.http.bodies import UPLOAD
from ....platform.http.download import file_response
from ....platform.http.files import Files
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.hiring.blacklist.feature import BlacklistPermission
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.imports.errors import MappingChangedError
from ....tenants.hiring.imports.headings import DIMENSION, IGNORED, LABELS, REQUIRED
from ....tenants.hiring.imports.service import (
    apply,
    check,
    faulty_sheet,
    load,
    preview,
    start,
    warn,
    work_out,
)
from ....tenants.hiring.imports.workbook import MOST_BYTES
from ...actor import needs
from ...context import Console

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportController(Controller):
    """`/hr/imports`."""

    path = "/hr/imports"
    dependencies = needs(CandidatePermission.IMPORT)

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """Where to put a sheet."""
        return await console.page("imports", "hr/hiring/imports/upload.html", form=Form())

    @post("/", opt=UPLOAD)
    async def upload(self, console: Console, files: Files) -> Response[Any]:
        """Keep the sheet and go to its preview."""
        form = await console.form()
        given = await form.file("sheet", most=MOST_BYTES)
        status = 422
        if given is not None:
            try:
                sheet = await check(console.session, files, *given)
                batch = await start(console.session, console.vault, sheet, actor=console.actor)
                return console.redirect(href("hr.imports.look", batch_id=batch.id))
            except FileRefusedError as refused:
                form.add_error("sheet", str(refused))
                status = refused.status
        return await console.page("imports", "hr/hiring/imports/upload.html", status_code=status, form=form)

    @get("/{batch_id:uuid}")
    async def look(self, console: Console, files: Files, batch_id: FromPath[UUID]) -> Response[str]:
        """What would come in, and what not and why."""
        session = console.session
        batch = await load(session, batch_id)
        plan = await preview(session, console.vault, files, batch) if batch.state == "preview" else None
        if plan is not None and console.staff.may(BlacklistPermission.MANAGE):
            plan = await warn(session, console.vault, plan)
        return await console.page(
            "imports",
            "hr/hiring/imports/preview.html",
            batch=batch,
            plan=plan,
            counts=plan.counts() if plan is not None else batch.counts,
            fields={name: _(label) for name, label in LABELS.items()},
            required=REQUIRED,
            likely=[column.heading for _tab, column in plan.unmapped if column.like_scores] if plan else [],
            has_people=plan is not None and any(tab.kind == "people" for tab in plan.tabs),
            special={IGNORED: _("不导入"), DIMENSION: _("评分维度")},
        )

    @post("/{batch_id:uuid}/mapping")
    async def map_columns(self, console: Console, files: Files, batch_id: FromPath[UUID]) -> Response[Any]:
        """A person says what columns are; what they leave as it was stays ours to read."""
        form = await console.form()
        known = {*LABELS, IGNORED, DIMENSION}
        batch = await load(console.session, batch_id)
        if batch.state != "preview":
            return console.redirect(href("hr.imports.look", batch_id=batch_id))
        plan = await preview(console.session, console.vault, files, batch)
        was = {f"{tab.sheet.title}!{column.letter}": column.field for tab, column in plan.columns}
        said = {
            key: value
            for key, value in form.values().items()
            if key in was and value in known and value != was[key]
        }
        batch = await load(console.session, batch_id, lock=True)
        if batch.state == "preview":
            batch.mapping = {**batch.mapping, **said}
        return console.redirect(href("hr.imports.look", batch_id=batch_id))

    @post("/{batch_id:uuid}/apply")
    async def take_in(self, console: Console, files: Files, batch_id: FromPath[UUID]) -> Response[Any]:
        """Take the clean rows in."""
        session, page = console.session, href("hr.imports.look", batch_id=batch_id)
        batch = await load(session, batch_id)
        if batch.state == "preview":
            outcome = await work_out(session, console.vault, files, batch)
            if outcome.plan.blocked:
                return console.redirect(page, flash=_("还有必需的列没有对应。"))
            batch = await load(session, batch_id, lock=True)
            try:
                await apply(session, console.vault, batch, outcome, actor=console.actor)
            except MappingChangedError as refused:
                return console.redirect(page, flash=str(refused))
        return console.redirect(page)

    @get("/{batch_id:uuid}/faulty.xlsx")
    async def faulty(self, console: Console, batch_id: FromPath[UUID]) -> Response[bytes]:
        """The rows that could not come in, with the reasons."""
        batch = await load(console.session, batch_id)
        data = await faulty_sheet(console.session, console.vault, batch)
        return file_response(data, _("未导入明细.xlsx"), _XLSX)
