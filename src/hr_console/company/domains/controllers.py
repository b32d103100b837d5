"""Own domains: add, prove, let links lead there."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import DomainError
from ....platform.formats.hosts import parse_host
from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import gettext as _
from ....platform.settings import Settings
from ....tenants.company.domains.service import add, ask_for_proof, domain, domains, remove, use
from ....tenants.company.settings.feature import SettingsPermission
from ...actor import Staff, needs
from ...nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
_HOME = "/hr/domains"


class DomainController(Controller):
    """`/hr/domains`."""

    path = _HOME
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(
        self, request: AnyRequest, session: Session, staff: Me, settings: NamedDependency[Settings]
    ) -> Response[str]:
        """Every domain, with the record that proves it."""
        return await _page(request, session, staff, settings, Form())

    @post("/")
    async def claim(
        self, request: AnyRequest, session: Session, staff: Me, settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Add one."""
        form = await Form.read(request)
        host = form.parsed("host", parse_host)
        if host is not None and (host == settings.base_domain or host.endswith("." + settings.base_domain)):
            form.add_error("host", _("这是回音自己的域名，请填写贵公司的域名。"))
        if form.ok and host is not None:
            try:
                await add(session, host, actor=staff.actor)
                return redirect(
                    request, _HOME, flash=_("已添加。请按下面的说明添加 DNS 记录，再点「检查」。")
                )
            except DomainError as refused:
                form.refuse(refused)
        return await _page(request, session, staff, settings, form, status=422)

    @post("/{host:str}/check")
    async def check(
        self, request: AnyRequest, host: FromPath[str], session: Session, staff: Me
    ) -> Response[str]:
        """Have the record looked for."""
        await ask_for_proof(session, host)
        return redirect(request, _HOME, flash=_("正在查询 DNS，几秒钟后刷新看结果。"))

    @post("/{host:str}/use")
    async def lead_here(
        self, request: AnyRequest, host: FromPath[str], session: Session, staff: Me
    ) -> Response[str]:
        """Let links in messages lead there; the one in use is put aside again."""
        chosen = await domain(session, host)
        await use(session, "" if chosen.main else host, actor=staff.actor)
        return redirect(request, _HOME, flash=_("已保存，此后消息里的链接使用新的网址。"))

    @post("/{host:str}/remove")
    async def give_up(
        self, request: AnyRequest, host: FromPath[str], session: Session, staff: Me
    ) -> Response[str]:
        """Give one up."""
        found = await domain(session, host)
        await remove(session, found.host, actor=staff.actor)
        return redirect(request, _HOME, flash=_("已移除 {host}。").format(host=found.host))


async def _page(
    request: AnyRequest,
    session: AsyncSession,
    staff: Staff,
    settings: Settings,
    form: Form,
    status: int = 200,
) -> Response[str]:
    return await console_page(
        request,
        session,
        staff,
        "domains",
        "hr/company/domains/list.html",
        status_code=status,
        form=form,
        rows=await domains(session),
        base_domain=settings.base_domain,
    )
