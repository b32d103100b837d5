"""What a message consists of: a text message and, for most, an e-mail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from .....platform.emails import Email
from .....platform.i18n import LazyText

_FILLED = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class EmailTemplate:
    """An e-mail with places to fill in."""

    subject: LazyText
    paragraphs: tuple[LazyText, ...]
    action: LazyText
    greeting: LazyText

    def write(self, values: Mapping[str, str]) -> Email:
        """The e-mail to one person. A paragraph whose every place is empty says nothing and is left out; what is filled
        in may bring lines of its own."""
        filled = (str(one).format_map(values) for one in self.paragraphs if _says(one, values))
        return Email(
            subject=str(self.subject).format_map(values),
            greeting=str(self.greeting).format_map(values),
            paragraphs=tuple(line for one in filled for line in one.splitlines() if line),
            action=str(self.action),
        )


@dataclass(frozen=True, slots=True)
class SmsTemplate:
    """A text message: its name with the provider, and the words that are filed there, `${…}` where they are filled in.

    `{origin}` is the base domain's address: the link is fixed text, only the code at its end is filled in.
    """

    code: str
    text: str

    @property
    def params(self) -> tuple[str, ...]:
        """What is filled in, in its order."""
        return tuple(_FILLED.findall(self.text))


@dataclass(frozen=True, slots=True)
class BuiltInMessage:
    """One kind of message."""

    event: str
    title: str
    sms: SmsTemplate
    email: EmailTemplate | None = None


def _says(paragraph: LazyText, values: Mapping[str, str]) -> bool:
    names = [name for _text, name, _spec, _conversion in Formatter().parse(paragraph.source) if name]
    return not names or any(values[name] for name in names)
