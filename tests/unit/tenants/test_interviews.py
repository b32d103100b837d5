"""Invitations read back say what was written, and reminders come when they should: whatever the words and the moment."""

import string
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import icalendar
import pytest
from huiyin.platform.clock import BEIJING
from huiyin.platform.formats import FormatError
from huiyin.platform.formats.dates import parse_clock
from huiyin.platform.http.fields import moment_field
from huiyin.platform.http.forms import Form
from huiyin.tenants.hiring.interviews.calendar import Attendee, Invitation, method_of, write
from huiyin.tenants.hiring.interviews.reminder_times import reminders
from huiyin.tenants.messaging.message_templates.built_in import built_in_messages
from hypothesis import example, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.any_clock
BUILT_IN_MESSAGES = built_in_messages()

_NEW_YORK = ZoneInfo("America/New_York")
_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2037, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)
_WORDS = st.text(max_size=120)
_NAMES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)
_HARD = 'a,b;c:d\\n\\"引号"\n第二行 阿卜杜热合曼·买买提艾力 𬭎䶮 ' + "很长" * 60


def _invitation(
    at: datetime, words: str, name: str, *, sequence: int, cancelled: bool, zone: ZoneInfo
) -> Invitation:
    return Invitation(
        uid=uuid4(),
        sequence=sequence,
        cancelled=cancelled,
        starts_at=at,
        minutes=90,
        zone=zone,
        summary=words,
        description=words,
        place=words,
        link="https://meeting.example.com/j/1?a=b&c=%2C",
        organizer=Attendee(name, "hr@acme.test"),
        attendees=(Attendee(name, "candidate@example.com"),),
        stamp=datetime(2026, 11, 25, 1, 2, 3, tzinfo=UTC),
    )


def _plain(text: str) -> str:
    """What is left of a text in a calendar: no control characters."""
    return "".join(sign for sign in text if sign in "\n\t" or sign.isprintable()).replace("\\N", "∖N")


@settings(max_examples=150, deadline=None)
@given(_MOMENTS, _WORDS, _NAMES, st.integers(0, 99), st.booleans(), st.sampled_from((BEIJING, _NEW_YORK)))
@example(datetime(2026, 2, 28, 16, 0, tzinfo=UTC), _HARD, '周"敏"; x:y, z', 3, True, BEIJING)
@example(datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "x", "a", 0, False, _NEW_YORK)
@example(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "\x00\x0b\x85\u2028\r\n", "a", 0, False, _NEW_YORK)
@example(datetime(2026, 1, 1, tzinfo=UTC), "", "\\", 0, False, BEIJING)
@example(datetime(2026, 1, 1, tzinfo=UTC), "C:\\New\\nets", "a", 0, False, BEIJING)
def test_an_invitation_read_back_is_what_was_written(
    at: datetime, words: str, name: str, sequence: int, cancelled: bool, zone: ZoneInfo
) -> None:
    made = _invitation(at, words, name, sequence=sequence, cancelled=cancelled, zone=zone)
    text = write(made)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar["METHOD"] == method_of(text) == ("CANCEL" if cancelled else "REQUEST")
    (event,) = calendar.walk("VEVENT")
    assert not event.errors and not calendar.errors
    assert UUID(event["UID"]) == made.uid and event["SEQUENCE"] == sequence
    starts, ends = event.decoded("DTSTART").astimezone(UTC), event.decoded("DTEND").astimezone(UTC)
    assert (starts, ends) == (at, at + timedelta(minutes=90))
    assert calendar.walk("VTIMEZONE")[0]["TZID"] == zone.key
    # An hour that comes twice in a night has no name of its own the second time.
    assert event["DTSTART"].params.get("TZID") == (None if at.astimezone(zone).fold else zone.key)
    assert event.decoded("DTSTAMP") == made.stamp
    assert str(event["SUMMARY"]) == str(event["DESCRIPTION"]) == _plain(words)
    assert str(event["LOCATION"]) == (_plain(words) if words else made.link)
    assert str(event["URL"]) == made.link
    assert event["STATUS"] == ("CANCELLED" if cancelled else "CONFIRMED")
    for person, email in ((event["ORGANIZER"], "hr@acme.test"), (event["ATTENDEE"], "candidate@example.com")):
        assert str(person) == f"mailto:{email}"
        assert person.params["CN"] == _plain(name).replace('"', "”").replace("\\", "∖")


