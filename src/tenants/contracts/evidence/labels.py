"""What each event is called in the evidence report and on timelines."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ....platform.i18n.formats import format_datetime
from ...features import events


def describe(kind: str, data: Mapping[str, Any] = MappingProxyType({})) -> str:
    """An event in the reader's words, with the time an interview is set for where it is about one.

    A chain outlives what wrote it: an event that no feature declares any more is called by its value.
    """
    event = events().get(kind)
    words = kind if event is None else str(event.label)
    at = data.get("starts_at")
    return f"{words} · {format_datetime(datetime.fromisoformat(at))}" if at else words
