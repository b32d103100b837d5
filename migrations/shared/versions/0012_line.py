"""An index that one tenant's crowd is walked by: of the jobs due in one moment those that came first."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create index pgqueuer_line on queue.pgqueuer (entrypoint, tenant, execute_after, id)"
        " where status = 'queued'"
    )
    op.execute("drop index queue.pgqueuer_ep_tenant_ea_idx")  # begins as this one does
