"""Deadlines as a calendar file (RFC 5545): whole days, each with a stable UID, so that a file taken again moves and doubles nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import icalendar

from ....platform.formats.cleaning import one_line
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from .types import Deadline, DeadlineKind

MEDIA_TYPE = "text/calendar"
_PRODUCT = "-//Huiyin//Deadlines//ZH"
WORDS: Mapping[DeadlineKind, LazyText] = {
    DeadlineKind.UNSIGNED: _("{name}要签劳动合同"),
    DeadlineKind.OVERDUE: _("{name}的合同已到期，还没有续签"),
    DeadlineKind.EXPIRY: _("{name}的合同到期"),
    DeadlineKind.PROBATION: _("{name}的试用期结束"),
}
"""What a deadline is, in a line."""


def write(found: Iterable[Deadline], *, name: str, link: str, stamp: datetime) -> str:
    """The .ics file; `link` leads to the page of deadlines."""
    made = icalendar.Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", one_line(name))
    for one in found:
        event = icalendar.Event()
        event.add("uid", f"{one.kind}-{one.person_id}-{one.contract_id or one.employee_id}")
        event.add("dtstamp", stamp)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("summary", one_line(str(WORDS[one.kind].format(name=one.name))))
        event.add("description", one_line(f"{one.employer} {one.job} {one.number}"))
        event.add("url", link)
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    data: bytes = made.to_ical()
    return data.decode()
