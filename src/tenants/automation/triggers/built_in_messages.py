"""What goes by itself: the tenant's own words in the mail; a text message cannot carry them, for its words are filed."""

from ....platform.i18n import LazyText, mark
from ....platform.i18n import lazy as _
from ...messaging.message_templates.common import HELLO
from ...messaging.message_templates.types import BuiltInMessage, EmailTemplate, SmsTemplate, Variable

MESSAGES = (
    BuiltInMessage(
        "triggered",
        mark("新消息"),
        order=900,
        sms=SmsTemplate("HY_NEWS", "${name}您好，您申请的${post}有新的消息。查看：{origin}/r/${link}"),
        email=EmailTemplate(LazyText("{subject}"), (LazyText("{text}"),), _("查看进度"), HELLO),
        variables=(
            Variable(
                "subject", "标题", "合同还在等您签署", "您的劳动合同已经准备好，还在等您阅读和签署", sms=False
            ),
            Variable("text", "内容", "请用手机签署。", "合同已经发出三天。有疑问请直接联系我们。", sms=False),
        ),
    ),
)
