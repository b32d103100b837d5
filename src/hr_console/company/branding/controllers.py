"""Name, colour and logo."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.colours import OURS, parse_colour
from ....platform.errors import DomainError
from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.http.work import tenant_of_request
from ....platform.i18n import gettext as _
from ....platform.tenancy import Brand
from ....tenants.company.branding.service import MOST_LOGO, keep_logo, set_brand
from ....tenants.company.settings.feature import SettingsPermission
from ...actor import Staff, needs
from ...nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]


class BrandController(Controller):
    """`/hr/brand`."""

    path = "/hr/brand"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def show(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """How it looks now."""
        tenant = tenant_of_request(request)
        form = Form({"name": tenant.name, "accent": tenant.brand.accent or OURS})
        return await _page(request, session, staff, form)

    @post("/")
    async def change(self, request: AnyRequest, session: Session, staff: Me) -> Response[Any]:
        """Change it for everybody at once."""
        before = tenant_of_request(request).brand
        form = await Form.read(request)
        name = form.text("name", most=40)
        accent = form.parsed("accent", parse_colour) or ""
        logo = "" if form.checked("no_logo") else before.logo
        if form.has_file("logo"):
            given = await form.file("logo", most=MOST_LOGO + 1)
            try:
                logo = await keep_logo(session, given[1]) if given is not None else logo
            except DomainError as refused:
                form.refuse(refused)
        if not form.ok:
            return await _page(request, session, staff, form, status=422)
        brand = Brand("" if accent == OURS else accent, logo)
        await set_brand(session, name, brand, actor=staff.actor)
        return redirect(request, "/hr/brand", flash=_("已保存，几秒钟内处处生效。"))


async def _page(
    request: AnyRequest, session: AsyncSession, staff: Staff, form: Form, status: int = 200
) -> Response[str]:
    return await console_page(
        request, session, staff, "brand", "hr/company/branding/form.html", status_code=status, form=form
    )
