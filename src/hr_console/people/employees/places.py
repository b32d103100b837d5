"""The departments that somebody who manages employees can put one into."""

from ....platform.i18n import gettext as _
from ....tenants.people.departments.queries import departments
from ....tenants.people.employees.feature import EmployeePermission
from ...context import ConsoleRequest


async def department_choices(console: ConsoleRequest) -> list[tuple[str, str]]:
    """What a form offers: those within reach, and none for who sees the whole company."""
    scope = console.staff.scope(EmployeePermission.MANAGE)
    inside = [
        (str(row.id), "　" * row.depth + row.name)
        for row in await departments(console.session)
        if scope.covers(row.path)
    ]
    return [("", _("未归部门")) if scope.everything else ("", _("请选择")), *inside]
