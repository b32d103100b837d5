"""What becomes of a contract that waits for a signature: a reminder, an answer, its end."""

from ....platform.i18n import lazy as _
from ....platform.i18n import mark
from ...messaging.message_templates.common import HELLO, STEP, TO_DO
from ...messaging.message_templates.types import BuiltInMessage, EmailTemplate

MESSAGES = (
    BuiltInMessage(
        "contract_reminder",
        mark("劳动合同等您签署"),
        order=212,
        sms=TO_DO,
        email=EmailTemplate(
            _("{company}：您的劳动合同还没有签署"),
            (
                _("您的劳动合同（{post}）还在等您签署。下一步：{step}。"),
                _("有疑问、信息有误、想改签纸质或不想签，都可以在签署页面直接告诉我们。"),
            ),
            _("查看并签署"),
            HELLO,
        ),
        variables=(STEP,),
    ),
    BuiltInMessage(
        "contract_answered",
        mark("公司答复了您对合同的问题"),
        order=214,
        sms=TO_DO,
        email=EmailTemplate(
            _("{company}：您对劳动合同的问题有答复了"),
            (_("您对劳动合同（{post}）提出的问题，我们已经答复。下一步：{step}。"),),
            _("查看答复"),
            HELLO,
        ),
        variables=(STEP,),
    ),
    BuiltInMessage(
        "contract_expired",
        mark("劳动合同签署期限已过"),
        order=216,
        sms=TO_DO,
        email=EmailTemplate(
            _("{company}：劳动合同的签署期限已过"),
            (
                _("您的劳动合同（{post}）到期没有签署，现在不能再签。下一步：{step}。"),
                _("公司重新发送后，您会再收到通知。联系人：{contact}"),
            ),
            _("查看情况"),
            HELLO,
        ),
        variables=(STEP,),
    ),
    BuiltInMessage(
        "contract_withdrawn",
        mark("劳动合同已撤回"),
        order=218,
        sms=TO_DO,
        email=EmailTemplate(
            _("{company}：发给您的劳动合同已撤回"),
            (
                _("我们撤回了发给您的劳动合同（{post}）。下一步：{step}。"),
                _("如果换了一份新的合同，准备好后您会再收到通知。有疑问请联系我们：{contact}"),
            ),
            _("查看情况"),
            HELLO,
        ),
        variables=(STEP,),
    ),
)
