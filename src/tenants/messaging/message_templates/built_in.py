"""The messages that come with the product, as the features that send them declare them."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ...features import beside_features
from .types import BuiltInMessage


@cache
def built_in_messages() -> Mapping[str, BuiltInMessage]:
    """Every message by its event, in the order in which they are shown."""
    declared: list[BuiltInMessage] = []
    for module in beside_features("built_in_messages"):
        declared.extend(module.MESSAGES)
    declared.sort(key=lambda one: one.order)
    return MappingProxyType({message.event: message for message in declared})


def sms_templates(origin: str) -> dict[str, str]:
    """Template code → text, as it is filed with the provider; `origin` is the base domain's address."""
    return {
        message.sms.code: message.sms.text.replace("{origin}", origin)
        for message in built_in_messages().values()
    }
