"""What the messages of several features have in common."""

from ....platform.i18n import lazy as _
from .types import SmsTemplate, Variable

HELLO = _("{name}，您好：")
LOOK = _("查看答复")
# One text for a yes and a no: what it is stands behind the link.
ANSWERED = SmsTemplate(
    "HY_RESULT", "${name}您好，您申请的${post}已有答复，下一步：${step}。查看：{origin}/r/${link}"
)
TO_DO = SmsTemplate(
    "HY_TODO", "${name}您好，您有一份${post}文件待查看，下一步：${step}。办理：{origin}/r/${link}"
)
STEP = Variable("step", "下一步", "填写入职登记", "查看答复，您的资料将按授权保留或删除")
DATE = Variable("date", "日期", "12月2日", "12月28日")
