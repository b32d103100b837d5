"""A queue that is fair: whose a job is and what it must wait for stand beside it, and a job that runs absorbs none."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# `tenant`: whose it is, '' for nobody's. `turn`: of the jobs of one turn one runs at a time, in the order in which they
# are due. "C" is how whoever deals jobs out goes through the tenants: byte by byte, no language's order.
_COLUMNS = (
    """alter table queue.pgqueuer add column tenant text collate "C" not null default '', add column turn text""",
    "update queue.pgqueuer set tenant = coalesce(convert_from(payload, 'UTF8')::jsonb ->> 'tenant', ''),"
    " turn = case when status <> 'failed' then dedupe_key end",
)
# A second job of a key is absorbed by one that nobody has begun, and by no other: what runs may have read before that
# which the second was to see. The engine's own indexes that no statement of ours walks any more would only be written.
_INDEXES = (
    "drop index queue.pgqueuer_unique_dedupe_key",
    "create unique index pgqueuer_not_begun on queue.pgqueuer (dedupe_key)"
    " where status = 'queued' and attempts = 0 and dedupe_key is not null",
    "create index pgqueuer_turn on queue.pgqueuer (turn)"
    " where status in ('queued', 'picked') and turn is not null",
    "create index pgqueuer_ep_tenant_ea_idx on queue.pgqueuer (entrypoint, tenant, execute_after)"
    " where status = 'queued'",
    "drop index queue.pgqueuer_priority_id_id1_idx",
    "drop index queue.pgqueuer_ep_prio_id_idx",
)
# The job that absorbs another waits until the transaction that asked is over, and sees what that has written; whoever
# takes jobs up passes over those that are locked. False: it has been begun meanwhile.
_DOORS = (
    """
create function queue.waits_for_us(key text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform from queue.pgqueuer where dedupe_key = key and status = 'queued' and attempts = 0 for key share;
  return found;
end $$
""",
    "revoke all on function queue.waits_for_us(text) from public",
    "drop function queue.enqueue(text, jsonb, timestamptz, text)",
    """
create function queue.enqueue(job text, payload jsonb, run_at timestamptz, dedupe text, turn text default null)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  tenant text := current_setting('role');
  stamped jsonb := payload || jsonb_build_object('tenant', tenant);
  key text := tenant || ':' || job || ':' || dedupe;
  place text := coalesce(tenant || ':' || turn, key);
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
    loop
      insert into queue.pgqueuer (priority, status, entrypoint, payload, execute_after, dedupe_key, tenant, turn)
      values (0, 'queued', job, convert_to(stamped::text, 'UTF8'), coalesce(run_at, now()), key, tenant, place)
      on conflict do nothing;
      exit when found or queue.waits_for_us(key);
    end loop;
  elsif gate = 'draining' then
    insert into queue.parked (schema_name, dedupe_key, job)
    values (tenant, key, jsonb_build_object(
      'priority', 0, 'status', 'queued', 'entrypoint', job, 'payload', convert_to(stamped::text, 'UTF8'),
      'execute_after', coalesce(run_at, now()), 'dedupe_key', key, 'turn', place, 'attempts', 0, 'created', now()))
    on conflict do nothing;
  else
    raise exception 'the tenant is moving' using errcode = 'HU002';
  end if;
end $$
""",
    "revoke all on function queue.enqueue(text, jsonb, timestamptz, text, text) from public",
    "grant execute on function queue.enqueue(text, jsonb, timestamptz, text, text) to huiyin_tenant",
    """
create or replace function queue.enqueue_system(job text, reference uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  key text := job || ':' || reference;
begin
  if current_setting('role') <> 'none' then
    raise exception 'a tenant cannot enqueue %', job;
  end if;
  if job not in ('system.signup_mail', 'system.provision') then
    raise exception 'there is no job % here', job;
  end if;
  loop
    insert into queue.pgqueuer (priority, status, entrypoint, payload, execute_after, dedupe_key, turn)
    values (1, 'queued', job, convert_to(jsonb_build_object('reference', reference)::text, 'UTF8'), now(), key, key)
    on conflict do nothing;
    exit when found or queue.waits_for_us(key);
  end loop;
end $$
""",
)


def upgrade() -> None:
    for statement in (*_COLUMNS, *_INDEXES, *_DOORS):
        op.execute(sa.text(statement.replace(":", "\\:")))
