"""The life of a tenant: what the feature declares."""

from ....platform.features import Event, Feature, SettingsEntry
from ....platform.i18n import lazy as _


class TenantEvent(Event):
    """What is written to the chain."""

    CREATED = "tenant.created", _("开通")
    STATUS_CHANGED = "tenant.status_changed", _("企业状态变化")
    MOVED = "tenant.moved", _("企业数据搬迁到另一个数据库")


FEATURE = Feature(
    events=TenantEvent,
    settings=(
        SettingsEntry(
            "company",
            _("企业状态"),
            _("试用、停用、导出全部数据和注销"),
            "/hr/company",
            "settings.manage",
            section=_("企业"),
            order=2040,
        ),
    ),
)
