"""An invitation into the talent pool."""

from ....platform.i18n import lazy as _
from ....platform.i18n import mark
from ...messaging.message_templates.common import HELLO, STEP, TO_DO
from ...messaging.message_templates.types import BuiltInMessage, EmailTemplate

MESSAGES = (
    BuiltInMessage(
        "pool_invited",
        mark("人才库邀请"),
        order=200,
        sms=TO_DO,
        email=EmailTemplate(
            _("{company}：邀请您加入人才库"),
            (
                _("您申请过{company}的「{post}」。我们希望以后有合适的职位时再与您联系。"),
                _(
                    "只有您本人同意，我们才会保留您的资料，最长两年，并且可以随时撤回。请用手机打开下面的链接选择。"
                ),
            ),
            _("选择是否加入"),
            HELLO,
        ),
        variables=(STEP,),
    ),
)
