"""The words of each message that come with the product, in Chinese whatever HR reads: a job writes them, and jobs speak
Chinese.

A text message never says pass or fail, nor pay: the phone may be shared. Its words are filed with the provider. An
e-mail says more, kindly. A tenant may put words of its own in their place.
"""

from .....platform.i18n import LazyText, mark
from .....platform.i18n import lazy as _
from .....platform.letters import Letter
from .answers import ANSWERS
from .documents import DOCUMENTS
from .meetings import MEETINGS
from .shapes import Notice, Text, Words

__all__ = ["NOTICES", "Letter", "Notice", "Text", "Words", "sms_templates"]

_CODE = Notice("code", mark("验证码"), Text("HY_CODE", "验证码${code}，用于${use}，10分钟内有效，请勿泄露。"))
# What goes by itself: the tenant's own words in the mail; a text message cannot carry them, for its words are filed.
_NEWS = Notice(
    "triggered",
    mark("新消息"),
    Text("HY_NEWS", "${name}您好，您申请的${post}有新的消息。查看：{origin}/r/${link}"),
    Words(LazyText("{subject}"), (LazyText("{text}"),), _("查看进度"), _("{name}，您好：")),
)
NOTICES: dict[str, Notice] = {
    notice.event: notice for notice in (_CODE, *ANSWERS, *DOCUMENTS, *MEETINGS, _NEWS)
}


def sms_templates(origin: str) -> dict[str, str]:
    """Template code → text, as it is filed with the provider; `origin` is the base domain's address."""
    return {notice.sms.code: notice.sms.words.replace("{origin}", origin) for notice in NOTICES.values()}
