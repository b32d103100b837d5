"""Messages and their delivery: what the feature declares."""

from ....platform.features import (
    Event,
    Feature,
    HelpEntry,
    JobKind,
    Limit,
    Meaning,
    Moment,
    NavigationEntry,
    Permission,
    RowOf,
    SettingsEntry,
    TableExport,
)
from ....platform.i18n import lazy as _


class MessageEvent(Event):
    """What is written to the chain."""

    QUEUED = "message.queued", _("消息已排队")
    SUBMITTED = "message.submitted", _("消息已提交")
    DELIVERED = "message.delivered", _("消息已送达")
    FAILED = "message.failed", _("消息发送失败")
    DECRYPTED = "message.opened", _("消息已打开")
    ACTED = "message.acted", _("候选人已按消息办理")
    HURRIED = "message.hurried", _("消息提前发送")
    CALL_NOTED = "call.noted", _("电话通知已登记")
    DELIVERY_CHANGED = "delivery.changed", _("修改发送方式")


class MessagePermission(Permission):
    """What can be allowed here."""

    READ = Meaning(
        "messages.read",
        _("查看消息"),
        _("消息的发送、送达和打开情况"),
        order=110,
        reach="scoped",
        roles=("admin", "hr", "auditor"),
    )


LINK_LIMIT = Limit("portal.link", most=300, seconds=600)


FEATURE = Feature(
    events=MessageEvent,
    permissions=MessagePermission,
    navigation=(
        NavigationEntry("messages", _("消息"), "hr.messages.listing", MessagePermission.READ, order=80),
    ),
    settings=(
        SettingsEntry(
            "delivery",
            _("发送方式"),
            _("先发短信还是邮件，夜里发不发，一天最多几条"),
            "hr.delivery.show",
            "settings.manage",
            section=_("招聘"),
            order=1070,
        ),
    ),
    help=(
        HelpEntry(
            _("消息走到哪一步"),
            _("每条消息一行：已排队、已提交、已送达或失败的原因、已打开、已操作。"),
            "hr.messages.listing",
            _("看消息"),
            MessagePermission.READ,
            order=100,
        ),
        HelpEntry(
            _("没有送达怎么办"),
            _("短信和邮件都没送到的人会列入电话通知：打过电话后记下结果。消息页写明每条失败的原因。"),
            "hr.messages.to_call",
            _("看电话通知"),
            MessagePermission.READ,
            order=110,
        ),
        HelpEntry(
            _("提醒发到哪里"),
            _(
                "企业接上了企业微信、钉钉或飞书应用的，同事的提醒发到那里，收不到就发邮件；每个人可以在“我的账号”里改。"
            ),
            "hr.account.show",
            _("我的账号"),
            "candidates.read",
            order=250,
        ),
        HelpEntry(
            _("夜里发不发，先发短信还是邮件"),
            _(
                "每类消息可以短信和邮件同时发，也可以先发一种、没送达再发另一种。夜里的消息等到早上；赶时间的，在候选人页面点“马上发送”。"
            ),
            "hr.delivery.show",
            _("发送方式"),
            "settings.manage",
            order=260,
        ),
    ),
    jobs=(
        JobKind("message.send", {"message": RowOf("messages")}),
        JobKind("message.code", {"message": RowOf("messages")}),
        JobKind("message.fallback", {"message": RowOf("messages")}),
        JobKind("message.receipt", {"receipt": RowOf("receipts")}),
        JobKind(
            "staff.try_personal",
            {"account": RowOf("channel_accounts"), "user": RowOf("users"), "at": Moment()},
        ),
    ),
    exports=(TableExport("messages", subject="person_id", decrypted={"params_encrypted": "message"}),),
    limits=(LINK_LIMIT,),
    secret_paths=(
        "/hooks/",
        "/m/",
        "/r/",
    ),
    external_paths=("/hooks/",),
)
