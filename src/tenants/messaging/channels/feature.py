"""Accounts that messages go through: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, JobKind, RowOf, SettingsEntry, TableExport
from ....platform.i18n import lazy as _


class ChannelEvent(Event):
    """What is written to the chain."""

    CHANGED = "sender.changed", _("消息通道已修改")


FEATURE = Feature(
    events=ChannelEvent,
    settings=(
        SettingsEntry(
            "channels",
            _("消息通道"),
            _("用自己的账号和签名发短信，把待办发到企业微信、钉钉、飞书的群"),
            "hr.channels.listing",
            "settings.manage",
            section=_("招聘"),
            order=1090,
        ),
    ),
    help=(
        HelpEntry(
            _("怎么用自己的短信签名和群"),
            _("接上自己的短信账号，把待办发到企业微信、钉钉、飞书的群；每个通道都可以先发一条试试。"),
            "hr.channels.listing",
            _("消息通道"),
            "settings.manage",
            order=220,
        ),
    ),
    jobs=(JobKind("robot.tell", {"account": RowOf("channel_accounts"), "topic": "to_confirm"}),),
    exports=(
        TableExport(
            "channel_accounts",
            stays_encrypted={"secrets_encrypted": "passwords between the company and those who send for it"},
        ),
    ),
)
