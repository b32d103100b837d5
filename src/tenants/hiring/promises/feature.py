"""Promises of an answer: what the feature declares."""

from ....platform.features import (
    Event,
    Feature,
    HelpEntry,
    JobKind,
    Moment,
    RowOf,
    SettingsEntry,
    TriggerGroup,
)
from ....platform.i18n import lazy as _


class PromiseEvent(Event):
    """What is written to the chain."""

    SET = "promise.set", _("承诺答复时间")
    MOVED = "promise.moved", _("承诺延后，并告诉候选人")
    KEPT = "promise.kept", _("在承诺时间前答复")
    BROKEN = "promise.broken", _("承诺到期未答复")
    RULE_CHANGED = "promise.rule_changed", _("修改回音承诺")


FEATURE = Feature(
    events=PromiseEvent,
    settings=(
        SettingsEntry(
            "promise",
            _("回音承诺"),
            _("面试后几天内答复、何时提醒，哪些日子放假，是否问满意度"),
            "hr.promises.rule.show",
            "settings.manage",
            section=_("招聘"),
            order=1060,
        ),
    ),
    help=(
        HelpEntry(
            _("答应了什么时候答复"),
            _(
                "面试一结束，系统就按工作日给候选人一个答复时间并倒计时；约了下一轮也算答复。确实来不及，在候选人页面延后一次，系统会先告诉候选人。"
            ),
            "hr.reports.show",
            _("看承诺兑现"),
            "reports.read",
            order=90,
            parameters={"report": "promises"},
        ),
    ),
    triggers=(
        TriggerGroup(
            _("答复承诺"),
            (
                PromiseEvent.SET,
                PromiseEvent.MOVED,
                PromiseEvent.BROKEN,
            ),
            order=410,
        ),
    ),
    jobs=(
        JobKind("promise.watch"),
        JobKind("promise.mail", {"kind": "warn", "user": RowOf("users"), "at": Moment()}),
    ),
)
