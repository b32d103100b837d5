"""Name, colour and logo."""

from typing import Any

from litestar import Controller, Response, get, post

from ....platform.colours import OURS, parse_colour
from ....platform.errors import DomainError
from ....platform.files import FileReader
from ....platform.http.addresses import href
from ....platform.http.bodies import UPLOAD
from ....platform.http.files import Files
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.tenancy import Brand
from ....tenants.company.branding.picture import SoundLogo
from ....tenants.company.branding.service import check_logo, keep_logo, set_brand
from ....tenants.company.settings.feature import SettingsPermission
from ...actor import needs
from ...context import Console, ConsoleRequest

_MOST_READ = 2_000_000  # bytes: what a logo may have is said by its own refusal


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
    async def change(self, console: Console, files: Files) -> Response[Any]:
        """Change it for everybody at once."""
        form = await console.form()
        name = form.text("name", most=40)
        accent = form.parsed("accent", parse_colour) or ""
        picture, status = await _picture(console, files, form)
        if not form.ok:
            return await _page(console, form, status=status)
        logo = "" if form.checked("no_logo") else console.tenant.brand.logo
        if picture is not None:
            logo = await keep_logo(console.session, picture)
        brand = Brand("" if accent == OURS else accent, logo)
        await set_brand(console.session, name, brand, actor=console.actor)
        return console.redirect(href("hr.branding.show"), flash=_("已保存，几秒钟内处处生效。"))


async def _picture(console: ConsoleRequest, files: FileReader, form: Form) -> tuple[SoundLogo | None, int]:
    """The logo that was given, if it is one, and the status of the page that says why not."""
    given = await form.file("logo", most=_MOST_READ) if form.has_file("logo") else None
    if given is None:
        return None, 422
    try:
        return await check_logo(console.session, files, given[1]), 422
    except DomainError as refused:
        form.add_error("logo", str(refused))
        return None, refused.status


async def _page(console: ConsoleRequest, form: Form, status: int = 200) -> Response[str]:
    return await console.page("brand", "hr/company/branding/form.html", status_code=status, form=form)
