"""The words of messages: what the feature declares."""

from ....platform.features import Ciphertext, Event, Feature, HelpEntry, JobKind, Limit, RowOf, SettingsEntry
from ....platform.i18n import lazy as _


class TemplateEvent(Event):
    """What is written to the chain."""

    CHANGED = "wording.changed", _("消息模板已修改")
    FILED = "wording.filed", _("短信模板报备")


TRIAL_LIMIT = Limit("hr.wording.try", most=10, seconds=3600)


FEATURE = Feature(
    events=TemplateEvent,
    settings=(
        SettingsEntry(
            "message_templates",
            _("消息模板"),
            _("短信和邮件怎么写，改了什么，短信报备到哪一步"),
            "hr.message_templates.listing",
            "settings.manage",
            section=_("招聘"),
            order=1080,
        ),
    ),
    help=(
        HelpEntry(
            _("改短信和邮件的内容"),
            _(
                "每条消息都可以用自己的话，边写边看收到的样子和不符合要求的地方。邮件发布后马上使用；短信要先报备，通过之前仍发送原来的内容。"
            ),
            "hr.message_templates.listing",
            _("消息模板"),
            "settings.manage",
            order=230,
        ),
    ),
    jobs=(
        JobKind("wording.file", {"wording": RowOf("message_templates"), "account": "ours"}),
        JobKind("wording.look", {"wording": RowOf("message_templates"), "account": "ours"}),
        JobKind(
            "wording.try",
            {
                "user": RowOf("users"),
                "event": "result_pass",
                "wording": RowOf("message_templates"),
                "account": "ours",
                "code": "SMS_1",
                "sealed": Ciphertext(),
                "key": "k",
            },
        ),
    ),
    limits=(TRIAL_LIMIT,),
)
