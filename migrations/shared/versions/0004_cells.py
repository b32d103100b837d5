"""Cells: every database knows which one it is, what of a tenant is told to the directory, and how a tenant moves."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)

# A tenant's role enqueues where the tenant lives and nowhere else. While the tenant is carried away its jobs are put
# aside, then refused; the lock makes whoever closes the gate wait for transactions that found it open.
# SQLSTATE HU002: the tenant is on its way to another cell.
_GATE = (
    """
create or replace function queue.enqueue(job text, payload jsonb, run_at timestamptz, dedupe text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  tenant text := current_setting('role');
  stamped jsonb := payload || jsonb_build_object('tenant', tenant);
  key text := tenant || ':' || job || ':' || dedupe;
  gate text;
begin
  if tenant = 'none' then
    raise exception 'enqueue needs a tenant''s role';
  end if;
  if starts_with(job, 'system.') then
    raise exception 'a tenant cannot enqueue %', job;
  end if;
  perform pg_advisory_xact_lock_shared(hashtextextended('gate:' || tenant, 0));
  select t.gate into gate from shared.tenants t join shared.this_cell c on c.name = t.cell where t.schema_name = tenant;
  if gate = 'open' then
    insert into queue.pgqueuer (priority, status, entrypoint, payload, execute_after, dedupe_key)
    values (0, 'queued', job, convert_to(stamped::text, 'UTF8'), coalesce(run_at, now()), key)
    on conflict do nothing;
  elsif gate = 'draining' then
    insert into queue.parked (schema_name, dedupe_key, job)
    values (tenant, key, jsonb_build_object(
      'priority', 0, 'status', 'queued', 'entrypoint', job, 'payload', convert_to(stamped::text, 'UTF8'),
      'execute_after', coalesce(run_at, now()), 'dedupe_key', key, 'attempts', 0, 'created', now()))
    on conflict do nothing;
  else
    raise exception 'the tenant is moving' using errcode = 'HU002';
  end if;
end $$
""",
    """
create function shared.refuse_while_moving() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'the tenant is moving' using errcode = 'HU002';
end $$
""",
    """
create or replace function doors.tenant_id() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_id uuid;
begin
  select t.id into found_id from shared.tenants t join shared.this_cell c on c.name = t.cell
  where t.schema_name = current_setting('role');
  if found_id is null then
    raise exception 'this door needs a tenant''s role';
  end if;
  return found_id;
end $$
""",
)

# Elsewhere than in `main` a change made through the doors is told to the directory by a job: a row of this cell's
# queue, in the same transaction. The steward carries it over, and the operators' log with it.
_TELL = (
    """
create function shared.tell_directory() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from shared.this_cell where name <> 'main') then
    insert into queue.pgqueuer (priority, status, entrypoint, payload, execute_after)
    values (1, 'queued', 'system.tell', convert_to(jsonb_build_object(
      'reference', to_jsonb(coalesce(new, old)) ->> tg_argv[0])::text, 'UTF8'), now());
  end if;
  return null;
end $$
""",
    "create trigger tell_directory after update of name, status, status_reason, status_since, before, trial_until,"
    " delete_after, brand, main_host on shared.tenants for each row execute function shared.tell_directory('id')",
    "create trigger tell_directory after insert or update or delete on shared.tenant_domains"
    " for each row execute function shared.tell_directory('tenant_id')",
)

# `moving_to` closes the doors of every process within a second.
_VERSION = (
    "drop trigger directory_version on shared.tenants",
    "create trigger directory_version after delete or update of slug, schema_name, name, cell, moving_to, zone, status,"
    " status_reason, trial_until, delete_after, brand, main_host"
    " on shared.tenants for each statement execute function shared.move_directory_version()",
    "grant select on shared.this_cell, shared.cells to huiyin_app, huiyin_worker",
)


def upgrade() -> None:
    op.add_column("tenants", sa.Column("moving_to", sa.Text(), nullable=True), schema="shared")
    op.add_column(
        "tenants", sa.Column("gate", sa.Text(), server_default="open", nullable=False), schema="shared"
    )
    op.create_check_constraint(
        op.f("ck_tenants_gate"), "tenants", "gate in ('open', 'draining', 'frozen')", schema="shared"
    )
    # Where a line of the log came from: carried over twice it is kept once.
    op.add_column("operator_log", sa.Column("origin", sa.Text(), nullable=True), schema="shared")
    op.create_unique_constraint(op.f("uq_operator_log_origin"), "operator_log", ["origin"], schema="shared")
    op.create_table(
        "this_cell",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_this_cell_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_this_cell")),
        schema="shared",
    )
    op.create_table(
        "cells",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("added_at", _TIME, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cells")),
        schema="shared",
    )
    op.create_table(
        "moves",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", _TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("step_at", _TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("facts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["shared.tenants.id"], name=op.f("fk_moves_tenant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_moves")),
        sa.UniqueConstraint("id", name=op.f("uq_moves_id")),
        schema="shared",
    )
    # Jobs put aside, whole, as JSON: they go to another database as they are.
    op.create_table(
        "parked",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("schema_name", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=True),
        sa.Column("job", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_parked")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_parked_dedupe_key")),
        schema="queue",
    )
    op.create_index(op.f("ix_parked_schema_name"), "parked", ["schema_name"], schema="queue")
    for statement in (*_GATE, *_TELL, *_VERSION):
        op.execute(sa.text(statement.replace(":", "\\:")))
