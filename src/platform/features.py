"""What a feature says about itself, in `feature.py` beside it: the lists that pages, jobs and tests go through are made
of these. The chain, roles and the queue keep some of the values for ever; they never change.

`order` places an entry among all others of its kind; numbers have gaps, so that a new entry fits between two.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Literal, Self
from uuid import UUID

from sqlalchemy import Select

from .i18n import LazyText


class Event(StrEnum):
    """What a feature writes to the chain; each feature has a subclass: `SENT = "letter.sent", lazy("…")`.

    The value is what stands in the chain for ever, `label` what it is called in reports and on timelines.
    """

    label: LazyText

    def __new__(cls, value: str, label: LazyText) -> Self:
        event = str.__new__(cls, value)
        event._value_, event.label = value, label
        return event


Reach = Literal["scoped", "own", "tenant"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A permission in words, how far it can reach, and which of the built-in roles have it.

    `value` is what a role stores, for ever. `reach`: `scoped`, it can be given for a part of what the tenant has (see
    `db/scoping.py`); `own`, only what is assigned to the person, wherever it is; `tenant`, all or nothing. `weighty`:
    who has it may be asked for a second factor.
    """

    value: str
    label: LazyText
    allows: LazyText
    order: int
    reach: Reach = "tenant"
    roles: tuple[str, ...] = ()
    weighty: bool = False


class Permission(StrEnum):
    """What a person may be allowed to do; each feature has a subclass: `READ = Meaning("letters.read", …)`."""

    meaning: Meaning

    def __new__(cls, meaning: Meaning) -> Self:
        permission = str.__new__(cls, meaning.value)
        permission._value_, permission.meaning = meaning.value, meaning
        return permission


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A page reached from every page. `section` is said above the first entry of a new group.

    `route`: the name of the page's route, of which the face makes the address. `permission`: who has it sees the entry; one that another feature declares is given by its value.
    """

    key: str
    label: LazyText
    route: str
    permission: str
    order: int
    section: LazyText | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """How much waits behind an entry of the navigation. It asks tables, and so stands in `counters.py` beside the feature,
    whose `feature.py` is data alone.

    `entry`: the entry's key. `waiting` makes the statement whose rows are counted, for the member with this id. `text` says
    the number `{n}`, where it is not shown alone; `urgent`, where it is a worry.
    """

    entry: str
    waiting: Callable[[UUID], Select[*tuple[Any, ...]]]
    text: LazyText | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """What a group of HR people can be told of: how many rows of `waiting` there are. Stands in `topics.py`, for the same
    reason as a counter.

    `value` is what a group's account stores, `label` what the topic is called there. `title` and `text` are the message,
    filled with `{company}` and the number `{n}`; `path` leads to where it is seen to, `action` is what the way there is
    called. One message waits `gathers` for what else happens.
    """

    value: str
    label: LazyText
    title: LazyText
    text: LazyText
    path: str
    action: LazyText
    waiting: Callable[[], Select[*tuple[Any, ...]]]
    gathers: timedelta
    order: int


@dataclass(frozen=True, slots=True)
class SettingsEntry:
    """A page of the settings: what it is called and what is decided there, under the heading `section`. `route`: the
    name of its route."""

    key: str
    label: LazyText
    about: LazyText
    route: str
    permission: str
    section: LazyText
    order: int


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """How something is done, and the page where: `action` is what the way there is called, `route` the name of the page's
    route, `parameters` what stands in its address and its query."""

    title: LazyText
    steps: LazyText
    route: str
    action: LazyText
    permission: str
    order: int
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TriggerGroup:
    """Events that can set off a message, under the heading `section`. Nothing that a message itself causes."""

    section: LazyText
    events: tuple[Event, ...]
    order: int


@dataclass(frozen=True, slots=True)
class RowOf:
    """In the payload of a job: the id of a row of `table`."""

    table: str


@dataclass(frozen=True, slots=True)
class NewId:
    """In the payload of a job: an id made for this job, of no row."""


@dataclass(frozen=True, slots=True)
class Moment:
    """In the payload of a job: a moment, in ISO 8601."""


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """In the payload of a job: what only the tenant's own keys open, in base 64."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job and what it is handed, key by key; a plain value is an example."""

    name: str
    payload: Mapping[str, RowOf | NewId | Moment | Ciphertext | str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SystemJob:
    """A kind of job that belongs to no tenant and is done by the steward: handed the id of the row it is about.

    The database's door to them knows the same names.
    """

    name: str


@dataclass(frozen=True, slots=True)
class ReadOnlyReason:
    """Why a tenant can be looked at and not changed, as whoever tries is told.

    It fits a tenant in the state `status` for this `reason`, or for any; `{reason}` in the text is filled with it.
    """

    status: str
    text: LazyText
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TableExport:
    """What becomes of a table when a tenant takes its data away, where that is more than a copy.

    `decrypted` maps an encrypted column to the field it was encrypted for, with the key of the subject whose id stands
    in column `subject`; `stays_encrypted` maps every other one to the reason why it is not needed. `blanked`: columns
    that are handed out empty. `left_out`: of this moment only, worthless elsewhere, or the keys of people's accounts.
    """

    table: str
    subject: str = "id"
    decrypted: Mapping[str, str] = field(default_factory=dict)
    stays_encrypted: Mapping[str, str] = field(default_factory=dict)
    blanked: tuple[str, ...] = ()
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """How often one identity may try something: `most` times in a window of `seconds`. `purpose` names the counter."""

    purpose: str
    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Feature:
    """All that a feature declares. `secret_paths`: what follows such a beginning of an address opens something, and is
    kept out of logs. `external_paths`: below such a beginning other systems call, who prove themselves otherwise than by
    coming from a page of ours. `read_only`: reasons, the first that fits is told."""

    events: type[Event] | None = None
    permissions: type[Permission] | None = None
    navigation: tuple[NavigationEntry, ...] = ()
    settings: tuple[SettingsEntry, ...] = ()
    help: tuple[HelpEntry, ...] = ()
    triggers: tuple[TriggerGroup, ...] = ()
    jobs: tuple[JobKind, ...] = ()
    system_jobs: tuple[SystemJob, ...] = ()
    exports: tuple[TableExport, ...] = ()
    limits: tuple[Limit, ...] = ()
    secret_paths: tuple[str, ...] = ()
    external_paths: tuple[str, ...] = ()
    read_only: tuple[ReadOnlyReason, ...] = ()
