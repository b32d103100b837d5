"""Cells: the databases tenants live in. `main` is the one that also holds the directory; the others are named by us."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

MAIN = "main"
_VARIABLE = re.compile(
    r"HUIYIN_CELL_([A-Z][A-Z0-9]{0,15})_(DATABASE_URL|DATABASE_OWNER_URL|DATABASE_WORKER_URL)"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one database is reached, by whom: pages, the owner (`migrate`, `steward`, `tenant`), the worker."""

    name: str
    database_url: str = ""
    database_owner_url: str = ""
    database_worker_url: str = ""


def variable_of(cell: str, field: str) -> str:
    """The variable that says `field` of `cell`."""
    return f"HUIYIN_{field.upper()}" if cell == MAIN else f"HUIYIN_CELL_{cell.upper()}_{field.upper()}"


def is_variable(name: str) -> bool:
    """Whether a variable says something of a cell."""
    return _VARIABLE.fullmatch(name) is not None


def read_cells(env: Mapping[str, str]) -> dict[str, Cell]:
    """The cells beside `main`, by name, from HUIYIN_CELL_<NAME>_DATABASE_URL, …_OWNER_URL and …_WORKER_URL."""
    found: dict[str, Cell] = {}
    for name in sorted(env):
        if (matched := _VARIABLE.fullmatch(name)) and (value := env[name].strip()):
            cell, field = matched[1].lower(), matched[2].lower()
            found[cell] = replace(found.get(cell, Cell(cell)), **{field: value})
    return found
