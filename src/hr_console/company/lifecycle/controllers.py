"""How the tenant is: trial, in use, suspended, closing; taking everything away; the first steps."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.dependencies import StoreDependency
from ....platform.http.download import file_response
from ....platform.http.forms import Form
from ....platform.http.work import WHILE_READ_ONLY, tenant_of_request
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....tenants.access.users.queries import colleagues
from ....tenants.company.exports.service import ask, export_of, exports, hand_out
from ....tenants.company.lifecycle.service import close, reopen
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.hiring.candidate_list.queries import CandidateFilter, find
from ....tenants.people.departments.queries import departments
from ....tenants.people.employers.queries import legal_entities
from ...actor import needs, reauthenticated
from ...context import Console, ConsoleRequest

# The file holds personal values in the clear; closing ends in deletion.
_EXPORT = reauthenticated(SettingsPermission.MANAGE, doing=lazy("导出全部数据"))
_CLOSE = reauthenticated(SettingsPermission.MANAGE, doing=lazy("注销企业"))


class CompanyController(Controller):
    """`/hr/company`; all of it works while nothing else may be changed."""

    path = "/hr/company"
    opt = WHILE_READ_ONLY
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """The state, the exports, and closing."""
        return await _page(console, Form())

    @get("/welcome")
    async def first_steps(self, console: Console) -> Response[str]:
        """What to do first in a new tenant, and what is done."""
        session = console.session
        employers = await legal_entities(session)
        steps = (
            (href("hr.employers.listing"), _("补全用人单位信息"), _("合同首部要用：法定代表人、住所"),
             bool(employers) and all(row.address and row.legal_representative for row in employers)),
            (href("hr.branding.show"), _("换上贵公司的名称、颜色和标志"), _("候选人看到的就是贵公司的样子"),
             console.tenant.brand.accent != "" or console.tenant.brand.logo != ""),
            (href("hr.departments.tree"), _("建立部门"), _("HR 和用人经理可以只看自己部门"), bool(await departments(session))),
            (href("hr.users.blank"), _("邀请同事"), _("HR、面试官，以及盖章的用印人"), len(await colleagues(session)) > 1),
            (href("hr.imports.show"), _("导入第一批候选人"), _("用现有的 Excel 表，导入前先预览"),
             (await find(session, CandidateFilter(), limit=1)).total > 0),
        )  # fmt: skip
        return await console.page("company", "hr/company/lifecycle/welcome.html", steps=steps)

    @post("/exports", dependencies=_EXPORT)
    async def take_away(self, console: Console) -> Response[Any]:
        """Have everything put into one file."""
        form = Form()
        try:
            await ask(console.session, actor=console.actor)
        except DomainError as refused:
            form.refuse(refused)
            return await _page(console, form, status=refused.status)
        return console.redirect(href("hr.lifecycle.show"), flash=_("正在打包，可以离开本页，稍后回来下载。"))

    @get("/exports/{export_id:uuid}/file", dependencies=_EXPORT)
    async def download(
        self, console: Console, export_id: FromPath[UUID], store: StoreDependency
    ) -> Response[bytes]:
        """The file."""
        found = await export_of(console.session, export_id)
        data = await hand_out(console.session, found, store.get, actor=console.actor)
        name = f"{tenant_of_request(console.request).slug}-{found.asked_at:%Y%m%d}.zip"
        return file_response(data, name, "application/zip")

    @post("/close", dependencies=_CLOSE)
    async def begin_to_close(self, console: Console) -> Response[Any]:
        """Begin to close; the tenant's own address must be typed, so that nobody does it by mistake."""
        form = await console.form()
        if form.value("slug") != console.tenant.slug:
            form.add_error("slug", _("与企业网址不一致，没有注销。"))
            return await _page(console, form, status=422)
        grace = timedelta(days=console.settings.grace_days)
        await close(
            console.session, grace=grace, actor=console.actor, reason=form.text("reason", required=False)
        )
        return console.redirect(
            href("hr.lifecycle.show"), flash=_("已开始注销。宽限期内可以导出，也可以撤回。")
        )

    @post("/reopen")
    async def take_back(self, console: Console) -> Response[str]:
        """Take the closing back."""
        await reopen(console.session, actor=console.actor)
        return console.redirect(href("hr.lifecycle.show"), flash=_("注销已撤回，企业恢复到之前的状态。"))


async def _page(console: ConsoleRequest, form: Form, status: int = 200) -> Response[str]:
    template = (
        "hr/company/lifecycle/_exports.html" if console.wants_fragment else "hr/company/lifecycle/show.html"
    )
    return await console.page(
        "company",
        template,
        status_code=status,
        form=form,
        exports=await exports(console.session),
        grace_days=console.settings.grace_days,
    )
