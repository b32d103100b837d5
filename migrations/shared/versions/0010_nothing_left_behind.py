"""What else a tenant's role needs of PostgreSQL's own functions and catalogues, and what not.

Left to everybody, a query that a stranger can bend could leave a lock on the connection that outlives its transaction, or
large objects that belong to no table and keep the role from being dropped; wake the queue's workers or cancel their jobs
through their channel; write into the log of the server; and read how many rows other tenants have, how much they change
and what is locked at the moment. What is granted back goes to the log-in roles, as which the queue's engine and the pools
work, before or outside any tenant, and to whoever watches the server (`pg_monitor`). `pg_advisory_xact_lock(bigint)` and
its `try` stay with all: services take them, and they end with the transaction.

As with `set_config` (0005), where the owner is no superuser PostgreSQL answers with a warning and changes nothing: the
superuser has to say it once.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# By name: each release of PostgreSQL has some more of them, and of some there are several.
_FUNCTIONS = r"""
do $$ declare it record; begin
  for it in select p.oid::regprocedure as name from pg_catalog.pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind = 'f' and (
      (p.proname ~ '^pg_(try_)?advisory_' and p.oid <> all (array['pg_advisory_xact_lock(bigint)'::regprocedure,
        'pg_try_advisory_xact_lock(bigint)'::regprocedure]::oid[]))
      or p.proname ~ '^(lo_|loread$|lowrite$|be_lo_)'
      or p.proname ~ '^pg_stat_get_'
      or p.proname in ('pg_notify', 'pg_logical_emit_message', 'pg_lock_status', 'pg_relation_size', 'pg_table_size',
        'pg_indexes_size', 'pg_total_relation_size', 'pg_database_size', 'pg_tablespace_size'))
  loop
    if pg_catalog.has_function_privilege('public', it.name, 'execute') then
      execute format('revoke execute on function %s from public', it.name);
      execute format('grant execute on function %s to current_user, huiyin_app, huiyin_worker, pg_monitor', it.name);
    end if;
  end loop;
end $$
"""
# A reader of single columns is refused `select *` and nothing else.
_CATALOGUE = """
do $$ declare listed text; begin
  select string_agg(quote_ident(attname), ', ' order by attnum) into listed from pg_catalog.pg_attribute
  where attrelid = 'pg_catalog.pg_class'::regclass and not attisdropped
    and (attnum > 0 or attname in ('tableoid', 'ctid'))
    and attname not in ('relpages', 'reltuples', 'relallvisible', 'relallfrozen');
  grant select on pg_catalog.pg_class to current_user, huiyin_app, huiyin_worker, pg_monitor;
  revoke select on pg_catalog.pg_class from public;
  execute format('grant select (%s) on pg_catalog.pg_class to public', listed);
end $$
"""


def upgrade() -> None:
    op.execute(_FUNCTIONS)
    op.execute(_CATALOGUE)
