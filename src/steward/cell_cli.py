"""`huiyin cell …`: the databases tenants live in."""

import click

from .cells import cells, open_cell
from .command import do
from .context import Stewardship


@click.group()
def cell() -> None:
    """The databases tenants live in. `huiyin migrate` makes one of an empty database that the settings name."""


@cell.command("list")
def list_cells() -> None:
    """Every cell, how many tenants live there, and whether new ones go there."""

    async def work(steward: Stewardship) -> None:
        for one in await cells(steward):
            state = "open" if one.open else "closed to new tenants"
            lost = "" if one.known else "  (no address here)"
            click.echo(f"{one.name:<16} {one.tenants:>6} tenants  {state}{lost}")

    do(work)


@cell.command("open")
@click.argument("name")
def open_(name: str) -> None:
    """Let new tenants go to NAME."""
    do(lambda steward: open_cell(steward, name, opened=True))


@cell.command("close")
@click.argument("name")
def close_(name: str) -> None:
    """Let no new tenants go to NAME; who lives there stays."""
    do(lambda steward: open_cell(steward, name, opened=False))
