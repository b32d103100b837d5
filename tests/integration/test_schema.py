"""The tables that the migrations make are those that the models say, with the names that the convention gives them."""

from typing import Any

import asyncpg
import huiyin.app  # noqa: F401 – brings every model with it
from huiyin.platform.db import TenantBase
from huiyin.platform.settings import Settings
from huiyin_migrations.runner import plain_dsn

from tests.support.tenants import Place

_COLUMNS = """
select relname, array_agg(array[attname::text, attnotnull::text])
from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
where relkind = 'r' and relnamespace = to_regnamespace($1) and relname <> 'alembic_version' group by relname
"""
_NAMES = """
select conrelid::regclass::text, array_agg(conname::text) from pg_constraint
where connamespace = to_regnamespace($1) and contype <> 'n' group by conrelid
union all
select indrelid::regclass::text, array_agg(indexrelid::regclass::text) from pg_index join pg_class on pg_class.oid = indexrelid
where relnamespace = to_regnamespace($1) and not exists (select from pg_constraint where conindid = indexrelid) group by indrelid
"""

# What the release that no longer needed it has left where it was.
_LEFT_BEHIND = {"users": ("role", "ck_users_role")}

Columns = dict[str, dict[str, bool]]
Names = dict[str, set[str]]


def said() -> tuple[Columns, Names]:
    """What the models say: column → whether it must be filled; the names of constraints and indexes."""
    columns: Columns = {}
    names: Names = {}
    for table in TenantBase.metadata.tables.values():
        columns[table.name] = {column.name: not column.nullable for column in table.columns}
        kept: list[Any] = [*table.constraints, *table.indexes]
        names[table.name] = {str(one.name) for one in kept if one.name}
    return columns, names


async def made(connection: "asyncpg.Connection", schema: str) -> tuple[Columns, Names]:
    """What stands in the database."""
    await connection.execute("select set_config('search_path', $1, false)", schema)
    columns = {
        table: {name: filled == "true" for name, filled in listed}
        for table, listed in await connection.fetch(_COLUMNS, schema)
    }
    names: Names = {}
    for table, listed in await connection.fetch(_NAMES, schema):
        names.setdefault(table, set()).update(listed)
    names.pop("alembic_version", None)
    return columns, names


async def test_the_migrations_make_what_the_models_say(place: Place, settings: Settings) -> None:
    connection = await asyncpg.connect(plain_dsn(settings.database_owner_url))
    try:
        columns, names = await made(connection, place.tenant.schema)
    finally:
        await connection.close()
    for table, (column, constraint) in _LEFT_BEHIND.items():
        del columns[table][column]
        names[table].discard(constraint)
    said_columns, said_names = said()
    assert columns == said_columns
    assert names == said_names
