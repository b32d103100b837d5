"""A row of any table, made from what the table says of itself: for attacks on what has no row otherwise."""

import re

from huiyin.platform.db import TenantBase
from huiyin.tenants import loading  # noqa: F401 – every table
from sqlalchemy import Boolean, CheckConstraint, Column, Date, DateTime, LargeBinary, Numeric, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Integer, TypeEngine

_ALLOWED = re.compile(r"(\w+) in \('([^']*)'")
# The first type that fits says what stands in a column that must not be empty; text stays empty.
_VALUES: tuple[tuple[type[TypeEngine[object]], str], ...] = (
    (Uuid, "uuidv7()"),
    (DateTime, "now()"),
    (Date, "now()::date"),
    (Boolean, "false"),
    (Integer, "1"),
    (Numeric, "1"),
    (JSONB, "'{{}}'"),
    (LargeBinary, "uuid_send(uuidv7())"),
)


def table_of(parameter: str) -> Table | None:
    """The table whose row an address names by `…_id`, where both go by the same word."""
    return TenantBase.metadata.tables.get(f"{parameter.removesuffix('_id')}s")


def row_of(table: Table) -> str:
    """SQL for the id of a row: one that is there, or a new one; `{s}` stands for the schema."""
    needed = [one for one in table.columns if not one.nullable and one.server_default is None]
    names, values = ", ".join(one.name for one in needed), ", ".join(_value(table, one) for one in needed)
    return (
        f"with there as (select id from {{s}}.{table.name} order by id limit 1),"  # noqa: S608
        f" made as (insert into {{s}}.{table.name} ({names})"
        f" select {values} where not exists (select from there) returning id)"
        " select id from there union all select id from made"
    )


def _value(table: Table, column: Column[object]) -> str:
    for key in column.foreign_keys:
        return f"(select {key.column.name} from {{s}}.{key.column.table.name} order by 1 limit 1)"  # noqa: S608
    checks = (str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint))
    for allowed in filter(None, map(_ALLOWED.match, checks)):
        if allowed[1] == column.name:
            return f"'{allowed[2]}'"
    return next((value for kind, value in _VALUES if isinstance(column.type, kind)), "''")