def test_without_an_address_the_file_only_tells() -> None:
    made = _invitation(datetime(2026, 12, 1, tzinfo=UTC), "x", "y", sequence=0, cancelled=False, zone=BEIJING)
    nobody = Invitation(**{name: getattr(made, name) for name in Invitation.__slots__} | {"attendees": ()})
    assert method_of(write(nobody)) == "PUBLISH"


@given(
    _MOMENTS, st.timedeltas(timedelta(minutes=-90), timedelta(days=40)), st.sampled_from((BEIJING, _NEW_YORK))
)
@example(datetime(2027, 3, 1, 1, 0, tzinfo=UTC), timedelta(days=3), BEIJING)  # the day before is in February
@example(datetime(2026, 3, 9, 1, 0, tzinfo=UTC), timedelta(days=3), _NEW_YORK)  # the clocks change between
def test_reminders_come_a_day_and_an_hour_before_and_never_late(
    starts_at: datetime, ahead: timedelta, zone: ZoneInfo
) -> None:
    now = starts_at - ahead
    planned = {reminder.before: reminder.at for reminder in reminders(starts_at, now, zone)}
    assert all(now < at < starts_at for at in planned.values())
    assert ("hour" in planned) == (ahead > timedelta(hours=1))
    assert planned.get("hour", starts_at - timedelta(hours=1)) == starts_at - timedelta(hours=1)
    if "day" in planned:
        start, before = starts_at.astimezone(zone), planned["day"].astimezone(zone)
        assert (start.date() - before.date(), start.time()) == (timedelta(days=1), before.time())
        if zone is BEIJING:
            assert starts_at - planned["day"] == timedelta(days=1)
    else:
        assert ahead <= timedelta(hours=25)


@given(st.dates(datetime(2026, 1, 1).date(), datetime(2036, 1, 1).date()), st.times())
def test_a_moment_typed_where_the_tenant_is(day: object, clock: object) -> None:
    form = Form({"day": str(day), "time": f"{clock:%H:%M}"})
    read = moment_field(form, "day", "time", BEIJING)
    assert read is not None and read.astimezone(BEIJING).isoformat() == f"{day}T{clock:%H:%M}:00+08:00"


def test_an_hour_that_the_clocks_leave_out_is_refused() -> None:
    form = Form({"day": "2026-03-08", "time": "02:30"})
    assert moment_field(form, "day", "time", _NEW_YORK) is None and "时钟调整" in form.errors["time"][0]
    assert moment_field(Form({"day": "2026-11-30", "time": "9：05"}), "day", "time", BEIJING) is not None
    assert moment_field(Form(), "day", "time", BEIJING, required=False) is None


@pytest.mark.parametrize("typed", ["", "25:00", "12:60", "noon", "12:3", "12:30:30", "１２:３０x"])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(FormatError):
        parse_clock(typed)


def test_no_text_message_says_what_carriers_refuse() -> None:
    interviews = [message for event, message in BUILT_IN_MESSAGES.items() if event.startswith("interview_")]
    assert len(interviews) == 8
    values = {
        "name": "阿卜杜热合曼·买买提艾力", "company": "x{y}", "post": "后端", "round": "初试", "time": "11月28日（周六）14:00",
        "minutes": "60", "place": "a", "online": "", "note": "{b}", "reply": "c",
    }  # fmt: skip
    for message in interviews:
        words = message.sms.text.translate(str.maketrans("", "", string.ascii_letters))
        assert not any(word in words for word in ("面试", "招聘", "应聘", "录用", "【", "】")), message.event
        assert "}${" not in message.sms.text  # variables may not touch
        assert len({message.sms.code for message in interviews}) == len(interviews)
        assert message.email is not None
        email = message.email.write(values)
        assert "x{y}" in email.subject or "14:00" in email.subject
        assert len(email.paragraphs) >= 2 and email.action
