"""Messages to members in their suite, how each wants to be written to, and messages that go by themselves."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_KINDS = "'aliyun', 'tencent', 'wecom', 'dingtalk', 'feishu', 'wecom_app', 'dingtalk_app', 'feishu_app'"


def upgrade() -> None:
    op.execute(
        "alter table sender_accounts drop constraint ck_sender_accounts_kind,"
        f" add constraint ck_sender_accounts_kind check (kind in ({_KINDS}))"
    )
    op.execute(
        "alter table users add column letters text not null default 'personal'"
        " constraint ck_users_letters check (letters in ('personal', 'both', 'email')),"
        " add column suite_ids jsonb not null default '{}'"
    )
    # What nobody waits for sets nothing off: an event then costs what it cost before.
    op.execute("alter table audit_head add column awaited text[] not null default '{}'")
    op.create_table(
        "triggers",
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("wanted", postgresql.JSONB(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        # What a trigger does is told by events of these two families: none of them can set one off.
        sa.CheckConstraint("event !~ '^(message|trigger)[.]'", name=op.f("ck_triggers_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triggers")),
    )
    # Written under the lock of the chain's head, where nobody may wait for another row: no foreign keys.
    op.create_table(
        "trigger_runs",
        sa.Column("trigger_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), server_default="new", nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("stage", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "state in ('new', 'waiting', 'sent', 'dropped')", name=op.f("ck_trigger_runs_state")
        ),
        sa.PrimaryKeyConstraint("trigger_id", "seq", name=op.f("pk_trigger_runs")),
    )
    tables = ("triggers", "trigger_runs")
    grant_tables(dict.fromkeys(tables, "select, insert, update, delete"))
