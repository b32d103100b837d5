"""Everything the progress page shows, in one round trip: the session's token, the person, what became of them.

The rows are read here and nowhere written; their shapes follow the models they come from.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.auth.tokens import token_hash
from ....platform.db import ByArguments, HotQuery, tenant_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the candidate can ask; `survey`: whether the tenant asks candidates how it was."""

    contact_name: str
    contact_phone: str
    survey: bool


@dataclass(frozen=True, slots=True)
class Person:
    """The candidate; `refuses_surveys`: does not want to be asked."""

    id: UUID
    name: str
    onboarded_at: datetime | None
    refuses_surveys: bool


@dataclass(frozen=True, slots=True)
class Vacancy:
    """The vacancy applied for."""

    title: str
    department: str


@dataclass(frozen=True, slots=True)
class Contract:
    """The application's contract, unless it was withdrawn; one that was refused, until there is another.

    `sign_until`: the last moment at which it can be signed, while nobody waits for an answer (`held_since`);
    `on_paper_since`: it is, or was, signed on paper.
    """

    id: UUID
    state: str
    sent_at: datetime | None
    signed_at: datetime | None
    completed_at: datetime | None
    sign_until: datetime | None = None
    held_since: datetime | None = None
    on_paper_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """The last version of what was offered, unless it was withdrawn; `reply_by`: the last moment for the answer."""

    id: UUID
    state: str
    reply_by: datetime


