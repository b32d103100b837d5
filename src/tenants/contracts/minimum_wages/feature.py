"""Minimum wages: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, SettingsEntry
from ....platform.i18n import lazy as _


class MinimumWageEvent(Event):
    """What is written to the chain."""

    VERIFIED = "minimum_wage.verified", _("核对最低工资标准")
    REMOVED = "minimum_wage.removed", _("删除最低工资标准")


FEATURE = Feature(
    events=MinimumWageEvent,
    settings=(
        SettingsEntry(
            "minimum-wages",
            _("最低工资标准"),
            _("各地标准、执行日期和依据的文件，合同按工作地点校验"),
            "hr.minimum_wages.listing",
            "settings.manage",
            section=_("招聘"),
            order=1066,
        ),
    ),
    help=(
        HelpEntry(
            _("最低工资标准要核对"),
            _(
                "合同按工作地点查当地的月最低工资：先看区县，再看市、省。还没有人核对过的，或核对超过 400 天的，生成合同时请您填写标准、执行日期和依据的文件；填一次，这个地区以后的合同都按它校验。"
            ),
            "hr.minimum_wages.listing",
            _("看各地标准"),
            "settings.manage",
            order=153,
        ),
    ),
)
