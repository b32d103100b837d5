"""The life of a tenant: sign-up, states, own domains, operators, and the narrow doors through which they change."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATUS = "status in ('provisioning', 'trial', 'active', 'suspended', 'closing', 'deleting')"

# Doors: what a tenant's role may do to the directory. Each finds its tenant in the transaction's role, which the
# caller cannot choose, so that a tenant can change itself and nobody else. `session_user` is the log-in role.
_DOORS = (
    "create schema doors",
    """
create function doors.tenant_id() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_id uuid;
begin
  select id into found_id from shared.tenants where schema_name = current_setting('role');
  if found_id is null then
    raise exception 'this door needs a tenant''s role';
  end if;
  return found_id;
end $$
""",
    """
create function doors.status() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select status from shared.tenants where id = doors.tenant_id()
$$
""",
    # 'back' leaves suspended or closing for what was before. SQLSTATE HU001: there is no such way from here.
    """
create function doors.change_status(wanted text, why text, who text, until_when timestamptz) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  it shared.tenants;
  target text := wanted;
begin
  select * into it from shared.tenants where id = doors.tenant_id() for no key update;
  if wanted = it.status then
    return it.status;
  end if;
  if wanted = 'back' then
    target := it.before -> -1 ->> 'status';
    if target is null or it.status not in ('suspended', 'closing') then
      raise exception 'no way back from %', it.status using errcode = 'HU001';
    end if;
    update shared.tenants set
      status = target, status_reason = coalesce(it.before -> -1 ->> 'reason', ''), status_since = now(),
      before = it.before - -1, delete_after = null,
      trial_until = case when target = 'trial' then coalesce(until_when, it.trial_until) else it.trial_until end
    where id = it.id;
  elsif (it.status, wanted) in (
      ('provisioning', 'trial'), ('provisioning', 'active'), ('trial', 'active'), ('suspended', 'active')) then
    update shared.tenants set
      status = wanted, status_reason = why, status_since = now(), before = '[]',
      trial_until = case when wanted = 'trial' then until_when end
    where id = it.id;
  elsif (it.status, wanted) in (
      ('trial', 'suspended'), ('active', 'suspended'),
      ('trial', 'closing'), ('active', 'closing'), ('suspended', 'closing')) then
    update shared.tenants set
      status = wanted, status_reason = why, status_since = now(),
      before = it.before || jsonb_build_array(jsonb_build_object('status', it.status, 'reason', it.status_reason)),
      delete_after = case when wanted = 'closing' then until_when end
    where id = it.id;
  else
    raise exception 'no way from % to %', it.status, wanted using errcode = 'HU001';
  end if;
  insert into shared.operator_log (actor, action, tenant_id, data) values (
    who, 'tenant.' || target, it.id,
    jsonb_build_object('from', it.status, 'to', target, 'reason', why, 'until', until_when));
  return target;
end $$
""",
    """
create function doors.set_brand(shown_name text, shown_brand jsonb) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update shared.tenants set name = shown_name, brand = shown_brand where id = doors.tenant_id()
$$
""",
    """