@dataclass(frozen=True, slots=True)
class OtherContract:
    """A contract that came of no application: a renewal, or of somebody who worked here before the product came."""

    job_title: str
    contract: Contract


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview that is to be, or that the candidate missed."""

    id: UUID
    round: str
    starts_at: datetime
    minutes: int
    place: str
    link: str
    state: str
    checked_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    """One message about the application."""

    key: str
    channel: str
    subject: str
    queued_at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """That the candidate asked for a person, and what that person found; `verdict` is None until then."""

    due_at: datetime
    verdict: str | None
    answer: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the candidate said about how it was: 1 to 5."""

    score: int
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Application:
    """One application with all that was said and made about it; messages newest first, interviews the next first.

    `may_ask`: there is a result that a person can be asked to look at again.
    `promise_moved`: the promised date is a second one; `told_at`: when the candidate last got a result that was promised.
    """

    id: UUID
    stage: str
    promised_at: datetime | None
    created_at: datetime
    person: Person
    vacancy: Vacancy
    contract: Contract | None
    offer: Offer | None
    messages: tuple[Message, ...]
    may_ask: bool
    review: Review | None
    promise_moved: bool
    told_at: datetime | None
    survey: Answer | None
    interviews: tuple[Interview, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """The page's content; applications newest first."""

    person: Person
    settings: Contact
    applications: tuple[Application, ...]
    contracts: tuple[OtherContract, ...]
    """Those of no application that were sent, newest first."""
    pool: bool | None
    """None: nothing to do with the talent pool; false: asked to stay in it; true: has agreed."""
    works_here: bool
    """Whether an employment of theirs is not over."""


# What is read of a table is called by its class's field, after the table's name here. Inside `array(…)` PostgreSQL keeps no
# names: there the columns stand in the order of the fields.
# Each table is narrowed to the columns that are wanted before it is joined: PostgreSQL keeps the plan of this statement
# for every tenant a connection meets, and in a plan each join lists every column of all that was joined before it.
PROGRESS = HotQuery(
    """
select person.id as person_id, person.name as person_name, person.onboarded_at as person_onboarded_at,
       exists(select from survey_refusals refusal where refusal.person_id = person.id) as person_refuses_surveys,
       settings.contact_name as settings_contact_name, settings.contact_phone as settings_contact_phone,
       settings.survey as settings_survey,
       vacancy.title as vacancy_title, vacancy.department as vacancy_department,
       contract.id as contract_id, contract.state as contract_state, contract.sent_at as contract_sent_at,
       contract.signed_at as contract_signed_at, contract.completed_at as contract_completed_at,
       contract.sign_until as contract_sign_until, contract.held_since as contract_held_since,
       contract.on_paper_since as contract_on_paper_since,
       application.id, application.stage, application.promised_at, application.created_at,
       array(select (message.key, message.channel, message.subject, message.queued_at)
             from messages message where message.application_id = application.id
             order by message.queued_at desc) as messages,
       array(select (offer.id, offer.state, offer.reply_by) from offers offer
             where offer.application_id = application.id and offer.sent_at is not null and offer.state <> 'withdrawn'
             order by offer.version desc limit 1) as offers,
       coalesce(decision.open_to_review, false) as may_ask,
       review.due_at as review_due_at, review.verdict as review_verdict, review.answer as review_answer,
       exists(select from promises promise where promise.application_id = application.id
              and promise.moved_from_id is not null and promise.answered_at is null) as promise_moved,
       (select max(promise.answered_at) from promises promise where promise.application_id = application.id
        and application.stage not in ('new', 'interview', 'review')) as told_at,
       survey.score as survey_score, survey.answered_at as survey_answered_at,
       array(select (interview.id, interview.round, interview.starts_at, interview.minutes, interview.place, interview.link,
                     interview.state, interview.checked_in_at)
             from interviews interview where interview.application_id = application.id
             and interview.state in ('arranged', 'confirmed', 'reschedule_asked', 'no_show')
             and application.stage in ('new', 'interview', 'review')
             order by interview.state = 'no_show', interview.starts_at limit 5) as interviews,
       (select pool.consented_at is not null from pool_entries pool
        where pool.person_id = person.id and pool.ended_at is null
          and (pool.expires_at is null or pool.expires_at > $2)) as pool,
       array(select (other.job_title, other.id, other.state, other.sent_at, other.signed_at, other.completed_at,
                     other.sign_until, other.held_since, other.on_paper_since)
             from contracts other where other.person_id = person.id and other.application_id is null
             and other.sent_at is not null and other.state <> 'withdrawn'
             and not (other.state = 'declined' and exists(select from contracts newer
                      where newer.person_id = other.person_id and newer.application_id is null
                      and newer.sent_at is not null and newer.state <> 'withdrawn' and newer.id > other.id))
             order by other.sent_at desc) as other_contracts,
       exists(select from employees employee where employee.person_id = person.id
              and (employee.ended_on is null or employee.ended_on >= $3)) as works_here
from (select subject_id from sessions
      where token_hash = $1 and kind = 'candidate' and revoked_at is null and expires_at > $2) session
join (select id, name, onboarded_at from persons) person on person.id = session.subject_id
join (select contact_name, contact_phone, survey from tenant_settings where id = 1) settings on true
left join (select id, person_id, vacancy_id, stage, promised_at, created_at from applications) application
    on application.person_id = person.id
left join (select id, title, department from vacancies) vacancy on vacancy.id = application.vacancy_id
left join (select own.application_id, own.id, own.state, own.sent_at, own.signed_at, own.completed_at, own.sign_until,
                  own.held_since, own.on_paper_since from contracts own
           where own.state <> 'withdrawn'
             and not (own.state = 'declined' and exists(select from contracts newer
                      where newer.application_id = own.application_id and newer.state <> 'withdrawn'
                        and newer.id > own.id))) contract on contract.application_id = application.id
left join (select application_id, confirmed_at is not null and tell_at is null
                  and (confirmed_outcome = 'fail' or by_rule) as open_to_review
           from decisions where current) decision on decision.application_id = application.id
left join (select application_id, due_at, verdict, answer from review_requests) review
    on review.application_id = application.id
left join (select application_id, score, answered_at from surveys) survey on survey.application_id = application.id
order by application.id desc
""",
    reads=(
        "applications",
        "contracts",
        "decisions",
        "employees",
        "interviews",
        "messages",
        "offers",
        "persons",
        "pool_entries",
        "promises",
        "review_requests",
        "sessions",
        "survey_refusals",
        "surveys",
        "tenant_settings",
        "vacancies",
    ),
    walls=ByArguments("the candidate's own session token"),
)


async def progress_of(session: AsyncSession, token: str) -> Progress | None:
    """What the holder of this session token sees; None when nobody holds it or it has ended."""
    rows = await PROGRESS.rows(
        session, token_hash(token), clock.now(), clock.today(tenant_of(session).zoneinfo)
    )
    if not rows:
        return None
    first = rows[0]
    person = _read(Person, first, "person")
    applications = tuple(_application(row, person) for row in rows if row["id"] is not None)
    contracts = tuple(OtherContract(title, Contract(*facts)) for title, *facts in first["other_contracts"])
    contact = _read(Contact, first, "settings")
    return Progress(person, contact, applications, contracts, first["pool"], first["works_here"])


def _application(row: Mapping[str, Any], person: Person) -> Application:
    return Application(
        id=row["id"],
        stage=row["stage"],
        promised_at=row["promised_at"],
        created_at=row["created_at"],
        person=person,
        vacancy=_read(Vacancy, row, "vacancy"),
        contract=_read(Contract, row, "contract") if row["contract_id"] is not None else None,
        offer=next((Offer(*facts) for facts in row["offers"]), None),
        messages=tuple(Message(*message) for message in row["messages"]),
        may_ask=row["may_ask"],
        review=_read(Review, row, "review") if row["review_due_at"] is not None else None,
        promise_moved=row["promise_moved"],
        told_at=row["told_at"],
        survey=_read(Answer, row, "survey") if row["survey_score"] is not None else None,
        interviews=tuple(Interview(*interview) for interview in row["interviews"]),
    )


def _read(kind: type[T], row: Mapping[str, Any], prefix: str) -> T:
    """What stands in the columns called by the fields of `kind`, after `prefix`."""
    return kind(*(row[f"{prefix}_{name}"] for name in _names(kind)))


def _names(kind: type[Any]) -> Iterator[str]:
    return (field.name for field in fields(kind))
