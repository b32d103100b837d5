"""Which tenants could not be migrated, and a number by which a process sees that the directory has changed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# One row, moved on by whatever changes who is reached where: what a process remembers of the directory holds until
# the number moves. A migration changes `revision` only and moves nothing.
_VERSION = (
    """
create function shared.move_directory_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update shared.directory_version set version = version + 1;
  return null;
end $$
""",
    "insert into shared.directory_version (id, version) values (1, 1)",
    "create trigger directory_version after delete or update of slug, schema_name, name, cell, zone, status"
    " on shared.tenants for each statement execute function shared.move_directory_version()",
    "create trigger directory_version after insert or update or delete"
    " on shared.tenant_domains for each statement execute function shared.move_directory_version()",
    "grant select on shared.directory_version to huiyin_app, huiyin_worker",
)


def upgrade() -> None:
    op.create_table(
        "migration_failures",
        sa.Column("schema_name", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["schema_name"],
            ["shared.tenants.schema_name"],
            name=op.f("fk_migration_failures_schema_name"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("schema_name", name=op.f("pk_migration_failures")),
        schema="shared",
    )
    op.create_table(
        "directory_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_version")),
        schema="shared",
    )
    for statement in _VERSION:
        op.execute(statement)
