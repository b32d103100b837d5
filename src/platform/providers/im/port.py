"""What writing into a group chat, and to one person of the company, means to us."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import SplitResult

import httpx

from ...i18n import LazyText
from ..declared import AccountField


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A few lines with one link. For a group never a candidate's name: it may be large."""

    title: str
    text: str
    link: str
    link_text: str


class ChatRefused(Exception):
    """The platform will not take it; `reason` is for the tenant's admin, `code` the platform's own."""

    def __init__(self, code: str, reason: LazyText) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


class ChatUnavailable(Exception):
    """The platform cannot be reached, or asks to try later."""


class Robot(Protocol):
    """Writes into one group."""

    async def send(self, message: ChatMessage) -> None:
        """Hand the message over. None of the three platforms knows a repeat as one.

        Raises:
            ChatRefused: for good.
            ChatUnavailable: for now.
        """
        ...


@dataclass(frozen=True, slots=True)
class SuiteApp:
    """An application of the tenant's own in its suite, opened: the secret is in clear only here.

    `client_id`: 企业微信 corpid, 钉钉 AppKey, 飞书 App ID. `agent_id`: of 企业微信 and 钉钉; 飞书 has none.
    """

    client_id: str
    secret: str
    agent_id: str = ""


class PersonalMessenger(Protocol):
    """Writes to single people of the company, as the tenant's own application."""

    async def find(self, *, subject: str, phone: str) -> str:
        """Who somebody is to the suite: by what their log-in with it brought (`subject`), else by their phone (E.164).

        Empty where the suite knows neither, or what is given is empty.

        Raises:
            ChatRefused: we may not ask.
            ChatUnavailable: for now.
        """
        ...

    async def send(self, to: str, message: ChatMessage, key: str) -> None:
        """Hand the message over to whom `find` found. The same `key` again is not shown again, as long as the suite
        remembers: 企业微信 4 hours, 飞书 1 hour, 钉钉 the same day.

        Raises:
            ChatRefused: for good.
            ChatUnavailable: for now.
        """
        ...


class OpenRobot(Protocol):
    """Makes the robot behind one webhook; `base` instead of the platform's own host."""

    def __call__(self, token: str, secret: str, *, http: httpx.AsyncClient, base: str = "") -> Robot: ...


class OpenMessenger(Protocol):
    """Makes the messenger of one application; `base` instead of the platform's own host."""

    def __call__(self, app: SuiteApp, *, http: httpx.AsyncClient, base: str = "") -> PersonalMessenger: ...


@dataclass(frozen=True, slots=True)
class RobotPlatform:
    """Group robots of one platform, as its folder declares them.

    `token`: what a webhook's address, already known to be of `host` and below `hook`, carries. `signed`: messages are
    signed with a second secret.
    """

    kind: str
    place: int
    label: LazyText
    host: str
    hook: str
    token: Callable[[SplitResult], str]
    signed: bool
    open: OpenRobot


@dataclass(frozen=True, slots=True)
class AppPlatform:
    """Applications that write to single people, as one platform's folder declares them.

    `suite` names the platform as single sign-on does: who signed in with it is known to it. `steps`: what is to be done
    there before the first message.
    """

    kind: str
    place: int
    label: LazyText
    suite: str
    fields: tuple[AccountField, ...]
    key_label: LazyText | str
    steps: tuple[LazyText, ...]
    open: OpenMessenger
