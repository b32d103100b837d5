"""What signing in with somebody else's account means to us."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ...i18n import LazyText
from ...settings import Settings
from ..declared import AccountField


@dataclass(frozen=True, slots=True)
class Connection:
    """One tenant's connection to its identity provider, opened: the secret is in clear only here.

    `issuer` is the OpenID issuer; the three Chinese suites have none. `company` is the suite's own id of the company
    (企业微信 corpid, 钉钉 corpId, 飞书 tenant_key), checked against what comes back. `agent_id` is 企业微信's alone.
    """

    kind: str
    client_id: str
    secret: str
    issuer: str = ""
    company: str = ""
    agent_id: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to send the browser, and what must be kept, unseen by it, until it comes back."""

    url: str
    state: str
    kept: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who came back. `subject` is theirs for ever within the connection; `groups` are department names, if told."""

    subject: str
    name: str = ""
    email: str = ""
    email_verified: bool = False
    groups: tuple[str, ...] = ()


class IdentityRefused(Exception):
    """The provider or a check of ours says no; `reason` is a short code for the log, never shown to a stranger."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class IdentityUnavailable(Exception):
    """The provider cannot be reached, or answers what makes no sense."""


class IdentityProvider(Protocol):
    """One way to sign in."""

    async def begin(self, connection: Connection, redirect_uri: str, *, in_app: bool = False) -> Begun:
        """Prepare a log-in; `in_app`: the browser is that of the provider's own app.

        Raises:
            IdentityUnavailable: the provider cannot be reached.
            IdentityRefused: its description of itself is wrong.
        """
        ...

    async def finish(
        self, connection: Connection, begun: Begun, redirect_uri: str, answer: Mapping[str, str]
    ) -> Arrived:
        """Check what the browser brought back and say who it is; `begun` as it was kept.

        Raises:
            IdentityRefused: the answer is another's, replayed, changed, or a no.
            IdentityUnavailable: the provider cannot be reached.
        """
        ...


@dataclass(frozen=True, slots=True)
class IdentityKind:
    """One way to sign in, as its folder declares it.

    `groups`: it tells in which groups somebody is. `browser`: by which word the browser of its own app is known.
    """

    kind: str
    place: int
    label: LazyText
    fields: tuple[AccountField, ...]
    open: Callable[[Settings], IdentityProvider]
    groups: bool = False
    browser: str = ""
