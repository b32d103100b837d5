"""When and in which order messages go out: the tenant's own wishes, and what each message waits for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, name in (("tenant_settings", "delivery"), ("messages", "plan")):
        op.add_column(table, sa.Column(name, postgresql.JSONB(), server_default="{}", nullable=False))
    op.add_column("messages", sa.Column("send_at", sa.DateTime(timezone=True), nullable=True))
