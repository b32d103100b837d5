"""What tests let be done in a process for a file: each does one thing that a file may make a library do."""

import os
import re
import signal

from huiyin.platform.errors import DomainError
from huiyin.platform.i18n import gettext
from huiyin.platform.i18n import lazy as _


class NotTakenError(DomainError):
    """A feature's own refusal."""

    text = _("请填写这一项。")


def tell_and_wait(pipe: str) -> str:
    """Open a named pipe, which tells that the process runs, and wait for what is written into it."""
    with open(pipe) as words:
        return words.read()


def never_end(place: str) -> None:
    """Say which process this is, then never hear a signal of Python's again: the pattern tries for years."""
    with open(place, "w") as words:
        words.write(str(os.getpid()))
    re.match(r"(a+)+$", "a" * 64 + "b")


def take(memory: int) -> int:
    """Allocate so many bytes."""
    return len(bytearray(memory))


def take_and_hide(memory: int) -> str:
    """Allocate too much and never mind: what catches every error catches this one too."""
    try:
        return str(take(memory))
    except Exception as problem:
        return type(problem).__name__


def die(number: int) -> None:
    """End as a library does that finds itself in a mess."""
    os.kill(os.getpid(), number)


def abort() -> None:
    """As Rust does when there is no memory."""
    os.kill(os.getpid(), signal.SIGABRT)


def refuse() -> None:
    """Refuse in words."""
    raise NotTakenError


def fail(secret: str) -> None:
    """Fail with what the file says in the message."""
    raise KeyError(secret)


def word() -> str:
    """A text in the reader's language."""
    return gettext("请填写这一项。")


def process() -> int:
    """Which process this is."""
    return os.getpid()


def large(size: int) -> bytes:
    """An answer of so many bytes."""
    return bytes(size)
