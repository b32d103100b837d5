"""The tenant's logo, exports, and the employer's name as a contract was made with it."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_EVERYTHING = "select, insert, update, delete"


def upgrade() -> None:
    op.create_table(
        "logos",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_logos")),
    )
    op.create_table(
        "exports",
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("object_key", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state in ('making', 'ready', 'expired')", name=op.f("ck_exports_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    # An employer may be renamed: what was agreed keeps the name it was agreed with.
    op.add_column("contracts", sa.Column("employer_name", sa.Text(), server_default="", nullable=False))
    op.add_column("contracts", sa.Column("employer_uscc", sa.Text(), server_default="", nullable=False))
    op.execute("""
        update contracts set employer_name = legal_entities.name, employer_uscc = legal_entities.uscc
        from legal_entities where legal_entities.id = contracts.legal_entity_id
    """)
    grant_tables(dict.fromkeys(("logos", "exports"), _EVERYTHING))
