"""新签/续签合同: a contract of somebody who works here."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.db.narrowing import narrowed
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.access.scope.service import walls
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.contracts.labour_contracts.history import history_of
from ....tenants.contracts.labour_contracts.models import Contract
from ....tenants.contracts.labour_contracts.queries import contract_under_way
from ....tenants.contracts.labour_contracts.renewal import Suggestion, renew, suggest_renewal
from ....tenants.contracts.labour_contracts.service import Draft
from ....tenants.contracts.law.periods import ten_years_before
from ....tenants.hiring.contracting.service import department_of_job
from ....tenants.people.employees.feature import EmployeePermission
from ....tenants.people.employees.queries import Employed, employee
from ....tenants.people.employers.models import LegalEntity
from ...actor import needs
from ...context import Console, ConsoleRequest
from .form import from_values, readable
from .making import Basis, form_page, make

# What is another with each contract is not marked as come from the last one.
_OWN = ("contract.start", "contract.end", "contract.service_start", "contract.open_basis")


class RenewalController(Controller):
    """`/hr/contracts/new/employee`."""

    path = "/hr/contracts/new/employee"
    dependencies = needs(ContractPermission.MAKE)

    @get("/{employee_id:uuid}")
    async def blank(self, console: Console, employee_id: FromPath[UUID]) -> Response[str]:
        """The form, filled from the last contract, or from the employee's file."""
        found = await _employee(console, employee_id)
        suggested = await suggest_renewal(console.session, console.vault, found)
        values = readable(suggested.values) | {
            "template": suggested.template,
            "employer": str(found.employer.id),
        }
        return await form_page(console, await _basis(console, found, suggested), Form(values))

    @post("/{employee_id:uuid}")
    async def make(self, console: Console, employee_id: FromPath[UUID]) -> Response[Any]:
        """Check against the law and make it; what blocks is said beside its field."""
        session, vault = console.session, console.vault
        found = await _employee(console, employee_id)
        basis = await _basis(console, found, await suggest_renewal(session, vault, found))

        async def create(_employer: LegalEntity, draft: Draft) -> Contract:
            department_id = await department_of_job(session, found.employee)
            return await renew(session, vault, found, draft, department_id=department_id, actor=console.actor)

        return await make(console, basis, create)


async def _employee(console: ConsoleRequest, employee_id: UUID) -> Employed:
    """The employee, for who may read employees too, and this one: contracts alone do not lead to files.

    Raises:
        EmployeeNotFoundError: not in this tenant, or beyond one of the two rights.
    """
    with narrowed(console.session, walls(console.staff.scope(EmployeePermission.READ))):
        await employee(console.session, employee_id)
    return await employee(console.session, employee_id)


async def _basis(console: ConsoleRequest, found: Employed, suggested: Suggestion) -> Basis:
    session, file, renewed = console.session, found.employee, suggested.renewed
    own = {name: value for name, value in suggested.values.items() if name not in _OWN}
    standing = await contract_under_way(session, found.person.id, found.employer.id)
    history = await history_of(session, found.person.id, found.employer.id)
    return Basis(
        person=found.person,
        job=file.job_title or file.number,
        heading=_("续签劳动合同") if renewed is not None else _("新签劳动合同"),
        address=href("hr.labour_contracts.renewal.make", employee_id=file.id),
        back=href("hr.employees.show", employee_id=file.id),
        employers=[found.employer],
        given=from_values(own, "contract") if renewed is not None else {},
        standing=standing,
        notice=_("这位员工有一份合同正在办理：{number}。").format(number=standing.number)
        if standing is not None
        else "",
        hint=_hint(console, found),
        asks_fixed=history.two_fixed_terms or ten_years_before(file.starts_on, _start_of(suggested)),
    )


def _start_of(suggested: Suggestion) -> date:
    return date.fromisoformat(suggested.values["contract.start"])


def _hint(console: ConsoleRequest, found: Employed) -> str:
    """What is missing before a contract can be made."""
    if found.person.id_number_encrypted is not None and found.person.address_encrypted is not None:
        return ""
    words = _(
        "{name}还没有填写入职登记（证件号码、住址）。请本人用手机号 {phone} 登录 {address} 填写，填好后再生成合同。"
    )
    return words.format(
        name=found.person.name, phone=found.person.phone_hint, address=f"{console.tenant.origin}/"
    )
