"""A contract to be signed, and a contract signed."""

from ....platform.i18n import lazy as _
from ....platform.i18n import mark
from ...messaging.message_templates.common import HELLO, STEP, TO_DO
from ...messaging.message_templates.types import BuiltInMessage, EmailTemplate, SmsTemplate

MESSAGES = (
    BuiltInMessage(
        "contract_ready",
        mark("请签署劳动合同"),
        order=210,
        sms=TO_DO,
        email=EmailTemplate(
            _("{company}：请签署您的劳动合同"),
            (
                _("您的劳动合同（{post}）已经准备好。下一步：{step}。"),
                _("签署分三步：核对阅读、身份验证、手写签名，用手机约两分钟，不收取任何费用。"),
                _("您可以随时查看全文；有疑问请先联系我们，再签署。"),
            ),
            _("查看并签署"),
            HELLO,
        ),
        variables=(STEP,),
    ),
    BuiltInMessage(
        "contract_completed",
        mark("劳动合同已完成"),
        order=220,
        sms=SmsTemplate(
            "HY_DONE", "${name}您好，您的${post}文件已办理完成，下一步：${step}。下载：{origin}/r/${link}"
        ),
        email=EmailTemplate(
            _("{company}：劳动合同已签署完成"),
            (
                _("您与{company}的劳动合同（{post}）双方已签署完成，即日生效。"),
                _("下一步：{step}。电子原件可随时免费查看、下载和验真，离职后也可以。"),
            ),
            _("下载合同"),
            HELLO,
        ),
        variables=(STEP,),
    ),
)
