"""What a user reads. Source texts are Chinese; `en` is a complete catalogue.

`gettext` translates now, for the reader of this request; `lazy` makes a text that is translated whenever it is shown,
and can be kept; `mark` only names a text for the catalogue, where the text is also data (a choice, a column's name).
"""

import gettext as _gettext
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

LOCALES = ("zh_CN", "en")
current_locale: ContextVar[str] = ContextVar("current_locale", default="zh_CN")
_CATALOGUES = Path(__file__).parent / "locale"


@lru_cache
def _catalogue(locale: str) -> _gettext.NullTranslations:
    if locale == LOCALES[0]:
        return _gettext.NullTranslations()
    return _gettext.translation("messages", _CATALOGUES, [locale], fallback=True)


def gettext(text: str) -> str:
    """`text` in the reader's language."""
    return _catalogue(current_locale.get()).gettext(text) if text else ""  # "" is the catalogue's own header


def mark(text: str) -> str:
    """`text` itself, noted for the catalogue; whoever shows it translates it."""
    return text


@dataclass(frozen=True, slots=True)
class LazyText:
    """A text translated when it is shown: said once for all readers, or kept and read in another language later."""

    source: str
    values: Mapping[str, "str | int | LazyText"] = field(default_factory=dict)

    def __str__(self) -> str:
        text = gettext(self.source)
        return text.format_map(self.values) if self.values else text

    def __bool__(self) -> bool:
        return bool(self.source)

    def format(self, **values: object) -> "LazyText":
        """The same with its placeholders filled; a LazyText among the values is translated with it."""
        kept = {
            name: value if isinstance(value, LazyText | int) else str(value) for name, value in values.items()
        }
        return LazyText(self.source, kept)

    def to_json(self) -> dict[str, Any]:
        """For storage: the Chinese text as it was said, and what fills it."""
        values = {
            name: value.to_json() if isinstance(value, LazyText) else value
            for name, value in self.values.items()
        }
        return {"text": self.source, "values": values}

    @classmethod
    def from_json(cls, kept: dict[str, Any] | str) -> "LazyText":
        """What `to_json` gave; a plain string is a sentence that was kept as it is."""
        if isinstance(kept, str):
            return cls(kept)
        values = {
            name: cls.from_json(value) if isinstance(value, dict) else value
            for name, value in kept["values"].items()
        }
        return cls(kept["text"], values)


def lazy(source: str) -> LazyText:
    """A text to be translated when it is shown."""
    return LazyText(source)
