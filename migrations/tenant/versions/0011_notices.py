"""What became of messages, to the end: done what they asked, not reached, called."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_EVERYTHING = "select, insert, update, delete"


def upgrade() -> None:
    op.add_column("messages", sa.Column("occasion", sa.Text(), server_default="", nullable=False))
    op.add_column("messages", sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("update messages set occasion = regexp_replace(key, ':[^:]*$', '')")
    op.create_table(
        "sender_accounts",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("secrets_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("hook_hash", sa.LargeBinary(), nullable=False),
        sa.Column("topics", postgresql.JSONB(), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), server_default="", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind in ('aliyun', 'tencent', 'wecom', 'dingtalk', 'feishu')",
            name=op.f("ck_sender_accounts_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_accounts")),
        sa.UniqueConstraint("hook_hash", name=op.f("uq_sender_accounts_hook_hash")),
    )
    op.add_column("messages", sa.Column("account_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_messages_account_id"), "messages", "sender_accounts", ["account_id"], ["id"]
    )
    op.create_index(op.f("ix_messages_provider_id"), "messages", ["provider_id"])
    op.create_table(
        "call_notes",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("called_by", sa.Text(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "outcome in ('reached', 'not_reached', 'wrong_number')", name=op.f("ck_call_notes_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_call_notes_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_notes")),
    )
    op.create_index(op.f("ix_call_notes_application_id"), "call_notes", ["application_id"])
    grant_tables(dict.fromkeys(("call_notes", "sender_accounts"), _EVERYTHING))
