"""What a message consists of: a text message and, for most, an e-mail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from .....platform.i18n import LazyText
from .....platform.letters import Letter

_FILLED = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an e-mail, with places to fill in."""

    subject: LazyText
    paragraphs: tuple[LazyText, ...]
    action: LazyText
    greeting: LazyText

    def write(self, values: Mapping[str, str]) -> Letter:
        """The letter to one person. A paragraph whose every place is empty says nothing and is left out; what is filled
        in may bring lines of its own."""
        filled = (str(one).format_map(values) for one in self.paragraphs if _says(one, values))
        return Letter(
            subject=str(self.subject).format_map(values),
            greeting=str(self.greeting).format_map(values),
            paragraphs=tuple(line for one in filled for line in one.splitlines() if line),
            action=str(self.action),
        )


@dataclass(frozen=True, slots=True)
class Text:
    """A text message: its name with the provider, and the words that are filed there, `${…}` where they are filled in.

    `{origin}` is the base domain's address: the link is fixed text, only the code at its end is filled in.
    """

    code: str
    words: str

    @property
    def params(self) -> tuple[str, ...]:
        """What is filled in, in its order."""
        return tuple(_FILLED.findall(self.words))


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of message."""

    event: str
    title: str
    sms: Text
    letter: Words | None = None


def _says(paragraph: LazyText, values: Mapping[str, str]) -> bool:
    names = [name for _text, name, _spec, _conversion in Formatter().parse(paragraph.source) if name]
    return not names or any(values[name] for name in names)
