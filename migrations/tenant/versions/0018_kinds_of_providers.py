"""Which providers there are is what their folders declare; the database no longer counts them up."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table channel_accounts drop constraint ck_channel_accounts_kind")
    op.execute("alter table sso_connections drop constraint ck_sso_connections_kind")
