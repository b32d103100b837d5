"""Offers, answered before a contract is made; a contract knows where its values came from."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_STATES = "'draft', 'pending_approval', 'returned', 'approved', 'sent', 'read', 'accepted', 'declined', 'lapsed', 'withdrawn'"
_MOMENTS = ("approved_at", "sent_at", "read_at", "answered_at", "asked_at", "replied_at", "ended_at")
_SAID = ("question_encrypted", "reply_encrypted", "reason_encrypted")


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("employer_name", "job_title")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("pay_structure", sa.Text(), server_default="", nullable=False),
        sa.Column("terms_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("terms_sha256", sa.Text(), nullable=False),
        sa.Column("reply_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Text(), server_default="", nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in _MOMENTS),
        *(sa.Column(name, sa.LargeBinary(), nullable=True) for name in _SAID),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"state in ({_STATES})", name=op.f("ck_offers_state")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_offers_application_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_offers_person_id")),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entities.id"], name=op.f("fk_offers_legal_entity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index("uq_offers_version", "offers", ["application_id", "version"], unique=True)
    _one("prepared", "'draft', 'pending_approval', 'returned', 'approved'")
    _one("standing", "'sent', 'read', 'accepted'")
    for name in ("person_id", "state"):
        op.create_index(op.f(f"ix_offers_{name}"), "offers", [name])
    grant_tables({"offers": "select, insert, update, delete"})
    op.add_column("contracts", sa.Column("offer_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_contracts_offer_id"), "contracts", "offers", ["offer_id"], ["id"])
    op.add_column("contracts", sa.Column("sources", postgresql.JSONB(), server_default="{}", nullable=False))
    op.add_column("contracts", sa.Column("departures_encrypted", sa.LargeBinary(), nullable=True))
    op.add_column(
        "tenant_settings", sa.Column("offer_approval", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column(
        "tenant_settings", sa.Column("offer_reply_days", sa.Integer(), server_default="5", nullable=False)
    )


def _one(name: str, states: str) -> None:
    """At most one of these of an application."""
    op.create_index(
        f"uq_offers_{name}",
        "offers",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text(f"state in ({states})"),
    )
