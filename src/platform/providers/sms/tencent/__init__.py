"""腾讯云短信."""

import httpx

from ....i18n import lazy as _
from ...declared import AccountField
from ..port import SmsAccount, SmsGateway, SmsProvider
from .gateway import TencentSms, numbered, receipts


def _open(account: SmsAccount, http: httpx.AsyncClient) -> SmsProvider:
    facts = account.facts
    return TencentSms(
        facts["key_id"],
        account.secret,
        app_id=facts["app_id"],
        sign_name=facts["sign_name"],
        templates=account.templates or {},
        endpoint=account.endpoint,
        http=http,
    )


GATEWAY = SmsGateway(
    kind="tencent",
    place=2,
    label=_("腾讯云短信"),
    facts=(
        AccountField("key_id", _("SecretId")),
        AccountField("app_id", _("短信应用 SDKAppID"), kind="number", wrong=_("SDKAppID 是一串数字。")),
        AccountField("sign_name", _("短信签名"), _("已在服务商处报备的签名，不含【】")),
    ),
    key_label=_("SecretKey"),
    filed=numbered,
    open=_open,
    receipts=receipts,
    answers=({"result": 0, "errmsg": "OK"}, {"result": 1, "errmsg": "unreadable"}),
    wrong_template=_("腾讯云的模板 ID 是一串数字。"),
)
