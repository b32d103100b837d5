"""Employers: what the feature declares."""

from ....platform.features import Event, Feature, SettingsEntry
from ....platform.i18n import lazy as _


class EmployerEvent(Event):
    """What is written to the chain."""

    CHANGED = "employer.changed", _("修改用人单位")


FEATURE = Feature(
    events=EmployerEvent,
    settings=(
        SettingsEntry(
            "employers",
            _("用人单位"),
            _("签合同的公司，各有一枚合同专用章"),
            "hr.employers.listing",
            "settings.manage",
            section=_("企业"),
            order=2010,
        ),
    ),
)
