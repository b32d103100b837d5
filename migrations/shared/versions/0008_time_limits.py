"""Nobody holds a connection or a lock for long: what hangs costs itself and not everybody.

Log-ins get the limits with the connection; the owner, who migrates and carries tenants, has none. A page that needs
more than half a minute for one statement is broken; the worker's sweeps and its steps between two statements (a
document is made, a gateway answers) may take minutes.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_LIMITS = {
    "huiyin_app": {
        "statement_timeout": "30s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "30s",
    },
    "huiyin_worker": {
        "statement_timeout": "5min",
        "lock_timeout": "1min",
        "idle_in_transaction_session_timeout": "10min",
    },
}


def upgrade() -> None:
    for role, limits in _LIMITS.items():
        for name, value in limits.items():
            op.execute(f"alter role {role} set {name} = '{value}'")
