"""The brand: what the feature declares."""

from ....platform.features import Event, Feature, SettingsEntry
from ....platform.i18n import lazy as _


class BrandEvent(Event):
    """What is written to the chain."""

    CHANGED = "brand.changed", _("修改品牌")


FEATURE = Feature(
    events=BrandEvent,
    settings=(
        SettingsEntry(
            "brand",
            _("品牌"),
            _("名称、标志和颜色，用在候选人页面、邮件和合同上"),
            "hr.branding.show",
            "settings.manage",
            section=_("企业"),
            order=2020,
        ),
    ),
)
