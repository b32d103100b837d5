"""What a user reads. Source texts are Chinese; `en` is a complete catalogue."""

import gettext as _gettext
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

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
    return _catalogue(current_locale.get()).gettext(text)


class LazyText:
    """A text translated when it is shown, for what is said once for all readers (error classes, labels)."""

    def __init__(self, source: str) -> None:
        self.source = source

    def __str__(self) -> str:
        return gettext(self.source)


def lazy(source: str) -> LazyText:
    """A text to be translated when it is shown."""
    return LazyText(source)
