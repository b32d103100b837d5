"""A contract that is signed on paper, and one that was."""

from ....platform.i18n import lazy as _
from ....platform.i18n import mark
from ...messaging.message_templates.common import HELLO, STEP, TO_DO
from ...messaging.message_templates.types import BuiltInMessage, EmailTemplate

MESSAGES = (
    BuiltInMessage(
        "contract_on_paper",
        mark("劳动合同改用纸质签署"),
        order=222,
        sms=TO_DO,
        email=EmailTemplate(
            _("{company}：您的劳动合同改用纸质签署"),
            (
                _("您的劳动合同（{post}）改用纸质签署，手机上不再签。下一步：{step}。"),
                _("合同全文随时可以在页面上查看。有疑问请联系我们：{contact}"),
            ),
            _("查看合同"),
            HELLO,
        ),
        variables=(STEP,),
    ),
    BuiltInMessage(
        "contract_completed_on_paper",
        mark("纸质劳动合同已签署完成"),
        order=224,
        sms=TO_DO,
        email=EmailTemplate(
            _("{company}：您的纸质劳动合同已签署完成"),
            (
                _("您与{company}的劳动合同（{post}）双方已在纸上签署完成，公司已核对并归档扫描件。"),
                _(
                    "下一步：{step}。扫描件可随时免费查看、下载，离职后也可以；它是纸质合同的扫描件，不含电子签名。"
                ),
            ),
            _("查看扫描件"),
            HELLO,
        ),
        variables=(STEP,),
    ),
)
