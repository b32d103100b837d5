"""How many verifications of a tenant's companies wait for the operators: a number in the directory, and nothing of what."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_DOOR = """
create function doors.set_reviews_waiting(waiting integer) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update shared.tenants set reviews_waiting = waiting
  where id = doors.tenant_id() and reviews_waiting <> waiting
$$
"""


def upgrade() -> None:
    op.add_column(
        "tenants",
        sa.Column("reviews_waiting", sa.Integer(), server_default="0", nullable=False),
        schema="shared",
    )
    op.execute(_DOOR)
    op.execute("revoke all on function doors.set_reviews_waiting(integer) from public")
    op.execute("grant execute on function doors.set_reviews_waiting(integer) to huiyin_tenant")
    op.execute("drop trigger tell_directory on shared.tenants")
    op.execute(
        "create trigger tell_directory after update of name, status, status_reason, status_since, before, trial_until,"
        " delete_after, brand, main_host, reviews_waiting"
        " on shared.tenants for each row execute function shared.tell_directory('id')"
    )
