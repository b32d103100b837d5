"""The tenant's own words for messages, with their versions."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wordings",
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("filings", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("channel in ('email', 'sms')", name=op.f("ck_wordings_channel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
        sa.UniqueConstraint("event", "channel", "number", name=op.f("uq_wordings_event")),
    )
    op.add_column("messages", sa.Column("wording_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_messages_wording_id"), "messages", "wordings", ["wording_id"], ["id"])
    for name, kind, default in (
        ("own_messages", postgresql.JSONB(), "{}"),
        ("sms_price", sa.Numeric(), "0.045"),
    ):
        op.add_column("tenant_settings", sa.Column(name, kind, server_default=default, nullable=False))
    # Words are added, a draft is thrown away; what stands in a version never changes, only what the carrier said of it.
    grant_tables({"wordings": "select, insert, delete, update (filings)"})
