"""The command line: `huiyin serve | work | steward | migrate | cell | tenant | operator | verify | law | up | road`. Thin: it calls functions."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .platform.processes import load_quickly

if TYPE_CHECKING:
    from .platform.settings import Settings

load_quickly()  # in the processes that `multiprocessing` makes of this one, too: they load this module first
# What a command needs is imported by it, inside of click: Ctrl-C before that, while modules load, prints no stacks.


def _settings() -> "Settings":
    from .platform.settings import Settings, SettingsError

    try:
        return Settings.from_env(os.environ)
    except SettingsError as problem:
        raise click.ClickException(str(problem)) from None


class _Main(click.Group):
    """Reads the steward's commands only when one is asked for: they import much."""

    _steward = ("cell", "operator", "steward", "tenant")

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self._steward])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._steward:
            return super().get_command(ctx, cmd_name)
        from .steward import cell_cli, cli

        found: click.Command = cell_cli.cell if cmd_name == "cell" else getattr(cli, cmd_name)
        return found


@click.group(cls=_Main, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Huiyin 回音: from interview to signed labour contract."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # `./dev up` holds it back until here


@main.command()
def serve() -> None:
    """Answer HTTP requests."""
    from .serve import run

    settings = _settings()
    _roots(settings.ca_dir, settings.trust_roots)
    run(settings, watch_parent=os.environ.get("HUIYIN_WATCH_PARENT") == "true")


@main.command()
@click.option(
    "--cell", "cells", multiple=True, help="Work for this cell only; may be repeated. Default: all."
)
def work(cells: tuple[str, ...]) -> None:
    """Do the outgoing work: messages, documents, signatures, archive."""
    from .platform.settings import SettingsError
    from .worker import run

    settings = _settings()
    if unknown := [name for name in cells if name not in settings.cells()]:
        raise click.ClickException(f"there is no cell {unknown[0]}")
    try:
        asyncio.run(run(settings, cells=cells, watch_parent=os.environ.get("HUIYIN_WATCH_PARENT") == "true"))
    except SettingsError as problem:
        raise click.ClickException(str(problem)) from None


@main.group(invoke_without_command=True)
@click.pass_context
def migrate(context: click.Context) -> None:
    """Bring every cell, the directory and every tenant to the newest schema. A killed run is simply started again.

    The empty database of a new cell (HUIYIN_CELL_<NAME>_DATABASE_URL, _OWNER_URL, _WORKER_URL) becomes one.
    """
    if context.invoked_subcommand is not None:
        return
    from huiyin_migrations.cells import migrate_cells
    from huiyin_migrations.runner import MigrationResult

    done = asyncio.run(
        migrate_cells(_owner_addresses(), lambda name, done, all_: click.echo(f"[{done}/{all_}] {name}"))
    )
    failed = 0
    for cell, result in done.items():
        where = f"{cell}: " if len(done) > 1 else ""
        if not isinstance(result, MigrationResult):
            click.echo(f"{where}not migrated: {result}", err=True)
            failed += 1
            continue
        for schema, problem in result.failed.items():
            click.echo(f"{schema}: {problem}", err=True)
        click.echo(f"{where}{result.migrated} tenants migrated, {len(result.failed)} failed")
        failed += len(result.failed)
    sys.exit(1 if failed else 0)


@migrate.command()
def status() -> None:
    """Say, cell by cell, how many tenants are at head, which are behind, and which failed, why and since when."""
    from huiyin_migrations.cells import cells_status
    from huiyin_migrations.status import Status

    found = asyncio.run(cells_status(_owner_addresses()))
    wrong = False
    for cell, state in found.items():
        where = f"{cell}: " if len(found) > 1 else ""
        if not isinstance(state, Status):
            click.echo(f"{where}no answer, or no cell yet (huiyin migrate makes it one): {state}", err=True)
            wrong = True
            continue
        for number, line in enumerate(state.lines()):
            click.echo(line if number else where + line)
        wrong = wrong or bool(state.failures)
    sys.exit(1 if wrong else 0)


def _owner_addresses() -> dict[str, str]:
    from .platform.settings import SettingsError

    try:
        return _settings().owner_addresses()
    except SettingsError as problem:
        raise click.ClickException(str(problem)) from None


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--root",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="HUIYIN_TRUST_ROOTS",
    help="PEM of the trusted roots; else those of the installation here (HUIYIN_TRUST_ROOTS, HUIYIN_CA_DIR).",
)
@click.option("--ca", envvar="HUIYIN_CA_DIR", hidden=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def verify(file: Path, root: Path | None, ca: Path | None, as_json: bool) -> None:
    """Check a signed PDF, an evidence bundle or an anchor of the chain (its .json) offline.

    Exit code 0: valid, and a known root vouches for it. 1: not valid. 2: whole, but nobody known vouches for it.
    """
    from .platform.verify.cli import run

    sys.exit(run(file, _roots(ca, root), as_json))


def _roots(ca: Path | None, given: Path | None) -> bytes | None:
    from .platform.signatures.roots import installed_roots

    try:
        return installed_roots(ca, given)
    except (OSError, ValueError) as problem:
        raise click.ClickException(f"no root certificates in {given or ca}: {problem}") from None


@main.group()
def law() -> None:
    """What the product holds for the law."""


@law.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def law_check(file: Path) -> None:
    """Try vectors on the checks that contracts and forms go through: a JSON FILE of rules or of formats.

    A line for each row that comes out otherwise. Exit code 0: none does. 1: some do. 2: it cannot be read.
    """
    from .tenants.contracts.law.cli import run

    sys.exit(run(file))


@main.command()
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".huiyin/up"),
)
@click.option("--port", default=8000, show_default=True, help="The product.")
@click.option("--inbox-port", default=8025, show_default=True, help="Mail and SMS inbox.")
def up(state: Path, port: int, inbox_port: int) -> None:
    """Start the whole product here, everything embedded, with demo data. Ctrl-C stops it."""
    from .up import run

    sys.exit(run(state, port=port, inbox_port=inbox_port))


@main.command()
@click.argument("sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("road-out"),
    show_default=True,
)
@click.option(
    "--contracts",
    default="1",
    show_default=True,
    help="How many to sign: a number, or all.",
)
@click.option(
    "--map",
    "said",
    multiple=True,
    metavar="[TAB!]COLUMN=FIELD",
    help="Say what a column is, as HR does in the preview: COLUMN is its letter or heading, FIELD a field's name"
    " (姓名, 手机号, 应聘岗位, 面试官 …), 评分维度 for something people are scored on, or 不导入. May be repeated.",
)
def road(sheet: Path, out: Path, contracts: str, said: tuple[str, ...]) -> None:
    """Walk the main job with SHEET, head-less, on a fresh embedded system; leave the proofs in OUT.

    Columns with headings that nobody knows are named, never guessed. One that is not needed is left out, named on the
    terminal and under "unmapped" in summary.json; where all its cells are numbers from 0 to 10 it is named under
    "like_scores", too, and counts only when --map says 评分维度. Without a column that is needed nothing is imported:
    summary.json says under "missing" and "unmapped" why, and the exit code is 2.

    \b
    --map '面试评分!商务谈判=评分维度' --map 'C=应聘岗位'
    """
    from .road.walk import run

    sys.exit(run(sheet, out, contracts, said))


if __name__ == "__main__":
    main(prog_name="huiyin")
