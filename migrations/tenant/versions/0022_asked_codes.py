"""Codes that candidates ask for belong to the browser that asked, whoever's the number is."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_codes",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("wrong_tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("way in ('email', 'sms')", name=op.f("ck_asked_codes_way")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_codes")),
    )
    op.create_index(op.f("ix_asked_codes_identity"), "asked_codes", ["identity", "created_at"])
    op.create_index(op.f("ix_asked_codes_known"), "asked_codes", ["known", "created_at"])
    grant_tables({"asked_codes": "select, insert, update, delete"})
    # What was on its way to a candidate when the release changed: it is asked for again.
    op.execute("delete from one_time_codes where purpose in ('sign_in', 'sign')")
