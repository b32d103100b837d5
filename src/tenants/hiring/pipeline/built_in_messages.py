"""An application that ends without an interview."""

from ....platform.i18n import lazy as _
from ....platform.i18n import mark
from ...messaging.message_templates.common import ANSWERED, HELLO, LOOK, STEP
from ...messaging.message_templates.types import BuiltInMessage, EmailTemplate

MESSAGES = (
    BuiltInMessage(
        "application_closed",
        mark("申请答复"),
        order=160,
        sms=ANSWERED,
        email=EmailTemplate(
            _("{company}：您申请的{post}已有答复"),
            (
                _("感谢您申请{company}的「{post}」。"),
                _("经过认真评估，这个岗位暂不能与您继续，本次流程到此结束。"),
                _("您的资料将按您的授权保留或删除；有疑问可以随时联系我们。祝您一切顺利。"),
            ),
            LOOK,
            HELLO,
        ),
        variables=(STEP,),
    ),
)
