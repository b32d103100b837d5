"""One name for each thing: what scores is an assignment, the meeting an interview, values are encrypted.

Only names change, no row. Code of the release before does not run beside it (decision 0029).
"""

from collections.abc import Iterable

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ENCRYPTED = {
    "persons": ("phone", "email", "id_number", "address"),
    "users": ("phone",),
    "authenticator_apps": ("secret",),
    "kept_forms": ("fields",),
    "sso_connections": ("secret",),
    "sso_attempts": ("kept",),
    "channel_accounts": ("secrets",),
    "messages": ("params",),
    "import_batches": ("source", "faulty"),
    "blacklist_entries": ("reason", "lift_reason"),
    "contracts": ("terms", "blocks"),
    "signings": ("strokes",),
}


def upgrade() -> None:
    # The duty's names first: they are what the meeting takes over.
    _rename_table(
        "interviews",
        "interview_assignments",
        constraints=(
            "pk_{}",
            "fk_{}_application_id",
            "fk_{}_scorecard_id",
            "fk_{}_user_id",
            "fk_{}_event_id",
            "uq_{}_application_id_round_user_id",
        ),
        indexes=("ix_{}_application_id", "ix_{}_user_id", "ix_{}_event_id"),
    )
    _rename_table(
        "interview_events",
        "interviews",
        constraints=("pk_{}", "ck_{}_state", "fk_{}_application_id", "fk_{}_created_by"),
        indexes=("ix_{}_application_id", "ix_{}_starts_at", "uq_{}_open_round"),
    )
    _rename_column("interview_assignments", "event_id", "interview_id", constraints=("fk_{}_{}",), index=True)
    _rename_column("scorecard_drafts", "interview_id", "assignment_id", constraints=("fk_{}_{}",))
    _rename_column(
        "scorecard_reminders", "interview_id", "assignment_id", constraints=("fk_{}_{}", "uq_{}_{}_step")
    )
    _rename_table(
        "sender_accounts", "channel_accounts", constraints=("pk_{}", "ck_{}_kind", "uq_{}_hook_hash")
    )
    _rename_table("wordings", "message_templates", constraints=("pk_{}", "ck_{}_channel"))
    _rename_constraint("message_templates", "uq_wordings_event", "uq_message_templates_event_channel_number")
    _rename_column("messages", "wording_id", "template_id", constraints=("fk_{}_{}",))
    for table, columns in _ENCRYPTED.items():
        for column in columns:
            op.alter_column(table, f"{column}_sealed", new_column_name=f"{column}_encrypted")


def _rename_table(old: str, new: str, *, constraints: Iterable[str], indexes: Iterable[str] = ()) -> None:
    """A table, and what its name stands in."""
    op.rename_table(old, new)
    for name in constraints:
        _rename_constraint(new, name.format(old), name.format(new))
    for name in indexes:
        op.execute(f"alter index {name.format(old)} rename to {name.format(new)}")


def _rename_column(
    table: str, old: str, new: str, *, constraints: Iterable[str] = (), index: bool = False
) -> None:
    """A column, and what its name stands in."""
    op.alter_column(table, old, new_column_name=new)
    for name in constraints:
        _rename_constraint(table, name.format(table, old), name.format(table, new))
    if index:
        op.execute(f"alter index ix_{table}_{old} rename to ix_{table}_{new}")


def _rename_constraint(table: str, old: str, new: str) -> None:
    op.execute(f"alter table {table} rename constraint {old} to {new}")
