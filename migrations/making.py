"""Making a tenant's role, schema and tables, or taking over what was made ahead."""

from uuid import UUID

import asyncpg

from .runner import plain_dsn, tenant_head, tenant_sql

MAIN = "main"
"""The cell of the directory."""
_ENTER = (
    "insert into shared.tenants (id, slug, schema_name, name, revision, cell) values ($1, $2, $3, $4, $5, $6)"
)
_ADOPT = """
delete from shared.spares where name = (
  select name from shared.spares where revision = $1 order by name limit 1 for update skip locked
) returning name
"""


async def create_tenant_schema(owner_url: str, *, id_: UUID, slug: str, name: str) -> str:
    """Make a tenant's role, schema and tables at head and enter it in the directory, in one transaction.

    Returns:
        The schema's name.

    Raises:
        asyncpg.UniqueViolationError: the slug is taken.
    """
    connection = await asyncpg.connect(plain_dsn(owner_url))
    try:
        return await create_tenant_on(connection, id_=id_, slug=slug, name=name)
    finally:
        await connection.close()


async def create_tenant_on(connection: "asyncpg.Connection", *, id_: UUID, slug: str, name: str) -> str:
    """The same on a connection of the owner's, for whoever makes many."""
    async with connection.transaction():
        schema = await enter_tenant(connection, id_=id_, slug=slug, name=name, cell=MAIN)
        await furnish_schema(connection, schema)
    return schema


async def enter_tenant(directory: "asyncpg.Connection", *, id_: UUID, slug: str, name: str, cell: str) -> str:
    """Enter a tenant in the directory; returns its schema's name.

    Raises:
        asyncpg.UniqueViolationError: the slug is taken.
    """
    schema = "t_" + id_.hex[-12:]
    await directory.execute(_ENTER, id_, slug, schema, name, tenant_head(), cell)
    return schema


async def furnish_schema(connection: "asyncpg.Connection", schema: str) -> None:
    """Role, schema and tables at head under this name, in the caller's transaction: a spare renamed, or made anew."""
    spare = await connection.fetchval(_ADOPT, tenant_head())
    if spare is None:
        await make_schema(connection, schema)
    else:
        await connection.execute(
            f"alter schema {spare} rename to {schema}; alter role {spare} rename to {schema}"
        )


async def make_schema(connection: "asyncpg.Connection", schema: str) -> None:
    """Role, schema and tables at head, in the caller's transaction."""
    await connection.execute(_role_and_schema(schema))
    await connection.execute("select set_config('search_path', $1, true)", schema)
    await connection.execute(tenant_sql(None))


def _role_and_schema(schema: str) -> str:
    # Roles belong to the server: where two cells share one, a tenant that moves finds its role there.
    return (
        f"do $$ begin if not exists (select from pg_roles where rolname = '{schema}') then "
        f"create role {schema} nologin inherit in role huiyin_tenant; end if; end $$;"
        f"create schema {schema};"
        f"grant usage on schema {schema} to {schema};"
        f"grant {schema} to huiyin_app with inherit false, set true;"
        f"grant {schema} to huiyin_worker with inherit false, set true;"
    )
