"""What became of messages, to the end: done what they asked, not reached, called."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

_EVERYTHING = "select, insert, update, delete"


def upgrade() -> None:
    op.add_column("messages", sa.Column("occasion", sa.Text(), server_default="", nullable=False))
    op.add_column("messages", sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("update messages set occasion = regexp_replace(key, ':[^:]*$', '')")
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
    grant_tables({"call_notes": _EVERYTHING})
