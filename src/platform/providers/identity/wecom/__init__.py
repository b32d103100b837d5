"""企业微信 as a way to sign in."""

from ....i18n import lazy as _
from ...declared import AccountField
from ..port import IdentityKind
from .provider import WeCom

IDENTITY = IdentityKind(
    kind="wecom",
    place=2,
    label=_("企业微信"),
    fields=(
        AccountField("client_id", _("企业 ID（CorpID）")),
        AccountField("agent_id", _("应用 AgentId")),
    ),
    browser="wxwork",
    open=lambda _settings: WeCom(),
)
