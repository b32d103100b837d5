"""A promise that is put off."""

from ....platform.i18n import lazy as _
from ....platform.i18n import mark
from ...messaging.message_templates.common import HELLO
from ...messaging.message_templates.types import BuiltInMessage, EmailTemplate, SmsTemplate, Variable

MESSAGES = (
    BuiltInMessage(
        "promise_moved",
        mark("答复时间有变化"),
        order=150,
        sms=SmsTemplate(
            "HY_MOVED",
            "${name}您好，您申请的${post}答复时间有变化，最晚${date}前答复您。查看：{origin}/r/${link}",
        ),
        email=EmailTemplate(
            _("{company}：您应聘的{post}，答复时间有变化"),
            (
                _("我们原来承诺在 {before} 前答复您「{post}」的面试结果，现在需要延后到 {date} 前，对不起。"),
                _("这个时间只会改这一次。结果出来后，我们会马上通知您。"),
            ),
            _("查看进度"),
            HELLO,
        ),
        variables=(
            Variable("before", "原定日期", "11月30日 18:00", "11月30日 18:00"),
            Variable("date", "日期", "12月2日 18:00", "12月28日 18:00"),
        ),
        needed=("日期",),
    ),
)
