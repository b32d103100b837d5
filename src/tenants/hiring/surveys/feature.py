"""Surveys: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, TriggerGroup
from ....platform.i18n import lazy as _


class SurveyEvent(Event):
    """What is written to the chain."""

    ANSWERED = "survey.answered", _("候选人回答满意度")
    REFUSED = "survey.refused", _("候选人不再接受满意度调查")


FEATURE = Feature(
    events=SurveyEvent,
    help=(
        HelpEntry(
            _("候选人觉得怎么样"),
            _("告知结果后，候选人在手机上回答一题，少于五个回答不显示。可以在“回音承诺”里关掉。"),
            "hr.reports.show",
            _("看满意度"),
            "reports.read",
            order=180,
            parameters={"report": "survey"},
        ),
    ),
    triggers=(TriggerGroup(_("答复承诺"), (SurveyEvent.ANSWERED,), order=420),),
)
