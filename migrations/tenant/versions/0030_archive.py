"""Which version of an object is the archived one; objects in the archive that no row knows."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The steward notes the versions of what was archived before, with its next look.
    op.add_column("archived_objects", sa.Column("version", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "archive_strays",
        sa.Column("object_key", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("object_key", name=op.f("pk_archive_strays")),
    )
    grant_tables({"archive_strays": "select, insert, delete"})
