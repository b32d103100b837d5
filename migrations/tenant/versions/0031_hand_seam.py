"""The employee's signature over the seam of all pages, where the tenant wants it."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("tenant_settings", "contracts"):
        op.add_column(table, sa.Column("hand_seam", sa.Boolean(), server_default="false", nullable=False))
