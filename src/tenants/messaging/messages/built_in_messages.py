"""One-time codes."""

from ....platform.i18n import lazy as _
from ....platform.i18n import mark
from ..message_templates.common import HELLO
from ..message_templates.types import BuiltInMessage, EmailTemplate, SmsTemplate

MESSAGES = (
    BuiltInMessage(
        "code",
        mark("验证码"),
        order=0,
        sms=SmsTemplate("HY_CODE", "验证码${code}，用于${use}，10分钟内有效，请勿泄露。"),
        abroad=SmsTemplate(
            "HY_CODE_ABROAD",
            "验证码${code}，用于${use}，10分钟内有效，请勿泄露。Your code, valid for 10 minutes. Do not share it.",
        ),
        email=EmailTemplate(
            _("{company}：验证码 {code}"),
            (_("您的验证码是 {code}，用于{use}，10 分钟内有效。"), _("不是您本人操作的，请忽略这封邮件。")),
            _("打开查询页面"),
            HELLO,
        ),
        changeable=False,  # or somebody could be talked into giving one away
    ),
)
