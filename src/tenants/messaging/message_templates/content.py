"""A message in its final words: the tenant's own where it has some, else those that come with the product."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ....platform.emails import Email
from ....platform.formats.cleaning import one_line
from .built_in import built_in_messages
from .text import fill, fill_lines, places
from .types import SmsTemplate
from .variables import variables_of

OURS = "ours"
"""The platform's account in `MessageTemplate.filings`, where the tenant has none of its own."""


@dataclass(frozen=True, slots=True)
class ChosenTemplate:
    """The words of the tenant's own chosen for one message; `code`: the provider's number of a text message's."""

    content: Mapping[str, Any]
    code: str = ""


@dataclass(frozen=True, slots=True)
class FilledText:
    """A text message for the provider: its template and what fills it, in the order in which it stands there.

    `filed`: `template` is the provider's own number, not ours.
    """

    template: str
    params: dict[str, str]
    filed: bool = False


class UnwrittenError(Exception):
    """There are no words for this message on this channel."""


def email_of(event: str, values: Mapping[str, str], chosen: ChosenTemplate | None) -> Email:
    """The e-mail.

    Raises:
        UnwrittenError: the message has none.
    """
    if chosen is not None and chosen.content:
        return fill_email(event, chosen.content, values)
    message = built_in_messages().get(event)
    if message is None or message.email is None:
        raise UnwrittenError(event)
    return message.email.write(values)


def fill_email(event: str, content: Mapping[str, Any], values: Mapping[str, str]) -> Email:
    """An e-mail of the tenant's own words."""
    named = {name: values.get(one.key, "") for name, one in variables_of(event, "email").items()}

    def filled(field: str) -> str:
        return " ".join(fill(str(content[field]), lambda name: named.get(name, "")).split())

    return Email(
        subject=filled("subject"),
        greeting=filled("greeting"),
        paragraphs=tuple(fill_lines(str(content["body"]), named)),
        action=filled("action"),
    )


def text_of(event: str, values: Mapping[str, str], link: str, chosen: ChosenTemplate | None) -> FilledText:
    """The text message to a number of the mainland.

    Raises:
        UnwrittenError: the message has none that its provider would take.
    """
    values = {key: one_line(value) for key, value in {**values, "link": link}.items()}
    if chosen is not None and chosen.content:
        known = variables_of(event, "sms")
        keys = [known[name].key for name in places(str(chosen.content["text"])) if name in known]
        return FilledText(chosen.code, {key: values.get(key, "") for key in keys}, filed=True)
    message = built_in_messages().get(event)
    if message is None:
        raise UnwrittenError(event)
    return _filled(message.sms, values)


def text_abroad(event: str, values: Mapping[str, str]) -> FilledText | None:
    """The text message to a number of anywhere else; None where there is none."""
    message = built_in_messages().get(event)
    return _filled(message.abroad, values) if message is not None and message.abroad is not None else None


def _filled(template: SmsTemplate, values: Mapping[str, str]) -> FilledText:
    return FilledText(template.code, {name: values[name] for name in template.params})
