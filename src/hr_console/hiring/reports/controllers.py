"""Reports: one table with its picture, narrowed by the address, and the same as a sheet."""

from litestar import Controller, Response, get
from litestar.params import FromPath

from ....platform.db import tenant_of
from ....platform.errors import NotFoundError
from ....platform.http.download import XLSX, file_response
from ....platform.i18n import gettext as _
from ....tenants.hiring.reports.catalogue import REPORTS, export
from ....tenants.hiring.reports.feature import ReportPermission
from ....tenants.people.departments.models import Department
from ....tenants.people.departments.queries import departments
from ...actor import needs
from ...context import Console, ConsoleRequest
from .chart import picture, said
from .query import PERIODS, Asked, visible


class ReportController(Controller):
    """`/hr/reports`. Whose rights reach a department only sees its numbers only: the walls are on the queries."""

    path = "/hr/reports"
    dependencies = needs(ReportPermission.READ)

    @get("/")
    async def first(self, console: Console) -> Response[str]:
        """The first report."""
        return await self._page(console, next(iter(REPORTS)))

    @get("/{report:str}")
    async def show(self, console: Console, report: FromPath[str]) -> Response[str]:
        """One report."""
        return await self._page(console, report)

    @get("/{report:str}/export.xlsx")
    async def sheet(self, console: Console, report: FromPath[str]) -> Response[bytes]:
        """The same table as a sheet."""
        asked, _rows = await self._asked(console, report)
        data = await export(console.session, asked.report, asked.wanted, actor=console.actor)
        ends = f"{asked.wanted.first.isoformat()}_{asked.wanted.last.isoformat()}"
        return file_response(
            data, _("{report} {ends}.xlsx").format(report=asked.report.name, ends=ends), XLSX
        )

    async def _asked(self, console: ConsoleRequest, key: str) -> tuple[Asked, list[Department]]:
        report = REPORTS.get(key)
        if report is None:
            raise NotFoundError
        rows = visible(await departments(console.session), console.staff.scope(ReportPermission.READ))
        return Asked.read(report, console.query, rows, tenant_of(console.session).zoneinfo), rows

    async def _page(self, console: ConsoleRequest, key: str) -> Response[str]:
        asked, rows = await self._asked(console, key)
        table = await asked.report.build(console.session, asked.wanted)
        return await console.page(
            "reports",
            "hr/hiring/reports/show.html",
            reports=REPORTS.values(),
            asked=asked,
            table=table,
            picture=picture(table, str(asked.report.name)),
            said=said,
            departments=rows,
            periods=PERIODS,
        )
