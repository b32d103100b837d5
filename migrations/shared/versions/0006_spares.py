"""Schemas made ahead: a new tenant takes one over instead of waiting for its sixty tables."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create table shared.spares (name text primary key, revision text not null)")
