"""The messages that come with the product, as the features that send them declare them."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from ....platform.i18n import mark
from ...features import beside_features
from .types import BuiltInMessage, SmsTemplate


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
    return {template.code: template.text.replace("{origin}", origin) for template, _title in _texts()}


def sms_titles() -> dict[str, str]:
    """Template code → what its message is called."""
    return {template.code: title for template, title in _texts()}


def _texts() -> Iterator[tuple[SmsTemplate, str]]:
    for message in built_in_messages().values():
        yield message.sms, message.title
    for message in built_in_messages().values():
        if message.abroad is not None:
            yield message.abroad, mark("验证码（国际及港澳台）")
