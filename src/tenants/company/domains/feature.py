"""Domains of a tenant's own: what the feature declares."""

from ....platform.features import Event, Feature, JobKind, SettingsEntry
from ....platform.i18n import lazy as _


class DomainEvent(Event):
    """What is written to the chain."""

    CHANGED = "domain.changed", _("修改自有域名")


FEATURE = Feature(
    events=DomainEvent,
    settings=(
        SettingsEntry(
            "domains",
            _("自有域名"),
            _("让候选人从您自己的网址进入"),
            "hr.domains.listing",
            "settings.manage",
            section=_("企业"),
            order=2030,
        ),
    ),
    jobs=(JobKind("domain.prove", {"host": "jobs.example.com"}),),
)
