"""How the tenant is: trial, in use, suspended, closing; taking everything away; the first steps."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import NotFoundError
from ....platform.http.download import file_response
from ....platform.http.forms import Form
from ....platform.http.pages import redirect, wants_fragment
from ....platform.http.work import WHILE_READ_ONLY, tenant_of_request
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....platform.providers.storage.port import ObjectStore
from ....platform.settings import Settings
from ....tenants.access.users.queries import colleagues
from ....tenants.company.exports.service import ask, export_of, exports, record_downloaded
from ....tenants.company.lifecycle.service import close, reopen
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.hiring.candidate_list.queries import CandidateFilter, find
from ....tenants.people.departments.queries import departments
from ....tenants.people.employers.queries import legal_entities
from ...actor import Staff, needs, proven
from ...nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
_HOME = "/hr/company"
# The file holds personal values in the clear; closing ends in deletion.
_EXPORT = proven(SettingsPermission.MANAGE, doing=lazy("导出全部数据"))
_CLOSE = proven(SettingsPermission.MANAGE, doing=lazy("注销企业"))


class CompanyController(Controller):
    """`/hr/company`; all of it works while nothing else may be changed."""

    path = _HOME
    opt = WHILE_READ_ONLY
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def show(
        self, request: AnyRequest, session: Session, staff: Me, settings: NamedDependency[Settings]
    ) -> Response[str]:
        """The state, the exports, and closing."""
        return await _page(request, session, staff, settings, Form())

    @get("/welcome")
    async def first_steps(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """What to do first in a new tenant, and what is done."""
        employers = await legal_entities(session)
        steps = (
            ("/hr/employers", _("补全用人单位信息"), _("合同首部要用：法定代表人、住所"),
             bool(employers) and all(row.address and row.legal_representative for row in employers)),
            ("/hr/brand", _("换上贵公司的名称、颜色和标志"), _("候选人看到的就是贵公司的样子"),
             tenant_of_request(request).brand.accent != "" or tenant_of_request(request).brand.logo != ""),
            ("/hr/departments", _("建立部门"), _("HR 和用人经理可以只看自己部门"), bool(await departments(session))),
            ("/hr/people/new", _("邀请同事"), _("HR、面试官，以及盖章的用印人"), len(await colleagues(session)) > 1),
            ("/hr/imports", _("导入第一批候选人"), _("用现有的 Excel 表，导入前先预览"),
             (await find(session, CandidateFilter(), limit=1)).total > 0),
        )  # fmt: skip
        return await console_page(
            request, session, staff, "company", "hr/company/lifecycle/welcome.html", steps=steps
        )

    @post("/exports", dependencies=_EXPORT)
    async def take_away(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """Have everything put into one file."""
        await ask(session, actor=staff.actor)
        return redirect(request, _HOME, flash=_("正在打包，可以离开本页，稍后回来下载。"))

    @get("/exports/{export_id:uuid}/file", dependencies=_EXPORT)
    async def download(
        self,
        request: AnyRequest,
        export_id: FromPath[UUID],
        session: Session,
        staff: Me,
        store: NamedDependency[ObjectStore],
    ) -> Response[bytes]:
        """The file."""
        found = await export_of(session, export_id)
        if found.state != "ready":
            raise NotFoundError
        record_downloaded(session, found, actor=staff.actor)
        name = f"{tenant_of_request(request).slug}-{found.asked_at:%Y%m%d}.zip"
        return file_response(await store.get(found.object_key), name, "application/zip")

    @post("/close", dependencies=_CLOSE)
    async def begin_to_close(
        self, request: AnyRequest, session: Session, staff: Me, settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Begin to close; the tenant's own address must be typed, so that nobody does it by mistake."""
        form = await Form.read(request)
        if form.value("slug") != tenant_of_request(request).slug:
            form.add_error("slug", _("与企业网址不一致，没有注销。"))
            return await _page(request, session, staff, settings, form, status=422)
        grace = timedelta(days=settings.grace_days)
        await close(session, grace=grace, actor=staff.actor, reason=form.text("reason", required=False))
        return redirect(request, _HOME, flash=_("已开始注销。宽限期内可以导出，也可以撤回。"))

    @post("/reopen")
    async def take_back(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """Take the closing back."""
        await reopen(session, actor=staff.actor)
        return redirect(request, _HOME, flash=_("注销已撤回，企业恢复到之前的状态。"))


async def _page(
    request: AnyRequest,
    session: AsyncSession,
    staff: Staff,
    settings: Settings,
    form: Form,
    status: int = 200,
) -> Response[str]:
    template = (
        "hr/company/lifecycle/_exports.html" if wants_fragment(request) else "hr/company/lifecycle/show.html"
    )
    return await console_page(
        request,
        session,
        staff,
        "company",
        template,
        status_code=status,
        form=form,
        exports=await exports(session),
        grace_days=settings.grace_days,
    )
