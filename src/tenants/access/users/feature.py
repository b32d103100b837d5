"""Members of the console: what the feature declares."""

from ....platform.features import (
    Event,
    Feature,
    JobKind,
    Meaning,
    Permission,
    RowOf,
    SettingsEntry,
    TableExport,
)
from ....platform.i18n import lazy as _


class UserEvent(Event):
    """What is written to the chain."""

    CREATED = "user.created", _("添加成员")
    INVITED = "user.invited", _("邀请成员")
    JOINED = "user.joined", _("成员加入")
    CHANGED = "user.changed", _("修改成员")
    RIGHTS_CHANGED = "rights.changed", _("修改成员角色")


class UserPermission(Permission):
    """What can be allowed here."""

    MANAGE = Meaning(
        "people.manage",
        _("管理成员"),
        _("邀请、停用成员，分配角色，维护部门"),
        order=180,
        roles=("admin",),
        weighty=True,
    )


FEATURE = Feature(
    events=UserEvent,
    permissions=UserPermission,
    settings=(
        SettingsEntry(
            "people",
            _("成员"),
            _("邀请同事，决定谁能做什么"),
            "hr.users.listing",
            UserPermission.MANAGE,
            section=_("人员和权限"),
            order=3010,
        ),
    ),
    jobs=(JobKind("invitation.send", {"invitation": RowOf("invitations")}),),
    exports=(TableExport("users", decrypted={"phone_encrypted": "phone"}, blanked=("password_hash",)),),
    secret_paths=("/hr/join/",),
)
