"""The identity providers of one installation, by kind."""

from ...settings import Settings
from .oidc import OidcProvider
from .port import IdentityProvider
from .suites import DingTalk, Feishu, WeCom


def identity_providers(settings: Settings) -> dict[str, IdentityProvider]:
    """Every kind of connection a tenant can make."""
    return {
        "oidc": OidcProvider(settings.sso_trusted()),
        "wecom": WeCom(),
        "dingtalk": DingTalk(),
        "feishu": Feishu(),
    }
