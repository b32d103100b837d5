"""One-time codes."""

from ....platform.i18n import mark
from ..message_templates.types import BuiltInMessage, SmsTemplate

MESSAGES = (
    BuiltInMessage(
        "code",
        mark("验证码"),
        order=0,
        sms=SmsTemplate("HY_CODE", "验证码${code}，用于${use}，10分钟内有效，请勿泄露。"),
        changeable=False,  # or somebody could be talked into giving one away
    ),
)
