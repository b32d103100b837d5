"""Rules for an opening or a kind of openings, two people, time to take back, reviews and impact assessments."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _widen_rules()
    _widen_decisions()
    op.create_table(
        "impact_assessments",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("purpose", "necessity", "impact", "measures", "proportion", "assessor")
        ),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_impact_assessments")),
    )
    op.create_table(
        "decision_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("take_back_minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("second_if_otherwise", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("second_vacancies", JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("by_rule", JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("assessment_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_version"],
            ["impact_assessments.version"],
            name=op.f("fk_decision_settings_assessment_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_settings")),
    )
    op.create_table(
        "review_requests",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("verdict in ('upheld', 'reversed')", name=op.f("ck_review_requests_verdict")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_review_requests_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_review_requests_decision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_requests")),
        sa.UniqueConstraint("application_id", name=op.f("uq_review_requests_application_id")),
    )
    grant_tables(
        {
            "impact_assessments": "select, insert",  # to be kept for three years at least, unchanged
            "decision_settings": "select, insert, update, delete",
            "review_requests": "select, insert, update, delete",
        }
    )


def _widen_rules() -> None:
    op.add_column("rule_versions", sa.Column("vacancy_id", sa.Uuid(), nullable=True))
    op.add_column("rule_versions", sa.Column("kind", sa.Text(), server_default="", nullable=False))
    op.add_column("rule_versions", sa.Column("why", sa.Text(), server_default="", nullable=False))
    op.add_column("rule_versions", sa.Column("from_version", sa.Integer(), nullable=True))
    op.add_column("rule_versions", sa.Column("dry_run", JSONB(), nullable=True))
    op.create_foreign_key(
        op.f("fk_rule_versions_vacancy_id"), "rule_versions", "vacancies", ["vacancy_id"], ["id"]
    )
    op.create_index(op.f("ix_rule_versions_vacancy_id"), "rule_versions", ["vacancy_id"])


def _widen_decisions() -> None:
    for name in ("proposed_outcome", "proposed_by", "proposed_actor"):
        op.add_column("decisions", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("decisions", sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("decisions", sa.Column("by_rule", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("decisions", sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("decisions", sa.Column("reverses_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_decisions_reverses_id"), "decisions", "decisions", ["reverses_id"], ["id"])
