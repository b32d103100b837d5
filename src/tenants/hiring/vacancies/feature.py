"""Vacancies: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, NavigationEntry
from ....platform.i18n import lazy as _


class VacancyEvent(Event):
    """What is written to the chain."""

    PLACED = "vacancy.placed", _("修改职位归属")
    CHANGED = "vacancy.changed", _("修改职位")


FEATURE = Feature(
    events=VacancyEvent,
    navigation=(
        NavigationEntry("vacancies", _("职位"), "hr.vacancies.listing", "candidates.read", order=40),
    ),
    help=(
        HelpEntry(
            _("职位"),
            _("写明部门、地点、薪酬结构和人数。导入候选人时职位会自动建立，之后补全即可。"),
            "hr.vacancies.listing",
            _("看职位"),
            "candidates.read",
            order=40,
        ),
    ),
)
