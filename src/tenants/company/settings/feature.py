"""Settings, and features that are tried by some first: what the feature declares."""

from ....platform.features import Event, Feature, Meaning, Permission, SettingsEntry
from ....platform.i18n import lazy as _


class SettingsEvent(Event):
    """What is written to the chain."""

    FEATURE_CHANGED = "feature.changed", _("修改功能试点")


class SettingsPermission(Permission):
    """What can be allowed here."""

    MANAGE = Meaning(
        "settings.manage",
        _("管理设置"),
        _("企业信息、品牌、评价表、回音承诺、功能试点、单点登录"),
        order=200,
        roles=("admin",),
        weighty=True,
    )


FEATURE = Feature(
    events=SettingsEvent,
    permissions=SettingsPermission,
    settings=(
        SettingsEntry(
            "features",
            _("功能试点"),
            _("新功能先在几个部门开，再开到全公司"),
            "hr.features.listing",
            SettingsPermission.MANAGE,
            section=_("人员和权限"),
            order=3060,
        ),
    ),
)
