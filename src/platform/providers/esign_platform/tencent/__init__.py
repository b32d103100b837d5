"""腾讯电子签企业版."""

from ....i18n import lazy as _
from ...declared import AccountField
from ..port import EsignKind
from .ess import open_ess

ESIGN = EsignKind(
    kind="tencent",
    place=1,
    label=_("腾讯电子签"),
    facts=(AccountField("key_id", _("SecretId")), AccountField("operator", _("经办人 UserId"))),
    secrets=(
        AccountField("secret", _("SecretKey")),
        AccountField("token", _("回调签名验证 TOKEN")),
        AccountField("callback_key", _("回调加密 Key"), _("32 个字符；没有开启加密请留空")),
    ),
    open=open_ess,
)
