"""The words of each message that come with the product, in Chinese whatever HR reads: a job writes them, and jobs speak
Chinese.

A text message never says pass or fail, nor pay: the phone may be shared. Its words are filed with the provider. An
e-mail says more, kindly. A tenant may put words of its own in their place.
"""

from .....platform.emails import Email
from .....platform.i18n import LazyText, mark
from .....platform.i18n import lazy as _
from .answers import ANSWERS
from .documents import DOCUMENTS
from .interviews import INTERVIEWS
from .shapes import BuiltInMessage, EmailTemplate, SmsTemplate

__all__ = ["BUILT_IN_MESSAGES", "BuiltInMessage", "Email", "EmailTemplate", "SmsTemplate", "sms_templates"]

_CODE = BuiltInMessage(
    "code", mark("验证码"), SmsTemplate("HY_CODE", "验证码${code}，用于${use}，10分钟内有效，请勿泄露。")
)
# What goes by itself: the tenant's own words in the mail; a text message cannot carry them, for its words are filed.
_NEWS = BuiltInMessage(
    "triggered",
    mark("新消息"),
    SmsTemplate("HY_NEWS", "${name}您好，您申请的${post}有新的消息。查看：{origin}/r/${link}"),
    EmailTemplate(LazyText("{subject}"), (LazyText("{text}"),), _("查看进度"), _("{name}，您好：")),
)
BUILT_IN_MESSAGES: dict[str, BuiltInMessage] = {
    message.event: message for message in (_CODE, *ANSWERS, *DOCUMENTS, *INTERVIEWS, _NEWS)
}


def sms_templates(origin: str) -> dict[str, str]:
    """Template code → text, as it is filed with the provider; `origin` is the base domain's address."""
    return {
        message.sms.code: message.sms.text.replace("{origin}", origin)
        for message in BUILT_IN_MESSAGES.values()
    }
