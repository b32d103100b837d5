"""The gateways for text messages that there are."""

from ..declared import chosen, discover
from .port import SmsGateway

GATEWAYS = discover(__package__ or "", SmsGateway)


def gateway(kind: str) -> SmsGateway:
    """One by its kind.

    Raises:
        UnknownProviderError: there is none.
    """
    return chosen(GATEWAYS, kind)
