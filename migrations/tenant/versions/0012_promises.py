"""Promises with what became of them, stages with their times, surveys, and the tenant's own rule for all of it."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_EVERYTHING = "select, insert, update, delete"
_OPEN = "answered_at is null and broken_at is null and moved_at is null and dropped_at is null"

# What is known of the past: promises that stand, and stages as the chain of events tells them.
_PROMISES = """
insert into promises (id, application_id, made_at, made_by, due_at, warn_at, escalate_at, days)
select gen_random_uuid(), a.id, coalesce(e.at, a.created_at), 'system', a.promised_at,
       a.promised_at - interval '9 hours', a.promised_at - interval '5 hours', s.promise_days
from applications a
cross join tenant_settings s
left join lateral (
    select max(at) as at from audit_events where kind = 'promise.set' and application_id = a.id
) e on true
where a.promised_at is not null
"""
_STAGES = """
insert into stage_changes (id, application_id, stage, at)
select gen_random_uuid(), application_id, stage, at from (
    select application_id, 'new' as stage, min(at) as at from audit_events
    where kind = 'application.created' group by 1
    union all
    select application_id, 'interview', min(at) from audit_events where kind = 'interview.assigned' group by 1
    union all
    select application_id, 'review', min(at) from audit_events where kind = 'scorecard.submitted' group by 1
    union all
    select application_id, case data->>'outcome' when 'pass' then 'offer' else 'archived' end, at from audit_events
    where kind = 'decision.confirmed'
    union all
    select application_id, 'sign', at from audit_events where kind = 'contract.created'
    union all
    select application_id, 'offer', at from audit_events where kind = 'contract.withdrawn'
    union all
    select application_id, 'onboard', at from audit_events where kind = 'contract.sealed'
) told where exists (select from applications a where a.id = told.application_id)
"""


def upgrade() -> None:
    op.create_table(
        "promises",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalate_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("moved_from_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("broken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_promises_application_id")
        ),
        sa.ForeignKeyConstraint(["moved_from_id"], ["promises.id"], name=op.f("fk_promises_moved_from_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
        sa.UniqueConstraint("moved_from_id", name=op.f("uq_promises_moved_from_id")),
    )
    op.create_index(op.f("ix_promises_application_id"), "promises", ["application_id"])
    op.create_index(
        "uq_promises_open", "promises", ["application_id"], unique=True, postgresql_where=sa.text(_OPEN)
    )
    op.create_index("ix_promises_due", "promises", ["due_at"], postgresql_where=sa.text(_OPEN))
    op.create_table(
        "stage_changes",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_stage_changes_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_changes")),
    )
    op.create_index(op.f("ix_stage_changes_application_id"), "stage_changes", ["application_id"])
    op.create_table(
        "surveys",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("score between 1 and 5", name=op.f("ck_surveys_score")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_surveys_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("application_id", name=op.f("uq_surveys_application_id")),
    )
    op.create_table(
        "survey_refusals",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_survey_refusals_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_survey_refusals")),
    )
    for name, default in (
        ("promise_days_by_kind", "{}"),
        ("days_off", "[]"),
        ("workdays", "[]"),
    ):
        op.add_column(
            "tenant_settings", sa.Column(name, postgresql.JSONB(), server_default=default, nullable=False)
        )
    for name, number in (("promise_warn_hours", "9"), ("promise_escalate_hours", "4")):
        op.add_column("tenant_settings", sa.Column(name, sa.Integer(), server_default=number, nullable=False))
    op.add_column("tenant_settings", sa.Column("survey", sa.Boolean(), server_default="true", nullable=False))
    op.execute(_PROMISES)
    op.execute(_STAGES)
    tables = ("promises", "stage_changes", "surveys", "survey_refusals")
    grant_tables(dict.fromkeys(tables, _EVERYTHING))
