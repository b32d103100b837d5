"""What is done with an uploaded sheet in a process of its own: read it, and work out what it would do.

The two halves of a look: between them whose the phones are is asked of the database, which no such process reaches.
"""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass

from ....platform.files import FileReader, Limits
from .faulty_sheet import faulty_workbook
from .plan import ImportPlan, plan_import
from .workbook import read_sheets

# 50,000 rows of people and as many of scores take up to a minute and a half of a slow processor, which others use too.
_LIMITS = Limits(seconds=300)


@dataclass(frozen=True, slots=True)
class ReadSheets:
    """A file that was read: its cells as they came out of the process, not to be opened in this one."""

    packed: bytes
    phones: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import would do where columns mean what is `said`, and its faulty rows as .xlsx."""

    said: dict[str, str]
    plan: ImportPlan
    faulty: bytes


async def read(files: FileReader, data: bytes, filename: str, said: Mapping[str, str]) -> ReadSheets:
    """Read a file and the phones in it. `said`: what a person said columns are (see `plan_import`).

    Raises:
        FileRefusedError: it is no sheet, too large, or takes too long; or there is no turn for it.
    """
    return await files.run(_LIMITS, _read, data, filename, dict(said))


async def plan(
    files: FileReader, sheets: ReadSheets, said: Mapping[str, str], known: Mapping[str, str]
) -> ImportPlan:
    """What importing would do. `known`: phone → name of somebody already here.

    Raises:
        FileRefusedError: it takes too long, or there is no turn for it.
    """
    return await files.run(_LIMITS, _plan, sheets.packed, dict(said), dict(known))


async def work_out(
    files: FileReader, sheets: ReadSheets, said: Mapping[str, str], known: Mapping[str, str]
) -> Outcome:
    """As `plan`, with the sheet of the rows that cannot come in."""
    return await files.run(_LIMITS, _work_out, sheets.packed, dict(said), dict(known))


def _read(data: bytes, filename: str, said: dict[str, str]) -> ReadSheets:
    sheets = read_sheets(data, filename)
    first = plan_import(sheets, said, lambda _phone: None)
    phones = {row.phone for row in first.people} | {row.phone for row in first.scores}
    return ReadSheets(pickle.dumps(sheets), frozenset(phones - {""}))


def _plan(packed: bytes, said: dict[str, str], known: dict[str, str]) -> ImportPlan:
    return plan_import(pickle.loads(packed), said, known.get)  # noqa: S301 – what `_read` packed


def _work_out(packed: bytes, said: dict[str, str], known: dict[str, str]) -> Outcome:
    made = _plan(packed, said, known)
    return Outcome(said, made, faulty_workbook(made))
