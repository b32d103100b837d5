"""The directory, the login roles and the queue."""

import os

import sqlalchemy as sa
from alembic import op

os.environ["PGQUEUER_SCHEMA"] = "queue"  # read when pgqueuer is imported

from huiyin_migrations.split import statements
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Login roles own nothing and inherit nothing: without putting on a tenant's role they can read no tenant's table.
_ROLES = """
do $$ begin
  if not exists (select from pg_roles where rolname = 'huiyin_app') then
    create role huiyin_app login noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'huiyin_worker') then
    create role huiyin_worker login noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'huiyin_tenant') then
    create role huiyin_tenant nologin;
  end if;
end $$
"""

# The only way into the queue for a tenant's transaction. The tenant is stamped from the transaction's role,
# which the caller cannot choose for a job: a tenant can enqueue for itself and for nobody else.
_ENQUEUE = """
create function queue.enqueue(job text, payload jsonb, run_at timestamptz, dedupe text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  tenant text := current_setting('role');
begin
  if tenant = 'none' then
    raise exception 'enqueue needs a tenant''s role';
  end if;
  insert into queue.pgqueuer (priority, status, entrypoint, payload, execute_after, dedupe_key)
  values (0, 'queued', job, convert_to((payload || jsonb_build_object('tenant', tenant))::text, 'UTF8'),
          coalesce(run_at, now()), tenant || ':' || job || ':' || dedupe)
  on conflict do nothing;
end $$
"""

_GRANTS = (
    "revoke all on function queue.enqueue(text, jsonb, timestamptz, text) from public",
    "grant usage on schema queue to huiyin_tenant, huiyin_worker",
    "grant execute on function queue.enqueue(text, jsonb, timestamptz, text) to huiyin_tenant",
    "grant select, insert, update, delete on all tables in schema queue to huiyin_worker",
    "grant usage on all sequences in schema queue to huiyin_worker",
    "grant usage on schema shared to huiyin_app, huiyin_worker",
    "grant select on shared.tenants, shared.tenant_domains to huiyin_app, huiyin_worker",
    "revoke create on schema public from public",
)


def upgrade() -> None:
    op.execute(_ROLES)
    op.create_table(
        "tenants",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("schema_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), server_default="main", nullable=False),
        sa.Column("zone", sa.Text(), server_default="Asia/Shanghai", nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "status in ('active', 'suspended', 'closing')",
            name=op.f("ck_tenants_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("number", name=op.f("uq_tenants_number")),
        sa.UniqueConstraint("schema_name", name=op.f("uq_tenants_schema_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_tenants_slug")),
        schema="shared",
    )
    op.create_table(
        "tenant_domains",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["shared.tenants.id"],
            name=op.f("fk_tenant_domains_tenant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_tenant_domains")),
        schema="shared",
    )
    for statement in statements(QueryBuilderEnvironment().build_install_query()):
        op.execute(sa.text(statement.replace(":", "\\:")))
    op.execute(_ENQUEUE)
    for statement in _GRANTS:
        op.execute(statement)
