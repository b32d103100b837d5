"""Invitations as calendars read them (RFC 5545, RFC 5546): one interview keeps one UID, every version counts up."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar

from ....platform.formats.cleaning import one_line

MEDIA_TYPE = "text/calendar"
FILE_NAME = "invite.ics"
_PRODUCT = "-//Huiyin//Interviews//ZH"
# A parameter may hold neither quotes nor controls (RFC 5545, 3.2), and readers take a backslash before the colon for an
# escape and lose the address behind it.
_NOT_IN_NAMES = str.maketrans({'"': "”", "\\": "∖"})


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who is invited, or who invites."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """One version of an interview for one circle of people; `stamp` is when this version was made."""

    uid: UUID
    sequence: int
    cancelled: bool
    starts_at: datetime
    minutes: int
    zone: ZoneInfo
    summary: str
    description: str
    place: str
    link: str
    organizer: Attendee
    attendees: tuple[Attendee, ...]
    stamp: datetime

    @property
    def method(self) -> str:
        """What the file asks of the calendar; without anybody invited it only tells."""
        if self.cancelled:
            return "CANCEL"
        return "REQUEST" if self.attendees else "PUBLISH"


def write(invitation: Invitation) -> str:
    """The .ics file, with the zone's own rules in it."""
    event = icalendar.Event()
    event.add("uid", str(invitation.uid))
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.stamp)
    starts = invitation.starts_at.astimezone(UTC)
    event.add("dtstart", _local(starts, invitation.zone))
    event.add("dtend", _local(starts + timedelta(minutes=invitation.minutes), invitation.zone))
    event.add("summary", _clean(invitation.summary))
    event.add("description", _clean(invitation.description))
    event.add("location", _clean(invitation.place or invitation.link))
    if invitation.link:
        event.add("url", invitation.link)
    event.add("status", "CANCELLED" if invitation.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if invitation.cancelled else "OPAQUE")
    event.add("organizer", _person(invitation.organizer))
    for attendee in invitation.attendees:
        person = _person(attendee)
        person.params["role"] = icalendar.vText("REQ-PARTICIPANT")
        person.params["partstat"] = icalendar.vText("NEEDS-ACTION")
        person.params["rsvp"] = icalendar.vText("FALSE")  # who comes answers on our page, not by mail
        event.add("attendee", person, encode=False)
    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", invitation.method)
    calendar.add_component(_rules(invitation.zone))
    calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data.decode()


def method_of(text: str) -> str:
    """The METHOD of a file that `write` made."""
    return str(icalendar.Calendar.from_ical(text)["method"])


@lru_cache(maxsize=32)
def _rules(zone: ZoneInfo) -> icalendar.Timezone:
    """The zone's VTIMEZONE; finding its changes takes 15 ms."""
    return icalendar.Timezone.from_tzinfo(zone)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment as the zone's clocks show it; in UTC where they show it for the second time that night."""
    local = moment.astimezone(zone)
    return moment if local.fold else local


def _person(attendee: Attendee) -> icalendar.vCalAddress:
    person = icalendar.vCalAddress(f"mailto:{attendee.email}")
    person.params["cn"] = icalendar.vText(_clean(one_line(attendee.name)).translate(_NOT_IN_NAMES))
    return person


def _clean(text: str) -> str:
    """Without control characters, which no calendar takes; lines stay lines.

    The library takes a written `\\N` for the end of a line.
    """
    kept = "".join(sign for sign in text if sign in "\n\t" or (sign.isprintable() or sign == " "))
    return kept.replace("\\N", "∖N")
