"""飞书 as a way to sign in."""

from ....i18n import lazy as _
from ...declared import AccountField
from ..port import IdentityKind
from .provider import Feishu

IDENTITY = IdentityKind(
    kind="feishu",
    place=4,
    label=_("飞书"),
    fields=(
        AccountField("client_id", _("应用 App ID")),
        AccountField("company", _("企业 Tenant Key"), _("只有这个企业的成员能登录")),
    ),
    open=lambda _settings: Feishu(),
)
