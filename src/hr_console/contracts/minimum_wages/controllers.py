"""最低工资标准: what is known of each place, verified by whom, and from which notice."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.errors import DomainError
from ....platform.formats.regions import regions_of
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.contracts.minimum_wages.presets import PRESETS
from ....tenants.contracts.minimum_wages.queries import (
    as_standard,
    verified_wage,
    verified_wages,
    wage_table,
)
from ....tenants.contracts.minimum_wages.service import MOST_WORDS, remove, verify
from ...actor import needs
from ...context import Console, ConsoleRequest
from ...staff import names_of
from .form import read_wage, wage_values


class MinimumWageController(Controller):
    """`/hr/minimum-wages`."""

    path = "/hr/minimum-wages"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every standard; `place`: the one whose fields are filled in, to be verified."""
        asked = console.query.get("place", "")
        regions = regions_of(asked)
        values: dict[str, str] = {}
        if regions:
            today = clock.today(tenant_of(console.session).zoneinfo)
            values = wage_values(regions[0], (await wage_table(console.session)).at(asked, today))
        return await _page(console, Form(values))

    @post("/")
    async def save(self, console: Console) -> Response[Any]:
        """Keep what a notice says."""
        form = await console.form()
        wage = read_wage(form)
        if wage is not None:
            try:
                await verify(console.session, wage, actor=console.actor)
                said = _("已保存：{place}。以后的合同按它校验。").format(place=wage.place)
                return console.redirect(href("hr.minimum_wages.listing"), flash=said)
            except DomainError as refused:
                form.refuse(refused)
        return await _page(console, form)

    @post("/{minimum_wage_id:uuid}/remove")
    async def remove(self, console: Console, minimum_wage_id: FromPath[UUID]) -> Response[Any]:
        """Take out what was written down by mistake."""
        await remove(
            console.session, await verified_wage(console.session, minimum_wage_id), actor=console.actor
        )
        return console.redirect(href("hr.minimum_wages.listing"), flash=_("已删除。"))


async def _page(console: ConsoleRequest, form: Form) -> Response[str]:
    zone = tenant_of(console.session).zoneinfo
    rows = await verified_wages(console.session)
    known = {(row.region, row.effective_from) for row in rows}
    newest = {row.region: row.effective_from for row in reversed(rows)}
    return await console.page(
        "minimum-wages",
        "hr/contracts/minimum_wages/list.html",
        status_code=200 if form.ok else 422,
        form=form,
        rows=[(row, as_standard(row, zone)) for row in rows],
        newest=newest,
        presets=[
            one
            for one in PRESETS
            if (one.region, one.effective_from) not in known
            and newest.get(one.region, one.effective_from) <= one.effective_from
        ],
        names=await names_of(console.session, {row.verified_by for row in rows}),
        today=clock.today(zone),
        most=MOST_WORDS,
    )
