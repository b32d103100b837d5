"""Scorecard forms: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, SettingsEntry
from ....platform.i18n import lazy as _


class ScorecardFormEvent(Event):
    """What is written to the chain."""

    CHANGED = "scorecard_form.changed", _("修改评价表")
    RULES_CHANGED = "scorecard_rules.changed", _("修改评价提醒和提醒词")


FEATURE = Feature(
    events=ScorecardFormEvent,
    settings=(
        SettingsEntry(
            "forms",
            _("评价表"),
            _("面试官按什么打分、何时催交、评语避免哪些词"),
            "hr.scorecard_forms.listing",
            "settings.manage",
            section=_("招聘"),
            order=1040,
        ),
    ),
    help=(
        HelpEntry(
            _("怎么改评价表"),
            _("定维度、权重、最低分、一票否决和各分数的表现。已经填的评价保留它当时的版本。"),
            "hr.scorecard_forms.listing",
            _("评价表"),
            "settings.manage",
            order=210,
        ),
    ),
)
