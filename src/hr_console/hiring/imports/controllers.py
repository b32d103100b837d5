"""Import: upload, look, say what unknown columns are, apply, download what could not come in."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.http.download import file_response
from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import gettext as _
from ....tenants.hiring.blacklist.feature import BlacklistPermission
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.imports.headings import DIMENSION, IGNORED, LABELS, REQUIRED
from ....tenants.hiring.imports.service import apply, faulty_sheet, load, preview, start, warn
from ....tenants.hiring.imports.workbook import MOST_BYTES, SheetUnreadableError
from ...actor import Staff, needs
from ...nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
Vault = NamedDependency[Any]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportController(Controller):
    """`/hr/imports`."""

    path = "/hr/imports"
    dependencies = needs(CandidatePermission.IMPORT)

    @get("/")
    async def show(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """Where to put a sheet."""
        return await console_page(
            request, session, staff, "imports", "hr/hiring/imports/upload.html", form=Form()
        )

    @post("/")
    async def upload(self, request: AnyRequest, session: Session, staff: Me, vault: Vault) -> Response[Any]:
        """Keep the sheet and go to its preview."""
        form = await Form.read(request)
        given = await form.file("sheet", most=MOST_BYTES)
        if given is not None:
            try:
                batch = await start(session, vault, filename=given[0], data=given[1], actor=staff.actor)
                return redirect(request, f"/hr/imports/{batch.id}")
            except SheetUnreadableError as refused:
                form.add_error("sheet", str(refused))
        return await console_page(
            request,
            session,
            staff,
            "imports",
            "hr/hiring/imports/upload.html",
            status_code=422,
            form=form,
        )

    @get("/{batch_id:uuid}")
    async def look(
        self,
        request: AnyRequest,
        batch_id: FromPath[UUID],
        session: Session,
        staff: Me,
        vault: Vault,
    ) -> Response[str]:
        """What would come in, and what not and why."""
        batch = await load(session, batch_id)
        plan = await preview(session, vault, batch) if batch.state == "preview" else None
        if plan is not None and staff.may(BlacklistPermission.MANAGE):
            plan = await warn(session, vault, plan)
        return await console_page(
            request,
            session,
            staff,
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
    async def map_columns(
        self, request: AnyRequest, batch_id: FromPath[UUID], session: Session, staff: Me, vault: Vault
    ) -> Response[Any]:
        """A person says what columns are; what they leave as it was stays ours to read."""
        batch = await load(session, batch_id, lock=True)
        form = await Form.read(request)
        known = {*LABELS, IGNORED, DIMENSION}
        if batch.state != "preview":
            return redirect(request, f"/hr/imports/{batch_id}")
        plan = await preview(session, vault, batch)
        was = {f"{tab.sheet.title}!{column.letter}": column.field for tab, column in plan.columns}
        said = {
            key: value
            for key, value in form.values().items()
            if key in was and value in known and value != was[key]
        }
        batch.mapping = {**batch.mapping, **said}
        return redirect(request, f"/hr/imports/{batch_id}")

    @post("/{batch_id:uuid}/apply")
    async def take_in(
        self,
        request: AnyRequest,
        batch_id: FromPath[UUID],
        session: Session,
        staff: Me,
        vault: Vault,
    ) -> Response[Any]:
        """Take the clean rows in."""
        batch = await load(session, batch_id, lock=True)
        if batch.state == "preview" and (await preview(session, vault, batch)).blocked:
            return redirect(request, f"/hr/imports/{batch_id}", flash=_("还有必需的列没有对应。"))
        await apply(session, vault, batch, actor=staff.actor)
        return redirect(request, f"/hr/imports/{batch_id}")

    @get("/{batch_id:uuid}/faulty.xlsx")
    async def faulty(
        self, batch_id: FromPath[UUID], session: Session, staff: Me, vault: Vault
    ) -> Response[bytes]:
        """The rows that could not come in, with the reasons."""
        batch = await load(session, batch_id)
        data = await faulty_sheet(session, vault, batch)
        return file_response(data, _("未导入明细.xlsx"), _XLSX)
