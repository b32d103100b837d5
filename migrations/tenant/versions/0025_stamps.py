"""What is known of an object in the archive: until when its time stamp is good, whether it is still what was put away.

No seal has a number that nobody registered.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("archived_objects", sa.Column("stamp_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("archived_objects", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("archived_objects", sa.Column("problem", sa.Text(), server_default="", nullable=False))
    # A piece of the 统一社会信用代码 stood where a registered seal has its number.
    op.execute(
        "update seals set serial = '' from legal_entities "
        "where legal_entities.id = seals.legal_entity_id and seals.serial = substring(legal_entities.uscc from 3 for 13)"
    )
