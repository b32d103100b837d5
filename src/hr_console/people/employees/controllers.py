"""Employees, with the contract that stands."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ....tenants.contracts.labour_contracts.queries import contracts_by_id
from ....tenants.people.employees.feature import EmployeePermission
from ....tenants.people.employees.queries import employees
from ...actor import Staff, needs
from ...nav import console_page


class EmployeeController(Controller):
    """`/hr/employees`."""

    path = "/hr/employees"
    dependencies = needs(EmployeePermission.READ)

    @get("/")
    async def listing(
        self,
        request: Request[Any, Any, Any],
        session: NamedDependency[AsyncSession],
        staff: NamedDependency[Staff],
    ) -> Response[str]:
        """The roster so far."""
        rows = await employees(session)
        contracts = await contracts_by_id(
            session, {row[0].contract_id for row in rows if row[0].contract_id is not None}
        )
        return await console_page(
            request,
            session,
            staff,
            "employees",
            "hr/people/employees/list.html",
            rows=rows,
            contracts=contracts,
        )
