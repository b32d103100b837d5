"""Interviews: what the feature declares."""

from ....platform.features import (
    Event,
    Feature,
    HelpEntry,
    JobKind,
    Meaning,
    NavigationEntry,
    Permission,
    RowOf,
    SettingsEntry,
    TriggerGroup,
)
from ....platform.i18n import lazy as _


class InterviewEvent(Event):
    """What is written to the chain."""

    ASSIGNED = "interview.assigned", _("请面试官评价")
    ROUNDS_CHANGED = "rounds.changed", _("修改面试轮次")
    ARRANGED = "interview.arranged", _("安排面试时间，邀请候选人和面试官")
    MOVED = "interview.moved", _("面试改期")
    CHANGED = "interview.changed", _("修改面试安排")
    CONFIRMED = "interview.confirmed", _("候选人确认参加面试")
    ANOTHER_TIME = "interview.another_time", _("候选人希望换个时间")
    KEPT = "interview.kept", _("答复候选人：面试时间不变")
    DECLINED = "interview.declined", _("候选人不参加面试")
    CANCELLED = "interview.cancelled", _("取消面试")
    CHECKED_IN = "interview.checked_in", _("面试签到")
    HELD = "interview.held", _("面试已进行")
    MISSED = "interview.missed", _("候选人未到场")
    REMINDED = "interview.reminded", _("提醒面试")


class InterviewPermission(Permission):
    """What can be allowed here."""

    ASSIGN = Meaning(
        "interviews.assign",
        _("安排面试"),
        _("请面试官评价候选人，发免登录评价链接"),
        order=70,
        reach="scoped",
        roles=("admin", "hr", "hiring_manager"),
    )
    SCORE = Meaning(
        "interviews.score",
        _("面试评价"),
        _("为分配给自己的候选人打分"),
        order=80,
        reach="own",
        roles=("admin", "hr", "hiring_manager", "interviewer"),
    )


FEATURE = Feature(
    events=InterviewEvent,
    permissions=InterviewPermission,
    navigation=(
        NavigationEntry("interviews", _("面试日程"), "hr.interviews.listing", "candidates.read", order=60),
        NavigationEntry(
            "assignments", _("我的面试"), "hr.assignments.listing", InterviewPermission.SCORE, order=70
        ),
    ),
    settings=(
        SettingsEntry(
            "rounds",
            _("面试轮次"),
            _("安排面试时可以选的轮次和它们的名称"),
            "hr.rounds.show",
            "settings.manage",
            section=_("招聘"),
            order=1050,
        ),
    ),
    help=(
        HelpEntry(
            _("安排面试"),
            _(
                "在候选人页面点“安排面试”，选时间、地点和面试官。双方收到邀请和日历文件；候选人想换时间，在“面试日程”里一点就改好。"
            ),
            "hr.interviews.listing",
            _("面试日程"),
            "candidates.read",
            order=50,
        ),
        HelpEntry(
            _("请面试官评价"),
            _(
                "在候选人页面选面试官和轮次。面试官登录后在“我的面试”里打分，也可以用免登录链接在手机上打，约 90 秒。"
            ),
            "hr.candidates.listing",
            _("选候选人"),
            InterviewPermission.ASSIGN,
            order=60,
        ),
    ),
    triggers=(
        TriggerGroup(
            _("面试"),
            (
                InterviewEvent.ARRANGED,
                InterviewEvent.MOVED,
                InterviewEvent.CONFIRMED,
                InterviewEvent.ANOTHER_TIME,
                InterviewEvent.DECLINED,
                InterviewEvent.CANCELLED,
                InterviewEvent.CHECKED_IN,
                InterviewEvent.HELD,
                InterviewEvent.MISSED,
            ),
            order=210,
        ),
    ),
    jobs=(
        JobKind(
            "interview.mail",
            {
                "event": RowOf("interviews"),
                "user": RowOf("users"),
                "sequence": 0,
                "occasion": "invited",
                "key": "k",
            },
        ),
        JobKind("interview.remind", {"event": RowOf("interviews"), "sequence": 0, "before": "hour"}),
        JobKind("interview.off", {"event": RowOf("interviews")}),
        JobKind("interview.ended", {"event": RowOf("interviews"), "sequence": 0}),
    ),
)
