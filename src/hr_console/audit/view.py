"""What the page says of a chain, in one word, and how it shows an event that nobody vouches for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from ...platform.i18n.formats import format_seconds
from ...tenants.audit.anchors import Standing
from ...tenants.audit.checking import ChainReport

Verdict = Literal["valid", "doubtful", "broken"]


def verdict_of(report: ChainReport, standing: Standing) -> Verdict:
    """`broken`: a link does not hold, or an anchor says otherwise. `doubtful`: something cannot be, or proves nothing."""
    if report.problem is not None or standing.problems:
        return "broken"
    return "doubtful" if report.doubts or standing.doubts or report.contradicted else "valid"


@dataclass(frozen=True, slots=True)
class Event:
    """An event as the page lists it. `at` is what stands in the table where that is no time."""

    seq: int
    at: str
    words: str
    hash: str


def event_of(link: Mapping[str, Any], describe: Callable[[str, Mapping[str, Any]], str]) -> Event:
    """An event as it stands in the tables; of a kind that this release does not know, too."""
    try:
        at = format_seconds(datetime.fromisoformat(link["at"]))
    except (TypeError, ValueError, OverflowError):
        at = str(link["at"])
    return Event(link["seq"], at, describe(link["kind"], link["data"]), link["hash"])
