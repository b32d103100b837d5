"""What each event is called in the evidence report and on timelines."""

from datetime import datetime
from types import MappingProxyType
from typing import Any

from ....platform.i18n import LOCALES, current_locale
from ....platform.i18n.formats import format_datetime
from ...features import events


def describe_twice(kind: str) -> str:
    """An event in Chinese, then in English, whoever asks: evidence is for readers of both."""
    said = []
    for locale in LOCALES:
        token = current_locale.set(locale)
        try:
            said.append(describe(kind))
        finally:
            current_locale.reset(token)
    return " ".join(dict.fromkeys(said))


def describe(kind: str, data: Any = MappingProxyType({})) -> str:
    """An event in the reader's words, with the time an interview is set for where it is about one.

    A chain outlives what wrote it: an event that no feature declares (any more, or yet, after going back a release) is
    called by its value, and whatever stands in its data, it is shown.
    """
    event = events().get(kind)
    words = kind if event is None else str(event.label)
    try:
        return f"{words} · {format_datetime(datetime.fromisoformat(data['starts_at']))}"
    except (KeyError, TypeError, ValueError, OverflowError):
        return words
