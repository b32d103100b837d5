"""Messages that go by themselves: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, JobKind, Moment, RowOf, SettingsEntry
from ....platform.i18n import lazy as _


class TriggerEvent(Event):
    """What is written to the chain."""

    CHANGED = "trigger.changed", _("修改自动通知")
    FIRED = "trigger.fired", _("自动通知已发出")


FEATURE = Feature(
    events=TriggerEvent,
    settings=(
        SettingsEntry(
            "triggers",
            _("自动通知"),
            _("发生什么时，把什么话告诉候选人、同事或群"),
            "hr.triggers.listing",
            "settings.manage",
            section=_("招聘"),
            order=1100,
        ),
    ),
    help=(
        HelpEntry(
            _("让消息自己发出去"),
            _(
                "管理员在设置的“自动通知”里写一句：发生什么、符合什么条件、多久以后、告诉谁、说什么。保存前可以先试算过去 30 天会发给谁。"
            ),
            "hr.triggers.listing",
            _("自动通知"),
            "settings.manage",
            order=240,
        ),
    ),
    jobs=(
        JobKind("trigger.fire", {"trigger": RowOf("triggers"), "seq": 1}),
        JobKind("trigger.letter", {"trigger": RowOf("triggers"), "seq": 1, "user": RowOf("users")}),
        JobKind(
            "trigger.group",
            {"trigger": RowOf("triggers"), "account": RowOf("channel_accounts"), "ends": Moment()},
        ),
    ),
)