create function doors.domains()
returns table (host text, token text, added_at timestamptz, proved_at timestamptz, checked_at timestamptz, main boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.host, d.token, d.added_at, d.proved_at, d.checked_at, t.main_host is not distinct from d.host
  from shared.tenant_domains d join shared.tenants t on t.id = d.tenant_id
  where d.tenant_id = doors.tenant_id() order by d.host
$$
""",
    """
create function doors.add_domain(new_host text, new_token text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into shared.tenant_domains (host, tenant_id, token) values (new_host, doors.tenant_id(), new_token)
  on conflict do nothing
$$
""",
    """
create function doors.remove_domain(old_host text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update shared.tenants set main_host = null where id = doors.tenant_id() and main_host = old_host;
  delete from shared.tenant_domains where tenant_id = doors.tenant_id() and host = old_host
$$
""",
    # Only who has asked the name server may say so: pages run as huiyin_app and cannot.
    """
create function doors.record_domain(seen_host text, proved boolean) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if session_user = 'huiyin_app' then
    raise exception 'pages do not prove domains';
  end if;
  update shared.tenant_domains set
    checked_at = now(), proved_at = case when proved then coalesce(proved_at, now()) else proved_at end
  where tenant_id = doors.tenant_id() and host = seen_host;
  return true;
exception when unique_violation then
  return false; -- proved by another tenant before
end $$
""",
    """
create function doors.use_domain(wanted_host text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update shared.tenants set main_host = (
    select host from shared.tenant_domains
    where tenant_id = doors.tenant_id() and host = wanted_host and proved_at is not null)
  where id = doors.tenant_id()
$$
""",
    # For the operators' page: when something last happened there, and nothing of what.
    """
create function doors.last_activity(of_schema text) returns timestamptz
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  moment timestamptz;
begin
  if not exists (select from shared.tenants where schema_name = of_schema) then
    return null;
  end if;
  execute format('select at from %I.audit_events order by seq desc limit 1', of_schema) into moment;
  return moment;
end $$
""",
)

# A tenant's own door cannot name the jobs that belong to nobody; the second door knows only those, by name.
_QUEUE = (
    """
create or replace function queue.enqueue(job text, payload jsonb, run_at timestamptz, dedupe text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  tenant text := current_setting('role');
begin
  if tenant = 'none' then
    raise exception 'enqueue needs a tenant''s role';
  end if;
  if starts_with(job, 'system.') then
    raise exception 'a tenant cannot enqueue %', job;
  end if;
  insert into queue.pgqueuer (priority, status, entrypoint, payload, execute_after, dedupe_key)
  values (0, 'queued', job, convert_to((payload || jsonb_build_object('tenant', tenant))::text, 'UTF8'),
          coalesce(run_at, now()), tenant || ':' || job || ':' || dedupe)
  on conflict do nothing;
end $$
""",
    """
create function queue.enqueue_system(job text, reference uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('role') <> 'none' then
    raise exception 'a tenant cannot enqueue %', job;
  end if;
  if job not in ('system.signup_mail', 'system.provision') then
    raise exception 'there is no job % here', job;
  end if;
  insert into queue.pgqueuer (priority, status, entrypoint, payload, execute_after, dedupe_key)
  values (1, 'queued', job, convert_to(jsonb_build_object('reference', reference)::text, 'UTF8'), now(),
          job || ':' || reference)
  on conflict do nothing;
end $$
""",
)

# What a process remembers of a tenant has grown, and so have the reasons to forget it.
_VERSION = (
    "drop trigger directory_version on shared.tenants",
    "create trigger directory_version after delete or update of slug, schema_name, name, cell, zone, status,"
    " status_reason, trial_until, delete_after, brand, main_host"
    " on shared.tenants for each statement execute function shared.move_directory_version()",
)

_TENANT_DOORS = (
    "doors.tenant_id()",
    "doors.status()",
    "doors.change_status(text, text, text, timestamptz)",
    "doors.set_brand(text, jsonb)",
    "doors.domains()",
    "doors.add_domain(text, text)",
    "doors.remove_domain(text)",
    "doors.record_domain(text, boolean)",
    "doors.use_domain(text)",
)

_GRANTS = (
    "grant usage on schema doors to huiyin_tenant, huiyin_app",
    *(f"revoke all on function {door} from public" for door in (*_TENANT_DOORS, "doors.last_activity(text)")),
    *(f"grant execute on function {door} to huiyin_tenant" for door in _TENANT_DOORS),
    "grant execute on function doors.last_activity(text) to huiyin_app",
    "revoke all on function queue.enqueue_system(text, uuid) from public",
    "grant usage on schema queue to huiyin_app",
    "grant execute on function queue.enqueue_system(text, uuid) to huiyin_app",
    "grant select, insert, update on shared.signups to huiyin_app",
    "grant select, insert, update on shared.throttles to huiyin_app",
    "grant select on shared.operators, shared.tombstones to huiyin_app",
    "grant select, insert, update on shared.operator_sessions to huiyin_app",
    "grant select, insert on shared.operator_log to huiyin_app",
)


def upgrade() -> None:
    _tenants()
    _domains()
    _tables()
    for statement in (*_DOORS, *_QUEUE, *_VERSION, *_GRANTS):
        op.execute(sa.text(statement.replace(":", "\\:")))


def _tenants() -> None:
    op.drop_constraint(op.f("ck_tenants_status"), "tenants", schema="shared")
    op.create_check_constraint(op.f("ck_tenants_status"), "tenants", _STATUS, schema="shared")
    # What is only half made is reached by nobody: the last step of furnishing says that it is ready.
    op.alter_column("tenants", "status", server_default="provisioning", schema="shared")
    for column in (
        sa.Column("status_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("status_since", _TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("before", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("trial_until", _TIME, nullable=True),
        sa.Column("delete_after", _TIME, nullable=True),
        sa.Column("uscc_digest", sa.LargeBinary(), nullable=True),
        sa.Column("brand", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("main_host", sa.Text(), nullable=True),
    ):
        op.add_column("tenants", column, schema="shared")


def _domains() -> None:
    # Until it is proved a host belongs to nobody: several may claim it, one can prove it.
    op.drop_constraint(op.f("pk_tenant_domains"), "tenant_domains", schema="shared")
    op.create_primary_key(op.f("pk_tenant_domains"), "tenant_domains", ["tenant_id", "host"], schema="shared")
    for column in (
        sa.Column("token", sa.Text(), server_default="", nullable=False),
        sa.Column("added_at", _TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("checked_at", _TIME, nullable=True),
        sa.Column("proved_at", _TIME, nullable=True),
    ):
        op.add_column("tenant_domains", column, schema="shared")
    op.execute("update shared.tenant_domains set proved_at = now()")
    op.create_index(
        "uq_tenant_domains_proved_host",
        "tenant_domains",
        ["host"],
        unique=True,
        schema="shared",
        postgresql_where=sa.text("proved_at is not null"),
    )


_TIME = sa.DateTime(timezone=True)


def _tables() -> None:
    op.create_table(
        "signups",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("confirmed_at", _TIME, nullable=True),
        sa.Column("done_at", _TIME, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state in ('asked', 'confirmed', 'slug_taken', 'done')", name=op.f("ck_signups_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signups")),
        schema="shared",
    )
    op.create_table(
        "throttles",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("window_start", _TIME, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "identity", "window_start", name=op.f("pk_throttles")),
        schema="shared",
    )
    op.create_table(
        "operators",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operators")),
        sa.UniqueConstraint("name", name=op.f("uq_operators_name")),
        schema="shared",
    )
    op.create_table(
        "operator_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.CheckConstraint("kind in ('link', 'session')", name=op.f("ck_operator_sessions_kind")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["shared.operators.id"], name=op.f("fk_operator_sessions_operator_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_operator_sessions")),
        schema="shared",
    )
    op.create_table(
        "operator_log",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", _TIME, server_default=sa.text("now()"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_operator_log")),
        schema="shared",
    )
    op.create_index(op.f("ix_operator_log_tenant_id"), "operator_log", ["tenant_id"], schema="shared")
    op.create_table(
        "tombstones",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("schema_name", sa.Text(), nullable=False),
        sa.Column("deleted_at", _TIME, nullable=False),
        sa.Column("certificate", postgresql.JSONB(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstones")),
        sa.UniqueConstraint("slug", name=op.f("uq_tombstones_slug")),
        schema="shared",
    )
