"""Meetings with a panel, and the tenant's own rounds."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_STATES = "'arranged', 'confirmed', 'reschedule_asked', 'declined', 'cancelled', 'held', 'no_show'"
_OPEN = "state in ('arranged', 'confirmed', 'reschedule_asked')"
_ROUNDS = '["初试", "复试", "终面"]'


def upgrade() -> None:
    op.create_table(
        "interview_events",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="arranged", nullable=False),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("slots", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.Text(), server_default="", nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"state in ({_STATES})", name=op.f("ck_interview_events_state")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_interview_events_application_id")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_interview_events_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview_events")),
    )
    for column in ("application_id", "starts_at"):
        op.create_index(op.f(f"ix_interview_events_{column}"), "interview_events", [column])
    op.create_index(
        "uq_interview_events_open_round",
        "interview_events",
        ["application_id", "round"],
        unique=True,
        postgresql_where=sa.text(_OPEN),
    )
    op.add_column("interviews", sa.Column("event_id", sa.Uuid(), nullable=True))
    op.add_column("interviews", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("interviews", sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("interviews", sa.Column("invite_failure", sa.Text(), server_default="", nullable=False))
    op.create_foreign_key(
        op.f("fk_interviews_event_id"), "interviews", "interview_events", ["event_id"], ["id"]
    )
    op.create_index(op.f("ix_interviews_event_id"), "interviews", ["event_id"])
    rounds = sa.Column("rounds", postgresql.JSONB(), server_default=_ROUNDS, nullable=False)
    op.add_column("tenant_settings", rounds)
    grant_tables({"interview_events": "select, insert, update, delete"})
