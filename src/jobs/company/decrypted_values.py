"""The personal values of an export in the clear, so that whoever takes them away can read them without us.

Beside `tables/<name>.csv`, which can be loaded as it is, lies `decrypted/<name>.csv` with the encrypted columns
decrypted, by the row's id. Who was forgotten stays so: their key is gone, and their values are empty.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from typing import IO, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.crypto.vault import Vault
from ...platform.db import TenantBase
from ...platform.db.copying import CopiedTable
from ...platform.features import TableExport

_ROWS = 500


async def copy_decrypted(
    session: AsyncSession, vault: Vault, export: TableExport, out: IO[bytes]
) -> CopiedTable:
    """Write a table's encrypted values as CSV in `session`'s transaction, some hundred rows at a time."""
    table = TenantBase.metadata.tables[export.table]  # rules: allow core_table – an export is of everything
    columns = ("id", *(column.removesuffix("_encrypted") for column in export.decrypted))
    digest, rows, size = hashlib.sha256(), 0, 0

    def write(lines: Sequence[Sequence[Any]]) -> None:
        nonlocal size
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(lines)
        data = text.getvalue().encode()
        digest.update(data)
        size += len(data)
        out.write(data)

    write([columns])
    wanted = (table.c.id, table.c[export.subject], *(table.c[column] for column in export.decrypted))
    after: UUID | None = None
    while True:
        statement = select(*wanted).order_by(table.c.id).limit(_ROWS)
        found = (
            await session.execute(statement.where(table.c.id > after) if after is not None else statement)
        ).all()
        if not found:
            break
        subjects = await vault.subjects(session, {row[1] for row in found})
        write([list(_line(row, export, subjects.get(row[1]))) for row in found])
        rows, after = rows + len(found), found[-1][0]
    return CopiedTable(export.table, columns, rows, digest.hexdigest(), size)


def _line(row: Any, export: TableExport, subject: Any) -> Iterator[str]:
    yield str(row[0])
    for value, field in zip(row[2:], export.decrypted.values(), strict=True):
        yield subject.decrypt(field, value) if subject is not None and value else ""
