"""Beside the code, a tenant may have its candidates' identity checked by others, or confirm it in person."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_MOMENTS = ("settled_at", "result_asked_at")
_TEXTS = ("how", "provider", "request_id", "code", "reason", "confirmed_by")
_STATES = "'asked', 'begun', 'passed', 'failed', 'unavailable', 'abandoned'"


def upgrade() -> None:
    op.create_table(
        "person_checks",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("facts_digest", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in _MOMENTS),
        *(sa.Column(name, sa.Text(), server_default="", nullable=False) for name in _TEXTS),
        sa.Column("token_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("words_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind in ('three_elements', 'face', 'in_person')", name=op.f("ck_person_checks_kind")
        ),
        sa.CheckConstraint(f"state in ({_STATES})", name=op.f("ck_person_checks_state")),
        sa.CheckConstraint("how in ('', 'met', 'video')", name=op.f("ck_person_checks_how")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_person_checks_contract_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_person_checks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_checks")),
    )
    op.create_index(op.f("ix_person_checks_contract_id"), "person_checks", ["contract_id"])
    op.create_index(
        "uq_person_checks_open",
        "person_checks",
        ["contract_id"],
        unique=True,
        postgresql_where=sa.text("state in ('asked', 'begun')"),
    )
    grant_tables({"person_checks": "select, insert, update, delete"})
    op.add_column(
        "tenant_settings", sa.Column("person_check", sa.Text(), server_default="none", nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_tenant_settings_person_check"),
        "tenant_settings",
        "person_check in ('none', 'three_elements', 'face')",
    )
