"""What a tenant's role may not do inside its own transaction: put on another role, or leave something behind.

`set_config` is a function: without this, one query that a stranger can bend could put on another tenant's role and
read with it. Only the log-in roles need it, before they enter. A temporary table outlives its transaction and is found
before the tables of whoever uses the connection next.

Where the owner is no superuser, PostgreSQL answers the first with a warning and changes nothing: the superuser has to
say it once.

And an index, so that clearing away old failures costs what there is of them and not what waits in the queue.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SET_CONFIG = "function pg_catalog.set_config(text, text, boolean)"


def upgrade() -> None:
    op.execute(f"revoke execute on {_SET_CONFIG} from public")
    op.execute(f"grant execute on {_SET_CONFIG} to current_user, huiyin_app, huiyin_worker")
    op.execute(
        "do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$"
    )
    op.execute("create index pgqueuer_failed on queue.pgqueuer (updated) where status = 'failed'")
