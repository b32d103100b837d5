"""Telling candidate and panel of an interview: messages with the calendar file, mails, reminders; and noticing its end.

Everything is queued in the caller's transaction. A message carries the file as it was when it was queued; a mail to
the panel is written when it goes out and says nothing that has been overtaken. What one person is told of one interview
leaves in its order: a calendar that has seen a later version would not believe the earlier one, but who reads both would.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.features import Event
from ....platform.queue import enqueue
from ...access.users.queries import user
from ...audit.service import record
from ...messaging.messages.occasion import Occasion
from ...messaging.messages.service import notify
from ...people.persons.service import decrypt_identity
from ..candidates.models import Application
from .calendar import Attendee, Invitation, write
from .models import Interview
from .reminder_times import LAST_CALL, reminders

# Messages are in Chinese, whoever reads what here: their words are filed with the carriers.
_DAYS = "一二三四五六日"  # rules: allow untranslated – part of a message
_SUMMARY = "{company} {round}：{post}"  # rules: allow untranslated – part of a message
_DESCRIPTION = (
    "{company}「{post}」{round}\n{online}\n{note}\n{page}"  # rules: allow untranslated – part of a message
)


def spoken(session: AsyncSession, interview: Interview) -> str:
    """When the interview begins, as messages say it: 11月28日（周六）14:00."""
    at = interview.starts_at.astimezone(tenant_of(session).zoneinfo)
    return f"{at.month}月{at.day}日（周{_DAYS[at.weekday()]}）{at:%H:%M}"  # rules: allow untranslated – part of a message


def page_of(session: AsyncSession, interview: Interview) -> str:
    """The candidate's page of the interview."""
    return f"{tenant_of(session).origin}/interviews/{interview.id}"


async def organizer_of(session: AsyncSession, interview: Interview) -> Attendee:
    """Who invites."""
    inviter = await user(session, interview.created_by)
    return Attendee(inviter.name, inviter.login)


async def candidates_file(
    session: AsyncSession, vault: Vault, interview: Interview, application: Application
) -> Invitation:
    """The calendar file as the candidate gets it: who sits on the panel is not in it."""
    tenant, person = tenant_of(session), application.person
    email = (await decrypt_identity(session, vault, person)).email
    facts = {
        "company": tenant.name,
        "round": interview.round,
        "post": application.vacancy.title,
        "online": interview.link,
        "note": interview.note,
        "page": page_of(session, interview),
    }
    return Invitation(
        uid=interview.id,
        sequence=interview.sequence,
        cancelled=interview.state in ("cancelled", "declined"),
        starts_at=interview.starts_at,
        minutes=interview.minutes,
        zone=tenant.zoneinfo,
        summary=_SUMMARY.format_map(facts),
        description=_without_gaps(_DESCRIPTION.format_map(facts)),
        place=interview.place,
        link=interview.link,
        organizer=await organizer_of(session, interview),
        attendees=(Attendee(person.name, email),) if email else (),
        stamp=clock.now(),
    )


def _without_gaps(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line)


@dataclass(frozen=True, slots=True)
class InterviewMessage:
    """What a candidate is told of an interview: `event` as in the message templates, with or without the calendar file.

    The same event of the same version of the interview is told once; `reference` tells those of one version apart.
    """

    event: str
    reference: str = ""
    calendar: bool = True


async def tell_candidate(
    session: AsyncSession,
    vault: Vault,
    interview: Interview,
    application: Application,
    message: InterviewMessage,
) -> None:
    """Queue a message. No night holds it back till the last hour before."""
    values = {
        "post": application.vacancy.title,
        "round": interview.round,
        "time": spoken(session, interview),
        "minutes": str(interview.minutes),
        "place": interview.place,
        "online": interview.link,
        "note": interview.note,
        "reply": interview.reply,
    }
    if message.calendar:
        values["calendar"] = write(await candidates_file(session, vault, interview, application))
    mark = f"{interview.id}.{interview.sequence}{message.reference}"
    await notify(
        session,
        vault,
        application.person,
        Occasion(message.event, mark, application.id, turn=f"interview.{interview.id}"),
        values,
        before=interview.starts_at - LAST_CALL,
    )


async def tell_staff(
    session: AsyncSession, interview: Interview, users: Iterable[UUID], occasion: str
) -> None:
    """Queue a mail of this version of the interview to each of these members."""
    for user_id in users:
        key = f"interview.{interview.id.hex}.{interview.sequence}.{occasion}.{user_id.hex}"
        payload = {
            "event": str(interview.id),
            "user": str(user_id),
            "sequence": interview.sequence,
            "occasion": occasion,
            "key": key,
        }
        turn = f"interview.{interview.id.hex}.{user_id.hex}"
        await enqueue(session, "interview.mail", payload, dedupe=key, turn=turn)


async def plan_ahead(session: AsyncSession, interview: Interview) -> None:
    """Put the reminders and the end of this version in the queue; those of earlier versions find themselves overtaken."""
    zone = tenant_of(session).zoneinfo
    for reminder in reminders(interview.starts_at, clock.now(), zone):
        payload = {"event": str(interview.id), "sequence": interview.sequence, "before": reminder.before}
        key = f"interview.{interview.id.hex}.{interview.sequence}.{reminder.before}"
        await enqueue(session, "interview.remind", payload, run_at=reminder.at, dedupe=key)
    key = f"interview.{interview.id.hex}.{interview.sequence}.ended"
    payload = {"event": str(interview.id), "sequence": interview.sequence}
    await enqueue(session, "interview.ended", payload, run_at=interview.ends_at, dedupe=key)


def note(session: AsyncSession, kind: Event, interview: Interview, *, actor: str) -> None:
    """Write what happened to the chain: the interview, its version and its moment."""
    data = {
        "event": str(interview.id),
        "round": interview.round,
        "sequence": interview.sequence,
        "starts_at": interview.starts_at.isoformat(),
    }
    record(session, kind, actor=actor, application_id=interview.application_id, data=data)
