"""添加员工: somebody who worked here before the product came, typed in by hand."""

from typing import Any

from litestar import Controller, Response, get, post

from ....platform.errors import DomainError
from ....platform.formats.contact import parse_email, parse_phone, phone_warning
from ....platform.formats.names import parse_name
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.audit.service import attempt
from ....tenants.people.departments.models import Department
from ....tenants.people.departments.queries import departments
from ....tenants.people.employees.entry import NewEmployee, add_employee
from ....tenants.people.employees.feature import EmployeePermission
from ....tenants.people.employers.models import LegalEntity
from ....tenants.people.employers.queries import legal_entities
from ....tenants.people.persons.service import Contact
from ...actor import needs
from ...context import Console, ConsoleRequest
from .places import department_choices


class AddEmployeeController(Controller):
    """`/hr/employees/new`."""

    path = "/hr/employees/new"
    dependencies = needs(EmployeePermission.MANAGE)

    @get("/")
    async def blank(self, console: Console) -> Response[str]:
        """The form."""
        return await _form_page(console, Form())

    @post("/")
    async def add(self, console: Console) -> Response[Any]:
        """Open the file, or say beside the field why not."""
        form = await console.form()
        new = _read(
            form,
            {str(row.id): row for row in await legal_entities(console.session)},
            {str(row.id): row for row in await departments(console.session)},
        )
        if new is None:
            return await _form_page(console, form, status=422)
        try:
            async with attempt(console.session):
                made = await add_employee(console.session, console.vault, new, actor=console.actor)
        except DomainError as refused:
            form.refuse(refused)
            return await _form_page(console, form, status=422)
        said = _("已添加{name}，工号 {number}。").format(name=new.contact.name, number=made.number)
        said += phone_warning(new.contact.phone)
        return console.redirect(href("hr.employees.show", employee_id=made.id), flash=said)


async def _form_page(console: ConsoleRequest, form: Form, *, status: int = 200) -> Response[str]:
    return await console.page(
        "employees",
        "hr/people/employees/new.html",
        status_code=status,
        form=form,
        employers=[(str(row.id), row.name) for row in await legal_entities(console.session)],
        departments=await department_choices(console),
    )


def _read(form: Form, employers: dict[str, LegalEntity], places: dict[str, Department]) -> NewEmployee | None:
    """What was typed, or None where something is wrong with it."""
    name = form.parsed("name", parse_name)
    phone = form.parsed("phone", parse_phone)
    email = form.parsed("email", parse_email, required=False)
    employer = form.choice("employer", employers)
    place = form.choice("department", {"": None, **places})
    title = " ".join(form.text("job_title", most=60).split())
    starts_on = form.day("starts_on")
    if not form.ok or name is None or phone is None or starts_on is None:
        return None
    contact = Contact(name[0], phone, email)
    return NewEmployee(contact, employers[employer], title, places.get(place), starts_on)
