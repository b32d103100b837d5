"""The signing platforms that there are."""

from ..declared import chosen, discover
from .port import EsignKind

ESIGN_PLATFORMS = discover(__package__ or "", EsignKind)


def esign_platform(kind: str) -> EsignKind:
    """One by its kind.

    Raises:
        UnknownProviderError: there is none.
    """
    return chosen(ESIGN_PLATFORMS, kind)
