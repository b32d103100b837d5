"""The ways to sign in with somebody else's account that there are."""

from ...settings import Settings
from ..declared import chosen, discover
from .port import IdentityKind, IdentityProvider

IDENTITIES = discover(__package__ or "", IdentityKind)


def identity(kind: str) -> IdentityKind:
    """One by its kind.

    Raises:
        UnknownProviderError: there is none.
    """
    return chosen(IDENTITIES, kind)


def identity_providers(settings: Settings) -> dict[str, IdentityProvider]:
    """Every kind of connection a tenant can make."""
    return {kind: declared.open(settings) for kind, declared in IDENTITIES.items()}
