"""A promise keeps the year whose plan of days off was unknown when it was reckoned; one export at a time, which may fail."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# Until this revision the last plan known was that of 2026.
_RECKONED_WITHOUT = """
    update promises set unplanned_year = extract(year from due_at at time zone 'Asia/Shanghai')
    where due_at >= '2027-01-01 00:00+08'
      and answered_at is null and broken_at is null and moved_at is null and dropped_at is null
"""

# Two clicks at once made two of them; the newer one is shown, and the older one's file is not waited for any more.
_SECOND_EXPORTS = """
    update exports set state = 'expired' where state = 'making'
      and id <> (select id from exports where state = 'making' order by asked_at desc, id desc limit 1)
"""


def upgrade() -> None:
    op.add_column("promises", sa.Column("unplanned_year", sa.Integer(), nullable=True))
    op.execute(_RECKONED_WITHOUT)
    op.execute(_SECOND_EXPORTS)
    op.create_index(
        "uq_exports_making", "exports", ["state"], unique=True, postgresql_where=sa.text("state = 'making'")
    )
    op.drop_constraint(op.f("ck_exports_state"), "exports")
    op.create_check_constraint(
        op.f("ck_exports_state"), "exports", "state in ('making', 'ready', 'failed', 'expired')"
    )
