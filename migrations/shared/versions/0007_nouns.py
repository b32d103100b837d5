"""Who asked for a tenant is encrypted, not sealed."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("signups", "sealed", new_column_name="applicant_encrypted", schema="shared")
