"""What a message consists of: a text message and, for most, an e-mail, and what is filled into them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from ....platform.emails import Email
from ....platform.i18n import LazyText

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
class Variable:
    """One value. `key`: what the sender calls it; `name`: what HR types between braces.

    `usual` and `longest` are samples. `sms`: may stand in a text message, where it must never be empty.
    """

    key: str
    name: str
    usual: str
    longest: str
    sms: bool = True
    email: bool = True


@dataclass(frozen=True, slots=True)
class BuiltInMessage:
    """One kind of message, as it comes with the product; declared in `built_in_messages.py` beside the feature that sends it.

    The words are Chinese whatever HR reads: a job writes them, and jobs speak Chinese. A text message never says pass or
    fail, nor pay: the phone may be shared. Its words are filed with the provider. An e-mail says more, kindly. A tenant may
    put words of its own in their place.

    `variables`: what can be filled in beside what every message knows, and `needed`: the names of those that must be.
    `abroad`: the text message to numbers that are none of the mainland, by a template of its own; without one none goes there.
    `listed`: what it is called to whoever writes its words, where to the candidate it is called like another. Without
    `changeable` its words are the same for every tenant. `order` places it among all others; numbers have gaps.
    """

    event: str
    title: str
    order: int
    sms: SmsTemplate
    email: EmailTemplate | None = None
    variables: tuple[Variable, ...] = ()
    needed: tuple[str, ...] = ()
    listed: LazyText | None = None
    changeable: bool = True
    abroad: SmsTemplate | None = None


def _says(paragraph: LazyText, values: Mapping[str, str]) -> bool:
    names = [name for _text, name, _spec, _conversion in Formatter().parse(paragraph.source) if name]
    return not names or any(values[name] for name in names)
