"""The personal values of an export in the clear, so that whoever takes them away can read them without us.

Beside `tables/<name>.csv`, which can be loaded as it is, lies `opened/<name>.csv` with the sealed columns opened, by
the row's id. Who was forgotten stays so: their key is gone, and their values are empty.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.crypto.vault import Vault
from ...platform.db import TenantBase
from ...platform.db.copying import CopiedTable

_ROWS = 500


@dataclass(frozen=True, slots=True)
class Sealed:
    """Where a table's sealed values are: `columns` maps each to the field it was sealed for; `subject`: whose they are."""

    subject: str
    columns: dict[str, str]


OPENED = {
    "persons": Sealed(
        "id",
        {
            "phone_sealed": "phone",
            "email_sealed": "email",
            "id_number_sealed": "id_number",
            "address_sealed": "address",
        },
    ),
    "users": Sealed("id", {"phone_sealed": "phone"}),
    "contracts": Sealed("person_id", {"terms_sealed": "terms"}),
    "messages": Sealed("person_id", {"params_sealed": "message"}),
    "blacklist_entries": Sealed(
        "person_id", {"reason_sealed": "blacklist", "lift_reason_sealed": "blacklist"}
    ),
}
STAYS_SEALED = {
    "contracts.blocks_sealed": "the document itself is in objects/",
    "signings.strokes_sealed": "the drawn signature is in the document, and nowhere else",
    "import_batches.source_sealed": "what came of it is in the tables",
    "import_batches.faulty_sealed": "was handed out at the import",
    "sender_accounts.secrets_sealed": "passwords between the company and those who send for it",
    "sso_connections.secret_sealed": "a password between the company and its provider",
}


async def copy_opened(session: AsyncSession, vault: Vault, name: str, out: IO[bytes]) -> CopiedTable:
    """Write a table's sealed values as CSV in `session`'s transaction, some hundred rows at a time."""
    sealed, table = OPENED[name], TenantBase.metadata.tables[name]
    columns = ("id", *(column.removesuffix("_sealed") for column in sealed.columns))
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
    wanted = (table.c.id, table.c[sealed.subject], *(table.c[column] for column in sealed.columns))
    after: UUID | None = None
    while True:
        statement = select(*wanted).order_by(table.c.id).limit(_ROWS)
        found = (
            await session.execute(statement.where(table.c.id > after) if after is not None else statement)
        ).all()
        if not found:
            break
        subjects = await vault.subjects(session, {row[1] for row in found})
        write([list(_line(row, sealed, subjects.get(row[1]))) for row in found])
        rows, after = rows + len(found), found[-1][0]
    return CopiedTable(name, columns, rows, digest.hexdigest(), size)


def _line(row: Any, sealed: Sealed, subject: Any) -> Iterator[str]:
    yield str(row[0])
    for value, field in zip(row[2:], sealed.columns.values(), strict=True):
        yield subject.open(field, value) if subject is not None and value else ""
