"""The platforms with group robots, and those with applications that write to single people, that there are."""

import httpx

from ..declared import chosen, discover
from .port import AppPlatform, PersonalMessenger, Robot, RobotPlatform, SuiteApp

ROBOTS = discover(__package__ or "", RobotPlatform)
APPS = discover(__package__ or "", AppPlatform)


def robots(kind: str) -> RobotPlatform:
    """The group robots of one platform.

    Raises:
        UnknownProviderError: there is no such platform.
    """
    return chosen(ROBOTS, kind)


def apps(kind: str) -> AppPlatform:
    """The applications of one platform.

    Raises:
        UnknownProviderError: there is no such platform.
    """
    return chosen(APPS, kind)


def open_robot(kind: str, token: str, secret: str, *, http: httpx.AsyncClient, base: str = "") -> Robot:
    """The robot behind one webhook; `base` instead of the platform's own host."""
    return robots(kind).open(token, secret, http=http, base=base)


def open_messenger(kind: str, app: SuiteApp, *, http: httpx.AsyncClient, base: str = "") -> PersonalMessenger:
    """The messenger of one application; `base` instead of the platform's own host."""
    return apps(kind).open(app, http=http, base=base)
