"""Employees, with the contract that stands."""

from litestar import Controller, Response, get

from ....tenants.contracts.labour_contracts.queries import contracts_by_id
from ....tenants.people.employees.feature import EmployeePermission
from ....tenants.people.employees.queries import employees
from ...actor import needs
from ...context import Console


class EmployeeController(Controller):
    """`/hr/employees`."""

    path = "/hr/employees"
    dependencies = needs(EmployeePermission.READ)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """The roster so far."""
        rows = await employees(console.session)
        contracts = await contracts_by_id(
            console.session, {row[0].contract_id for row in rows if row[0].contract_id is not None}
        )
        return await console.page(
            "employees", "hr/people/employees/list.html", rows=rows, contracts=contracts
        )
