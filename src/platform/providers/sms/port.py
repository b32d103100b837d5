"""What sending a text message means to us."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

import httpx

from ...i18n import LazyText
from ..declared import NOTHING, AccountField

_SECONDS = 10
# Enough for 200 texts a second at a gateway that needs a tenth of one. Each request looks through all connections: the
# usual hundred would cost more than the request.
_LIMITS = httpx.Limits(max_connections=24, max_keepalive_connections=24)


def gateway_client() -> httpx.AsyncClient:
    """Connections to gateways, shared by those who send through them."""
    return httpx.AsyncClient(timeout=_SECONDS, limits=_LIMITS, trust_env=False)


@dataclass(frozen=True, slots=True)
class SmsMessage:
    """One text to one phone (E.164), by a filed template; `key` is the same for every attempt.

    `template` is our name of it, or with `filed` the provider's own number. `params` in the order of the template.
    """

    phone: str
    template: str
    params: dict[str, str]
    key: str
    filed: bool = False


@dataclass(frozen=True, slots=True)
class Submitted:
    """The gateway has taken it and will try."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Filing:
    """What the gateway says of a template that was handed in; `reason` where it was rejected, in its own words."""

    state: Literal["checking", "approved", "rejected"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SmsReceipt:
    """One delivery report. It names the message by the number we got when sending, and by our `key` where it is told."""

    provider_id: str
    delivered: bool
    code: str
    key: str = ""


class SmsRefused(Exception):
    """The gateway will not take it; `reason` is for HR, `code` the provider's own."""

    def __init__(self, code: str, reason: LazyText) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


class SmsUnavailable(Exception):
    """The gateway cannot be reached, or asks to try later."""


class SmsUncertain(SmsUnavailable):
    """No answer came: the gateway may have taken the text, or may yet take it."""


class SmsProvider(Protocol):
    """Sends text messages. `settled_seconds`: after a request without an answer, by then the gateway has taken it or never
    will, and can say which."""

    settled_seconds: float

    async def send(self, message: SmsMessage) -> Submitted:
        """Hand the text over.

        Raises:
            SmsRefused: for good.
            SmsUnavailable: for now.
            SmsUncertain: for now, and nobody knows whether it was taken.
        """
        ...

    async def find(self, phone: str, key: str, since: date) -> Submitted | None:
        """Whether an attempt with this key was taken on `since` or later: asked before every repeat."""
        ...

    async def file(self, title: str, text: str) -> str:
        """Hand in a template of a notice, `${name}` where it is filled in; the number it has there from now on.

        Raises:
            SmsRefused: for good.
            SmsUnavailable: for now.
        """
        ...

    async def filing(self, number: str) -> Filing:
        """How far the gateway is with a template.

        Raises:
            SmsRefused: there is none with this number.
            SmsUnavailable: for now.
        """
        ...


@dataclass(frozen=True, slots=True)
class SmsAccount:
    """An account opened for sending: `facts` by the names of its fields, `endpoint` instead of the provider's own.

    `templates`: the account's number of each of our templates; None where ours are its own.
    """

    facts: Mapping[str, str]
    secret: str
    templates: Mapping[str, str] | None
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """One provider of text messages, as its folder declares it.

    `wrong_template`: what is said of a template's number that has other signs than digits, where it has digits only.
    `filed`: how the words of a template, `${name}` where it is filled in, are handed in there. `answers`: what a push of
    reports is told when they were kept, and when it is to come again.
    """

    kind: str
    place: int
    label: LazyText
    facts: tuple[AccountField, ...]
    key_label: LazyText
    filed: Callable[[str], str]
    open: Callable[[SmsAccount, httpx.AsyncClient], SmsProvider]
    receipts: Callable[[bytes], Iterable[SmsReceipt]]
    answers: tuple[Mapping[str, int | str], Mapping[str, int | str]]
    wrong_template: LazyText = NOTHING
