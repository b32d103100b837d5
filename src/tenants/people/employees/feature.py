"""Employees: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, Meaning, NavigationEntry, Permission
from ....platform.i18n import lazy as _


class EmployeeEvent(Event):
    """What is written to the chain."""

    FILED = "employee.filed", _("归入员工档案")
    ENDED = "employee.ended", _("办理离职")
    END_CORRECTED = "employee.end_corrected", _("更正离职登记")
    CORRECTED = "employee.corrected", _("更正员工资料")


class EmployeePermission(Permission):
    """What can be allowed here."""

    READ = Meaning(
        "employees.read",
        _("查看员工"),
        _("员工名册"),
        order=150,
        reach="scoped",
        roles=("admin", "hr", "auditor"),
    )
    MANAGE = Meaning(
        "employees.manage",
        _("管理员工"),
        _("添加员工，更正资料，办理离职，更正离职登记"),
        order=155,
        reach="scoped",
        roles=("admin", "hr"),
    )


FEATURE = Feature(
    events=EmployeeEvent,
    permissions=EmployeePermission,
    navigation=(
        NavigationEntry("employees", _("员工"), "hr.employees.listing", EmployeePermission.READ, order=110),
    ),
    help=(
        HelpEntry(
            _("签好的人在哪里"),
            _("合同盖章后自动出现在“员工”里，有工号、用人单位和合同。"),
            "hr.employees.listing",
            _("看员工"),
            EmployeePermission.READ,
            order=170,
        ),
        HelpEntry(
            _("用系统之前就在职的人"),
            _("在“员工”里点“添加员工”，填姓名、手机号、部门、岗位和入职日期，不需要经过招聘。"),
            "hr.employees.entry.blank",
            _("添加员工"),
            EmployeePermission.MANAGE,
            order=172,
        ),
    ),
)
