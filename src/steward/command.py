"""What all commands of the steward share: settings, the owner's connections, errors as sentences."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click
from huiyin_migrations.gates import MoveError

from ..platform.db import UnknownCellError
from ..platform.errors import DomainError
from ..platform.formats import FormatError
from ..platform.settings import Settings, SettingsError
from .context import Stewardship, stewardship

T = TypeVar("T")
_SAID = (DomainError, FormatError, SettingsError, LookupError, MoveError, UnknownCellError)


def settings_or_exit() -> Settings:
    """The settings; nonsense ends the command with what is wrong."""
    try:
        return Settings.from_env(os.environ)
    except SettingsError as problem:
        raise click.ClickException(str(problem)) from None


def do(work: Callable[[Stewardship], Awaitable[T]]) -> T:
    """Run `work` with the owner's connections; what can go wrong ends the command with a sentence."""
    settings = settings_or_exit()

    async def run() -> T:
        async with stewardship(settings) as steward:
            return await work(steward)

    try:
        return asyncio.run(run())
    except _SAID as problem:
        raise click.ClickException(str(problem)) from None


def actor() -> str:
    """Who is at the terminal, for the logs."""
    return f"operator:{os.environ.get('SUDO_USER') or os.environ.get('USER') or 'cli'}"


def progress(name: str, done: int, total: int) -> None:
    """One line for each piece of work done."""
    click.echo(f"[{done}/{total}] {name}")
