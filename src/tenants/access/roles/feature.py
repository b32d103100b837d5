"""Roles: what the feature declares."""

from ....platform.features import Event, Feature, Meaning, Permission, SettingsEntry
from ....platform.i18n import lazy as _


class RoleEvent(Event):
    """What is written to the chain."""

    CHANGED = "role.changed", _("修改自定义角色")


class RolePermission(Permission):
    """What can be allowed here."""

    MANAGE = Meaning(
        "roles.manage",
        _("管理角色"),
        _("新建、修改和删除自定义角色"),
        order=190,
        roles=("admin",),
        weighty=True,
    )


FEATURE = Feature(
    events=RoleEvent,
    permissions=RolePermission,
    settings=(
        SettingsEntry(
            "roles",
            _("角色"),
            _("内置角色，和您自己组合的角色"),
            "hr.roles.listing",
            RolePermission.MANAGE,
            section=_("人员和权限"),
            order=3030,
        ),
    ),
)
