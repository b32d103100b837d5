"""Putting everything a tenant has into one file.

The file is a zip: `manifest.json`, `tables/<name>.csv` (COPY, with a heading row), `decrypted/<name>.csv` (the personal
values of that table in the clear, by id; only where the tenant itself asks) and `objects/<key>`. The manifest
names the format, the schema's revision and every table and object with rows, size and SHA-256, so that another
installation can make a schema of that revision, load the tables in the order of their foreign keys, and prove that
nothing is missing; what is `unsound` in the archive is named and not in it. In `tables/` personal values stay encrypted by the tenant's key, which travels wrapped by the master
key; how people sign in is not in it at all.
"""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ...platform import clock
from ...platform.db.copying import Copier
from ...platform.features import TableExport
from ...platform.providers.storage.checked import ObjectDamagedError, read_whole
from ...platform.providers.storage.port import ObjectMissingError
from ...platform.queue import Urgency, job
from ...platform.tenancy.models import TenantRow
from ...tenants.company.exports.service import export_of, record_given_up, record_ready
from ...tenants.company.exports.states import advance
from ...tenants.contracts.evidence.queries import copy_of
from ...tenants.contracts.evidence.soundness import archive_of
from ...tenants.features import table_exports
from ..context import Context
from .decrypted_values import copy_decrypted

FORMAT = 3
Progress = Callable[[int, int], Awaitable[None]]


async def _given_up(context: Context, payload: dict[str, Any]) -> None:
    async with context.work() as session:
        await record_given_up(session, await export_of(session, UUID(payload["export"])))


@job("tenant.export", concurrency=1, retries=3, urgency=Urgency.BULK, last_try=_given_up)
async def export(context: Context, payload: dict[str, Any]) -> None:
    """Make the file of an export that was asked for."""
    export_id = UUID(payload["export"])

    async def tell(done: int, total: int) -> None:
        async with context.work() as session:
            found = await export_of(session, export_id)
            found.done, found.total = done, total

    async with context.work() as session:
        if (await export_of(session, export_id)).state != "making":
            return
    with tempfile.TemporaryDirectory(prefix="huiyin-export-") as folder:
        file = Path(folder) / "export.zip"
        await write_export(context, file, tell, decrypted=True)
        data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    key = context.object_key("exports", f"{export_id}-{digest[:16]}.zip")
    await context.store.put(key, data)
    async with context.work() as session:
        found = await export_of(session, export_id)
        await record_ready(session, found, key=key, sha256=digest, size=len(data))


@job("tenant.export.expire", urgency=Urgency.BULK)
async def expire(context: Context, payload: dict[str, Any]) -> None:
    """Delete an export's file."""
    async with context.work() as session:
        found = await export_of(session, UUID(payload["export"]))
        if found.state == "ready":
            advance(found, "expired")
        key = found.object_key
    await context.store.delete(key)


async def write_export(
    context: Context, file: Path, tell: Progress, *, decrypted: bool = False
) -> dict[str, Any]:
    """Write the zip; returns its manifest. `opened`: with the personal values, which no operator needs to read."""
    store, prefix = context.store, context.object_key("")
    keys = [key for key in await store.keys(prefix) if not key.startswith(context.object_key("exports", ""))]
    async with context.work() as session:
        archived = {filed.object_key: copy_of(filed) for filed in await archive_of(session)}
    async with context.services.database.shared() as session:
        revision = await session.scalar(select(TenantRow.revision).where(TenantRow.id == context.tenant.id))
    declared = table_exports().values()
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "tenant": str(context.tenant.id),
        "slug": context.tenant.slug,
        "name": context.tenant.name,
        "schema": context.tenant.schema,
        "revision": revision,
        "exported_at": clock.now().isoformat(),
        "left_out": sorted(one.table for one in declared if one.left_out),
        "blanked": {one.table: sorted(one.blanked) for one in declared if one.blanked},
        "tables": [],
        "decrypted": [],
        "stays_encrypted": stays_encrypted(declared),
        "objects": [],
        "unsound": [],
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        total = await _tables(context, archive, manifest, tell, len(keys), decrypted=decrypted)
        for number, key in enumerate(keys, start=total - len(keys) + 1):
            name = key.removeprefix(prefix)
            try:
                data = await (read_whole(store, archived[key]) if key in archived else store.get(key))
            except ObjectMissingError:  # deleted meanwhile: not a part of the tenant any more
                continue
            except ObjectDamagedError:
                manifest["unsound"].append(name)
                continue
            archive.writestr(f"objects/{name}", data)
            until = await store.retained_until(key)
            manifest["objects"].append(
                {
                    "key": name,
                    "size": len(data),
                    "sha256": hashlib.sha256(data).hexdigest(),
                    "retain_until": until.isoformat() if until is not None else None,
                }
            )
            await tell(number, total)
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def stays_encrypted(declared: Iterable[TableExport]) -> dict[str, str]:
    """Why a column stays encrypted, by table and column."""
    return {
        f"{one.table}.{column}": reason for one in declared for column, reason in one.stays_encrypted.items()
    }


async def _tables(
    context: Context,
    archive: zipfile.ZipFile,
    manifest: dict[str, Any],
    tell: Progress,
    objects: int,
    *,
    decrypted: bool,
) -> int:
    async with context.work() as session:
        copier = Copier(session)
        await copier.begin()
        declared = table_exports()
        tables = {
            name: columns
            for name, columns in (await copier.tables()).items()
            if name not in declared or not declared[name].left_out
        }
        total = len(tables) + objects
        for number, (name, columns) in enumerate(tables.items(), start=1):
            blank = frozenset(declared[name].blanked if name in declared else ())
            with archive.open(f"tables/{name}.csv", "w", force_zip64=True) as out:
                copied = await copier.copy(name, columns, blank, out)
            manifest["tables"].append(asdict(copied))
            await tell(number, total)
        for one in (one for one in declared.values() if one.decrypted and decrypted):
            with archive.open(f"decrypted/{one.table}.csv", "w", force_zip64=True) as out:
                manifest["decrypted"].append(
                    asdict(await copy_decrypted(session, context.services.vault, one, out))
                )
    return total
