"""钉钉 as a way to sign in."""

from ....i18n import lazy as _
from ...declared import AccountField
from ..port import IdentityKind
from .provider import DingTalk

IDENTITY = IdentityKind(
    kind="dingtalk",
    place=3,
    label=_("钉钉"),
    fields=(
        AccountField("client_id", _("应用 Client ID（AppKey）")),
        AccountField("company", _("企业 CorpId"), _("只有这个企业的成员能登录")),
    ),
    open=lambda _settings: DingTalk(),
)
