"""Own domains: add, prove, let links lead there."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.formats.hosts import parse_host
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.company.domains.service import add, ask_for_proof, domain, domains, remove, use
from ....tenants.company.settings.feature import SettingsPermission
from ...actor import needs
from ...context import Console, ConsoleRequest


class DomainController(Controller):
    """`/hr/domains`."""

    path = "/hr/domains"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every domain, with the record that proves it."""
        return await _page(console, Form())

    @post("/")
    async def claim(self, console: Console) -> Response[Any]:
        """Add one."""
        form = await console.form()
        host = form.parsed("host", parse_host)
        if host is not None and (
            host == console.settings.base_domain or host.endswith("." + console.settings.base_domain)
        ):
            form.add_error("host", _("这是回音自己的域名，请填写贵公司的域名。"))
        if form.ok and host is not None:
            try:
                await add(console.session, host, actor=console.actor)
                return console.redirect(
                    href("hr.domains.listing"), flash=_("已添加。请按下面的说明添加 DNS 记录，再点「检查」。")
                )
            except DomainError as refused:
                form.refuse(refused)
        return await _page(console, form, status=422)

    @post("/{host:str}/check")
    async def check(self, console: Console, host: FromPath[str]) -> Response[str]:
        """Have the record looked for."""
        await ask_for_proof(console.session, host)
        return console.redirect(href("hr.domains.listing"), flash=_("正在查询 DNS，几秒钟后刷新看结果。"))

    @post("/{host:str}/use")
    async def lead_here(self, console: Console, host: FromPath[str]) -> Response[str]:
        """Let links in messages lead there; the one in use is put aside again."""
        chosen = await domain(console.session, host)
        await use(console.session, "" if chosen.main else host, actor=console.actor)
        return console.redirect(href("hr.domains.listing"), flash=_("已保存，此后消息里的链接使用新的网址。"))

    @post("/{host:str}/remove")
    async def give_up(self, console: Console, host: FromPath[str]) -> Response[str]:
        """Give one up."""
        found = await domain(console.session, host)
        await remove(console.session, found.host, actor=console.actor)
        return console.redirect(
            href("hr.domains.listing"), flash=_("已移除 {host}。").format(host=found.host)
        )


async def _page(console: ConsoleRequest, form: Form, status: int = 200) -> Response[str]:
    return await console.page(
        "domains",
        "hr/company/domains/list.html",
        status_code=status,
        form=form,
        rows=await domains(console.session),
        base_domain=console.settings.base_domain,
    )
