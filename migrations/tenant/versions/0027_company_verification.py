"""Employers are verified, with the papers that they show; a contract of one that is not says that it is for trial."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_STATES = "'preparing', 'in_review', 'transfer_due', 'transfer_sent', 'transfer_failed', 'rejected', 'proven', 'lapsed'"
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("contracts", sa.Column("trial", sa.Boolean(), server_default="false", nullable=False))
    op.create_table(
        "company_verifications",
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("uscc", sa.Text(), server_default="", nullable=False),
        sa.Column("legal_representative", sa.Text(), server_default="", nullable=False),
        sa.Column("details_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("amount_digest", sa.LargeBinary(), nullable=True),
        sa.Column("transfers", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("transfer_until", _TIME, nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("submitted_at", _TIME, nullable=True),
        sa.Column("proven_at", _TIME, nullable=True),
        sa.Column("proven_until", _TIME, nullable=True),
        sa.Column("reminded", sa.Integer(), server_default="0", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"state in ({_STATES})", name=op.f("ck_company_verifications_state")),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entities.id"], name=op.f("fk_company_verifications_legal_entity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_verifications")),
    )
    op.create_index(
        op.f("ix_company_verifications_legal_entity_id"), "company_verifications", ["legal_entity_id"]
    )
    for name, states in (("open", "state not in ('proven', 'lapsed')"), ("proven", "state = 'proven'")):
        op.create_index(
            f"uq_company_verifications_{name}",
            "company_verifications",
            ["legal_entity_id"],
            unique=True,
            postgresql_where=sa.text(states),
        )
    op.create_table(
        "verification_documents",
        sa.Column("verification_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind in ('licence', 'authorisation')", name=op.f("ck_verification_documents_kind")
        ),
        sa.ForeignKeyConstraint(
            ["verification_id"],
            ["company_verifications.id"],
            name=op.f("fk_verification_documents_verification_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_documents")),
        sa.UniqueConstraint(
            "verification_id", "kind", name=op.f("uq_verification_documents_verification_id_kind")
        ),
    )
    grant_tables(
        {
            "company_verifications": "select, insert, update",
            "verification_documents": "select, insert, delete",
        }
    )
