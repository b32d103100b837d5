"""阿里云短信."""

import httpx

from ....i18n import lazy as _
from ...declared import AccountField
from ..port import SmsAccount, SmsGateway, SmsProvider
from .gateway import ENDPOINT, AliyunSms, receipts


def _open(account: SmsAccount, http: httpx.AsyncClient) -> SmsProvider:
    facts = account.facts
    return AliyunSms(
        account.endpoint or ENDPOINT,
        facts["key_id"],
        account.secret,
        facts["sign_name"],
        templates=account.templates,
        http=http,
    )


GATEWAY = SmsGateway(
    kind="aliyun",
    place=1,
    label=_("阿里云短信"),
    facts=(
        AccountField("key_id", _("AccessKey ID")),
        AccountField("sign_name", _("短信签名"), _("已在服务商处报备的签名，不含【】")),
    ),
    key_label=_("AccessKey Secret"),
    filed=str,
    open=_open,
    receipts=receipts,
    answers=({"code": 0, "msg": "OK"}, {"code": 1, "msg": "unreadable"}),
)
