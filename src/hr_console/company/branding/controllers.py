"""Name, colour and logo."""

from typing import Any

from litestar import Controller, Response, get, post

from ....platform.colours import OURS, parse_colour
from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.bodies import UPLOAD
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.tenancy import Brand
from ....tenants.company.branding.service import MOST_LOGO, keep_logo, set_brand
from ....tenants.company.settings.feature import SettingsPermission
from ...actor import needs
from ...context import Console, ConsoleRequest


class BrandController(Controller):
    """`/hr/brand`."""

    path = "/hr/brand"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """How it looks now."""
        tenant = console.tenant
        form = Form({"name": tenant.name, "accent": tenant.brand.accent or OURS})
        return await _page(console, form)

    @post("/", opt=UPLOAD)
    async def change(self, console: Console) -> Response[Any]:
        """Change it for everybody at once."""
        before = console.tenant.brand
        form = await console.form()
        name = form.text("name", most=40)
        accent = form.parsed("accent", parse_colour) or ""
        logo = "" if form.checked("no_logo") else before.logo
        if form.has_file("logo"):
            given = await form.file("logo", most=MOST_LOGO + 1)
            try:
                logo = await keep_logo(console.session, given[1]) if given is not None else logo
            except DomainError as refused:
                form.refuse(refused)
        if not form.ok:
            return await _page(console, form, status=422)
        brand = Brand("" if accent == OURS else accent, logo)
        await set_brand(console.session, name, brand, actor=console.actor)
        return console.redirect(href("hr.branding.show"), flash=_("已保存，几秒钟内处处生效。"))


async def _page(console: ConsoleRequest, form: Form, status: int = 200) -> Response[str]:
    return await console.page("brand", "hr/company/branding/form.html", status_code=status, form=form)
