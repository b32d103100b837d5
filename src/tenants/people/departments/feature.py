"""Departments: what the feature declares."""

from ....platform.features import Event, Feature, SettingsEntry
from ....platform.i18n import lazy as _


class DepartmentEvent(Event):
    """What is written to the chain."""

    CHANGED = "department.changed", _("修改部门")


FEATURE = Feature(
    events=DepartmentEvent,
    settings=(
        SettingsEntry(
            "departments",
            _("部门"),
            _("部门的上下级，决定谁能看到哪些候选人"),
            "hr.departments.tree",
            "people.manage",
            section=_("人员和权限"),
            order=3020,
        ),
    ),
)
