"""What writing into a group chat means to us."""

from dataclasses import dataclass
from typing import Protocol

from ...i18n import LazyText


@dataclass(frozen=True, slots=True)
class GroupMessage:
    """A few lines for everybody in a group, with one link; never a candidate's name, the group may be large."""

    title: str
    text: str
    link: str
    link_text: str


class RobotRefused(Exception):
    """The robot will not take it; `reason` is for the tenant's admin, `code` the platform's own."""

    def __init__(self, code: str, reason: LazyText) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


class RobotUnavailable(Exception):
    """The platform cannot be reached, or asks to try later."""


class Robot(Protocol):
    """Writes into one group."""

    async def send(self, message: GroupMessage) -> None:
        """Hand the message over. None of the three platforms knows a repeat as one.

        Raises:
            RobotRefused: for good.
            RobotUnavailable: for now.
        """
        ...
