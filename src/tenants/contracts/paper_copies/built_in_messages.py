"""A paper copy that is there, or on its way."""

from ....platform.i18n import lazy as _
from ....platform.i18n import mark
from ...messaging.message_templates.common import HELLO, STEP, TO_DO
from ...messaging.message_templates.types import BuiltInMessage, EmailTemplate

MESSAGES = (
    BuiltInMessage(
        "contract_copy_done",
        mark("合同的纸质复印件已交付"),
        order=226,
        sms=TO_DO,
        email=EmailTemplate(
            _("{company}：您申请的合同纸质复印件已办好"),
            (
                _("您申请的劳动合同（{post}）纸质复印件已办好：{step}。"),
                _("没有收到，或份数不够，可以在合同页面再申请。"),
            ),
            _("查看合同"),
            HELLO,
        ),
        variables=(STEP,),
    ),
)
