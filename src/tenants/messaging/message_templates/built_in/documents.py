"""What is to be read, agreed to or signed."""

from .....platform.i18n import lazy as _
from .....platform.i18n import mark
from .shapes import BuiltInMessage, EmailTemplate, SmsTemplate

_HELLO = _("{name}，您好：")
_TO_DO = SmsTemplate(
    "HY_TODO", "${name}您好，您有一份${post}文件待查看，下一步：${step}。办理：{origin}/r/${link}"
)

DOCUMENTS = (
    BuiltInMessage(
        "pool_invited",
        mark("人才库邀请"),
        _TO_DO,
        EmailTemplate(
            _("{company}：邀请您加入人才库"),
            (
                _("您申请过{company}的「{post}」。我们希望以后有合适的职位时再与您联系。"),
                _(
                    "只有您本人同意，我们才会保留您的资料，最长两年，并且可以随时撤回。请用手机打开下面的链接选择。"
                ),
            ),
            _("选择是否加入"),
            _HELLO,
        ),
    ),
    BuiltInMessage(
        "contract_ready",
        mark("请签署劳动合同"),
        _TO_DO,
        EmailTemplate(
            _("{company}：请签署您的劳动合同"),
            (
                _("您的劳动合同（{post}）已经准备好。下一步：{step}。"),
                _("签署分三步：核对阅读、身份验证、手写签名，用手机约两分钟，不收取任何费用。"),
                _("您可以随时查看全文；有疑问请先联系我们，再签署。"),
            ),
            _("查看并签署"),
            _HELLO,
        ),
    ),
    BuiltInMessage(
        "contract_completed",
        mark("劳动合同已完成"),
        SmsTemplate(
            "HY_DONE", "${name}您好，您的${post}文件已办理完成，下一步：${step}。下载：{origin}/r/${link}"
        ),
        EmailTemplate(
            _("{company}：劳动合同已签署完成"),
            (
                _("您与{company}的劳动合同（{post}）双方已签署完成，即日生效。"),
                _("下一步：{step}。电子原件可随时免费查看、下载和验真，离职后也可以。"),
            ),
            _("下载合同"),
            _HELLO,
        ),
    ),
)
