"""期限: what has to be signed, renewed or judged by when, and what being late costs."""

from litestar import Controller, Response, get

from ....platform.clock import now
from ....platform.http.addresses import href
from ....platform.http.download import file_response
from ....platform.i18n import gettext as _
from ....tenants.contracts.deadlines.calendar import MEDIA_TYPE, write
from ....tenants.contracts.deadlines.queries import counts, deadlines
from ....tenants.contracts.deadlines.types import DeadlineKind
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.people.employees.feature import EmployeePermission
from ...actor import needs
from ...context import Console


class DeadlineController(Controller):
    """`/hr/deadlines`."""

    path = "/hr/deadlines"
    dependencies = needs(ContractPermission.READ)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """All of them, or those of one kind, what is late first."""
        found = await deadlines(console.session, console.vault)
        asked = console.query.get("state", "")
        kind = DeadlineKind(asked) if asked in set(DeadlineKind) else None
        return await console.page(
            "deadlines",
            "hr/contracts/deadlines/list.html",
            found=[one for one in found if kind in (None, one.kind)],
            kind=kind,
            counts=counts(found),
            makes=console.staff.may(ContractPermission.MAKE),
            reads_files=console.staff.may(EmployeePermission.READ),
        )

    @get("/deadlines.ics")
    async def calendar(self, console: Console) -> Response[bytes]:
        """The same for a calendar."""
        found = await deadlines(console.session, console.vault)
        link = console.tenant.origin + href("hr.deadlines.listing")
        name = _("{company}的合同期限").format(company=console.tenant.name)
        data = write(found, name=name, link=link, stamp=now()).encode()
        return file_response(data, "deadlines.ics", MEDIA_TYPE)
