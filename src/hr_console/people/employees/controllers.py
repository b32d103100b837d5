"""Employees: who works here and who did, with their contracts; the end of an employment."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.contracts.labour_contracts.queries import contracts_between, contracts_by_id
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.candidates.service import reveal_phone
from ....tenants.people.departments.queries import department
from ....tenants.people.employees.feature import EmployeePermission
from ....tenants.people.employees.queries import (
    Employed,
    employee,
    employee_counts,
    employees,
    other_employments,
)
from ....tenants.people.employees.reasons import END_REASONS
from ....tenants.people.employees.service import End, correct_end, end_employment, end_of
from ...actor import needs
from ...context import Console, ConsoleRequest

_MANAGE = needs(EmployeePermission.MANAGE)
_STATES = {"employed": False, "left": True}
_STAYS = "stays"  # in place of a reason: there is no end


class EmployeeController(Controller):
    """`/hr/employees`."""

    path = "/hr/employees"
    dependencies = needs(EmployeePermission.READ)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """The roster: everybody, or only those who are here, or who have left."""
        asked = console.query.get("state", "")
        session = console.session
        rows = await employees(session, ended=_STATES.get(asked))
        begun_by = {row.employee.contract_id for row in rows if row.employee.contract_id is not None}
        counts = await employee_counts(session)
        return await console.page(
            "employees",
            "hr/people/employees/list.html",
            rows=rows,
            contracts=await contracts_by_id(session, begun_by),
            state=asked if asked in _STATES else "",
            counts={state: counts[ended] for state, ended in _STATES.items()},
        )

    @get("/{employee_id:uuid}")
    async def show(self, console: Console, employee_id: FromPath[UUID]) -> Response[str]:
        """One employment: who, where, since when, until when and why, under which contracts."""
        found = await employee(console.session, employee_id)
        return await self._page(console, found, _filed(found))

    @post("/{employee_id:uuid}/show/phone", dependencies=needs(CandidatePermission.REVEAL))
    async def show_phone(self, console: Console, employee_id: FromPath[UUID]) -> Response[str]:
        """The whole phone number, for one look that is written down."""
        found = await employee(console.session, employee_id)
        phone = await reveal_phone(console.session, console.vault, found.person, actor=console.actor)
        if console.wants_fragment:
            return console.render("hr/hiring/candidates/_shown.html", value=phone)
        return await self._page(console, found, _filed(found), phone=phone)

    @post("/{employee_id:uuid}/end", dependencies=_MANAGE)
    async def end(self, console: Console, employee_id: FromPath[UUID]) -> Response[Any]:
        """File that the employment ends."""
        found, form = await employee(console.session, employee_id, lock=True), await console.form()
        end = _end(form)
        if end is not None:
            try:
                await end_employment(console.session, found.employee, end, actor=console.actor)
                said = _("已登记{name}离职。").format(name=found.person.name)
                return console.redirect(href("hr.employees.show", employee_id=employee_id), flash=said)
            except DomainError as refused:
                form.refuse(refused)
        return await self._page(console, found, form, status=422)

    @post("/{employee_id:uuid}/correct", dependencies=_MANAGE)
    async def correct(self, console: Console, employee_id: FromPath[UUID]) -> Response[Any]:
        """Put a wrong end right, or take it back."""
        found, form = await employee(console.session, employee_id, lock=True), await console.form()
        stays = form.value("reason") == _STAYS
        end = None if stays else _end(form)
        why = form.lines("why", most=200)
        if form.ok:
            try:
                await correct_end(console.session, found.employee, end, why=why, actor=console.actor)
                return console.redirect(
                    href("hr.employees.show", employee_id=employee_id), flash=_("已更正。")
                )
            except DomainError as refused:
                form.refuse(refused)
        return await self._page(console, found, form, status=422)

    async def _page(
        self, console: ConsoleRequest, found: Employed, form: Form, *, status: int = 200, phone: str = ""
    ) -> Response[str]:
        reasons = [(code, str(label)) for code, label in END_REASONS.items()]
        file = found.employee
        return await console.page(
            "employees",
            "hr/people/employees/show.html",
            status_code=status,
            found=found,
            phone=phone,
            department=await department(console.session, file.department_id) if file.department_id else None,
            end=end_of(file),
            reasons=reasons,
            corrections=[*reasons, (_STAYS, _("没有离职，继续在职"))],
            labels=dict(reasons),
            contracts=await contracts_between(console.session, file.person_id, file.legal_entity_id),
            others=await other_employments(console.session, file),
            form=form,
        )


def _filed(found: Employed) -> Form:
    """The form as it is first seen: what is filed, to be corrected."""
    end = end_of(found.employee)
    return Form({"ended_on": end.last_day.isoformat(), "reason": end.reason} if end is not None else None)


def _end(form: Form) -> End | None:
    """What was typed; None where something is wrong with it."""
    last_day, reason = form.day("ended_on"), form.choice("reason", END_REASONS)
    return End(last_day, reason) if form.ok and last_day is not None else None
