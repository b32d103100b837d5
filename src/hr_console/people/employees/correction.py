"""更正资料: what was typed in by hand about an employee, while nothing rests on it; the department later too."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.formats.contact import parse_email, parse_phone, phone_warning
from ....platform.formats.names import parse_name
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.audit.service import attempt
from ....tenants.people.departments.queries import departments
from ....tenants.people.employees.correction import Correction, Details, correct, may_correct_details
from ....tenants.people.employees.feature import EmployeePermission
from ....tenants.people.employees.queries import Employed, employee
from ....tenants.people.persons.service import NewContact
from ...actor import needs
from ...context import Console, ConsoleRequest
from .places import department_choices


class CorrectEmployeeController(Controller):
    """`/hr/employees/…/details`."""

    path = "/hr/employees/{employee_id:uuid}/details"
    dependencies = needs(EmployeePermission.MANAGE)

    @get("/")
    async def edit(self, console: Console, employee_id: FromPath[UUID]) -> Response[str]:
        """The form, as the file is; phone and e-mail, which are shown in part, stay where nothing is typed."""
        found = await employee(console.session, employee_id)
        file = found.employee
        values = {
            "name": found.person.name,
            "department": str(file.department_id or ""),
            "job_title": file.job_title,
            "starts_on": file.starts_on.isoformat(),
        }
        return await _form_page(console, found, Form(values))

    @post("/")
    async def save(self, console: Console, employee_id: FromPath[UUID]) -> Response[Any]:
        """Put it right, or say beside the field why not."""
        session, form = console.session, await console.form()
        found = await employee(session, employee_id, lock=True)
        places = {str(row.id): row for row in await departments(session)}
        place = form.choice("department", {"": None, **places})
        details = _details(form) if form.checked("name") else None  # a page that is older is told why not
        if not form.ok:
            return await _form_page(console, found, form, status=422)
        try:
            async with attempt(session):
                correction = Correction(places.get(place), details)
                await correct(session, console.vault, found, correction, actor=console.actor)
        except DomainError as refused:
            form.refuse(refused)
            return await _form_page(console, await employee(session, employee_id), form, status=422)
        said = _("资料已更正。")
        if details is not None and details.contact.phone:
            said += phone_warning(details.contact.phone)
        return console.redirect(href("hr.employees.show", employee_id=employee_id), flash=said)


async def _form_page(
    console: ConsoleRequest, found: Employed, form: Form, *, status: int = 200
) -> Response[str]:
    return await console.page(
        "employees",
        "hr/people/employees/details.html",
        status_code=status,
        found=found,
        form=form,
        everything=await may_correct_details(console.session, found),
        departments=await department_choices(console),
    )


def _details(form: Form) -> Details | None:
    """What was typed, or None where something is wrong with it."""
    name = form.parsed("name", parse_name)
    phone = form.parsed("phone", parse_phone, required=False)
    email = form.parsed("email", parse_email, required=False)
    title = " ".join(form.text("job_title", most=60).split())
    starts_on = form.day("starts_on")
    if not form.ok or name is None or starts_on is None:
        return None
    return Details(NewContact(name[0], phone, email), title, starts_on)
