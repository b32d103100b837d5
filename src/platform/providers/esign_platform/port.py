"""What having a contract signed at a platform means to us.

A platform's callback is a knock and nothing more: once it is known to be the platform's, the platform is asked how the flow
stands, and what it answers then is true. So a callback that is repeated, late, out of order or lost costs one question or
none, and asking now and then (`SECONDS_BETWEEN_LOOKS`) is all that is needed where none comes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import httpx

from ...i18n import LazyText
from ...states import StateMachine
from ..declared import AccountField

SECONDS_BETWEEN_LOOKS = 1800
_ENDS = ("completed", "declined", "expired", "withdrawn", "void", "rescinded")
FLOW = StateMachine(
    "flow at a signing platform",
    {
        "draft": ("filling", "pending_employee", "pending_company", *_ENDS),
        "filling": ("pending_employee", "pending_company", *_ENDS),
        "pending_employee": ("pending_company", *_ENDS),
        "pending_company": _ENDS,
        "completed": ("rescinded", "void"),
        "declined": (),
        "expired": (),
        "withdrawn": (),
        "void": (),
        "rescinded": (),
    },
)
"""The states of `conventions.md` 5.4 that a platform can tell: the employee signs first, the company last. Whoever looks
now and then sees only some of the steps."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Who signs first. `phone` in E.164."""

    name: str
    phone: str
    id_number: str


@dataclass(frozen=True, slots=True)
class Company:
    """Who signs last, by its registered name; `clerk`, `phone`: the 经办人 who seals."""

    name: str
    clerk: str
    phone: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody signs, in points from the upper left corner of a page, counted from 1."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SigningOrder:
    """A contract to be signed. `key` is ours, the same for every attempt, and comes back with callbacks."""

    key: str
    title: str
    pdf: bytes
    worker: Worker
    company: Company
    worker_place: Place
    company_place: Place
    until: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a flow stands, in the states of `FLOW`; `reason` where it was refused or withdrawn, in its own words."""

    flow: str
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Knock:
    """A callback that is the platform's: something happened to a flow. `key` is ours; `message` is its number of the callback."""

    flow: str
    key: str
    message: str


class EsignRefused(Exception):
    """The platform will not do it, by its own `code`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class EsignUnavailable(Exception):
    """The platform cannot be reached, or asks to try later: nothing was done."""


class EsignUncertain(Exception):
    """No answer came: it may have been done. A flow that was begun so is known by the first callback with our key."""


class UnknownStateError(Exception):
    """The platform names a state that is not in its table: nothing is guessed."""


class CallbackForged(Exception):
    """A callback that is not the platform's, or cannot be read."""


class EsignPlatform(Protocol):
    """One account at a platform. Each call but `read_callback` may raise EsignRefused, EsignUnavailable or EsignUncertain."""

    async def begin(self, order: SigningOrder) -> str:
        """Have it signed; the platform's number of the flow."""
        ...

    async def look(self, flow: str) -> Standing:
        """How it stands.

        Raises:
            UnknownStateError: in a state that we do not know.
        """
        ...

    async def withdraw(self, flow: str, reason: str) -> None:
        """Take it back. What is over is refused."""
        ...

    async def document(self, flow: str) -> bytes:
        """The PDF as it is signed so far."""
        ...

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Knock | None:
        """What a callback is about; None where it is about no flow. `headers` by their names in lower case.

        Raises:
            CallbackForged: it is not the platform's.
        """
        ...


def news(known: str, told: Standing) -> bool:
    """Whether `told` takes a flow on from the state that is `known`. The same again is none, and nothing leads back.

    Raises:
        ValueError: one of them is no state of a flow.
    """
    return known != told.state and FLOW.allows(known, told.state)


@dataclass(frozen=True, slots=True)
class EsignAccount:
    """An account opened: `facts` by the names of its fields, `endpoint` instead of the platform's own."""

    facts: Mapping[str, str]
    secrets: Mapping[str, str] = field(default_factory=dict)
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class EsignKind:
    """One platform, as its folder declares it. `facts` and `secrets`: what a tenant types."""

    kind: str
    place: int
    label: LazyText
    facts: tuple[AccountField, ...]
    secrets: tuple[AccountField, ...]
    open: Callable[[EsignAccount, httpx.AsyncClient], EsignPlatform]
