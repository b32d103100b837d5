"""用印登记: every use of a seal."""

from uuid import UUID

from litestar import Controller, Response, get

from ....platform.clock import today
from ....platform.db import tenant_of
from ....platform.formats import FormatError
from ....platform.formats.numbers import page_number
from ....platform.http.addresses import href
from ....platform.http.download import XLSX, file_response
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.contracts.sealing.register import RegisterFilter, entries, entry_count, export
from ....tenants.people.employers.queries import legal_entities
from ....tenants.people.seals.kinds import KINDS, RULES
from ....tenants.people.seals.queries import seals
from ...actor import needs
from ...context import Console, ConsoleRequest

_SIZE = 50
_FIELDS = ("seal", "since", "until", "q")


class RegisterController(Controller):
    """`/hr/seal-register`."""

    path = "/hr/seal-register"
    dependencies = needs(ContractPermission.READ)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """The newest first, filtered."""
        session, (form, wanted) = console.session, _asked(console)
        number = page_number(console.query.get("page", ""))
        given = {name: form.value(name) for name in _FIELDS if form.value(name)}
        return await console.page(
            "sealing",
            "hr/contracts/sealing/register.html",
            rows=await entries(session, wanted, offset=(number - 1) * _SIZE, limit=_SIZE),
            total=await entry_count(session, wanted),
            every=await seals(session),
            companies={one.id: one.name for one in await legal_entities(session)},
            form=form,
            given=given,
            kinds=KINDS,
            rules=RULES,
            number=number,
            size=_SIZE,
            next_page=href("hr.sealing.register.listing", **given, page=""),
        )

    @get("/export.xlsx")
    async def sheet(self, console: Console) -> Response[bytes]:
        """The register as it is filtered now; taking it away is recorded."""
        data = await export(console.session, _asked(console)[1], actor=console.actor)
        name = _("用印登记 {day}.xlsx").format(day=today(tenant_of(console.session).zoneinfo).isoformat())
        return file_response(data, name, XLSX)


def _asked(console: ConsoleRequest) -> tuple[Form, RegisterFilter]:
    """What was typed, and the filter of what of it can be understood."""
    form = Form({name: console.query.get(name, "") for name in _FIELDS})
    seal = form.parsed("seal", _id, required=False)
    since, until = form.day("since", required=False), form.day("until", required=False)
    return form, RegisterFilter(seal, since, until, form.value("q").strip())


def _id(value: str) -> UUID:
    """Raises:
    FormatError: no id.
    """
    try:
        return UUID(value)
    except ValueError:
        raise FormatError("FORMAT", value) from None
