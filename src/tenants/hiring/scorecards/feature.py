"""Scorecards: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, JobKind, Limit, Moment, RowOf, TriggerGroup
from ....platform.i18n import lazy as _


class ScorecardEvent(Event):
    """What is written to the chain."""

    SUBMITTED = "scorecard.submitted", _("提交面试评价")
    REOPENED = "scorecard.reopened", _("退回面试评价，请面试官更正")
    REMINDED = "scorecard.reminded", _("提醒面试官提交评价")
    ESCALATED = "scorecard.escalated", _("评价迟迟未交，已告知安排人")


LINK_LIMIT = Limit("hr.link", most=300, seconds=600)
DRAFT_LIMIT = Limit("hr.draft", most=6000, seconds=600)


FEATURE = Feature(
    events=ScorecardEvent,
    help=(
        HelpEntry(
            _("怎么评价"),
            _(
                "在“我的面试”里点“评价”，每项点一个分数，写两三句事实，选建议，提交。填到一半会自动保存；提交后如需更正，请 HR 退回。"
            ),
            "hr.assignments.listing",
            _("我的面试"),
            "interviews.score",
            order=280,
        ),
    ),
    triggers=(
        TriggerGroup(
            _("评价和结果"),
            (
                ScorecardEvent.SUBMITTED,
                ScorecardEvent.ESCALATED,
            ),
            order=310,
        ),
    ),
    jobs=(
        JobKind(
            "scorecard.remind",
            {"interview": RowOf("interviews"), "since": Moment(), "asked_by": RowOf("users")},
        ),
        JobKind("scorecard.given_back", {"revision": RowOf("scorecard_revisions")}),
    ),
    limits=(
        LINK_LIMIT,
        DRAFT_LIMIT,
    ),
    secret_paths=("/i/",),
)
