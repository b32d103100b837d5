"""OpenID Connect as a way to sign in."""

from ....i18n import lazy as _
from ...declared import AccountField
from ..port import IdentityKind
from .provider import OidcProvider

IDENTITY = IdentityKind(
    kind="oidc",
    place=1,
    label=_("OpenID Connect"),
    fields=(
        AccountField("issuer", _("Issuer 地址"), _("与身份平台公布的一字不差"), kind="url"),
        AccountField("client_id", _("Client ID")),
    ),
    open=lambda settings: OidcProvider(settings.sso_trusted()),
    groups=True,
)
