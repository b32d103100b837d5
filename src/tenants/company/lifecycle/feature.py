"""The life of a tenant: what the feature declares."""

from ....platform.features import Event, Feature, ReadOnlyReason, SettingsEntry
from ....platform.i18n import lazy as _

TRIAL_OVER = "trial_over"
"""The reason of a suspension that nobody decided."""


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
            "hr.lifecycle.show",
            "settings.manage",
            section=_("企业"),
            order=2040,
        ),
    ),
    read_only=(
        ReadOnlyReason(
            "closing", _("企业正在注销，目前只能查看和导出。企业管理员可以在「企业状态」中撤回注销。")
        ),
        ReadOnlyReason(
            "suspended",
            _("试用期已结束，目前只能查看，不能修改。请企业管理员联系回音开通正式服务。"),
            TRIAL_OVER,
        ),
        ReadOnlyReason(
            "suspended", _("企业服务已暂停（{reason}），目前只能查看，不能修改。请企业管理员联系回音处理。")
        ),
    ),
)
