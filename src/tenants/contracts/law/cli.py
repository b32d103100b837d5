"""`huiyin law check FILE`."""

from pathlib import Path

import click

from .vectors import UnreadableError, differing


def run(path: Path) -> int:
    """Try the vectors in the file at `path`, print a line for each that comes out otherwise.

    0: none does. 1: some do. 2: it cannot be read.
    """
    try:
        rows, lines = differing(path.read_bytes())
    except (OSError, UnreadableError) as problem:
        click.echo(f"cannot be read: {problem}", err=True)
        return 2
    for line in lines:
        click.echo(line)
    click.echo(f"{rows} rows, {len(lines)} otherwise", err=True)
    return 1 if lines else 0
