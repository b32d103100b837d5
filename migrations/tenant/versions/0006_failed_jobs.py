"""When the work on a contract was given up."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contracts", sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        op.f("ix_contracts_failed_at"),
        "contracts",
        ["failed_at"],
        postgresql_where=sa.text("failed_at is not null"),
    )
