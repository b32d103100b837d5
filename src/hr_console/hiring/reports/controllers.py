"""Reports: one table with its picture, narrowed by the address, and the same as a sheet."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.db import tenant_of
from ....platform.errors import NotFoundError
from ....platform.http.download import XLSX, file_response
from ....platform.i18n import gettext as _
from ....tenants.hiring.reports.catalogue import REPORTS, export
from ....tenants.hiring.reports.feature import ReportPermission
from ....tenants.people.departments.models import Department
from ....tenants.people.departments.queries import departments
from ...actor import Staff, needs
from ...nav import console_page
from .chart import picture, said
from .query import PERIODS, Asked, visible

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]


class ReportController(Controller):
    """`/hr/reports`. Whose rights reach a department only sees its numbers only: the walls are on the queries."""

    path = "/hr/reports"
    dependencies = needs(ReportPermission.READ)

    @get("/")
    async def first(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """The first report."""
        return await self._page(request, session, staff, next(iter(REPORTS)))

    @get("/{report:str}")
    async def show(
        self, request: AnyRequest, report: FromPath[str], session: Session, staff: Me
    ) -> Response[str]:
        """One report."""
        return await self._page(request, session, staff, report)

    @get("/{report:str}/export.xlsx")
    async def sheet(
        self, request: AnyRequest, report: FromPath[str], session: Session, staff: Me
    ) -> Response[bytes]:
        """The same table as a sheet."""
        asked, _rows = await self._asked(request, session, staff, report)
        data = await export(session, asked.report, asked.wanted, actor=staff.actor)
        ends = f"{asked.wanted.first.isoformat()}_{asked.wanted.last.isoformat()}"
        return file_response(
            data, _("{report} {ends}.xlsx").format(report=asked.report.name, ends=ends), XLSX
        )

    async def _asked(
        self, request: AnyRequest, session: AsyncSession, staff: Staff, key: str
    ) -> tuple[Asked, list[Department]]:
        report = REPORTS.get(key)
        if report is None:
            raise NotFoundError
        rows = visible(await departments(session), staff.scope(ReportPermission.READ))
        return Asked.read(report, request.query_params, rows, tenant_of(session).zoneinfo), rows

    async def _page(
        self, request: AnyRequest, session: AsyncSession, staff: Staff, key: str
    ) -> Response[str]:
        asked, rows = await self._asked(request, session, staff, key)
        table = await asked.report.build(session, asked.wanted)
        return await console_page(
            request,
            session,
            staff,
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
