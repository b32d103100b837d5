"""Scorecard forms with versions, drafts of cards, corrections, reminders, words that warn."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scorecard_forms",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default="false", nullable=False),
        _moment("created_at"),
        *_id("scorecard_forms"),
        sa.UniqueConstraint("name", name=op.f("uq_scorecard_forms_name")),
    )
    op.create_index(
        "uq_scorecard_forms_default",
        "scorecard_forms",
        ["is_default"],
        unique=True,
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "scorecard_form_versions",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dimensions", postgresql.JSONB(), nullable=False),
        _moment("created_at"),
        sa.Column("created_by", sa.Text(), nullable=False),
        *_id("scorecard_form_versions"),
        _to("scorecard_form_versions", "form_id", "scorecard_forms"),
        sa.UniqueConstraint("form_id", "number", name=op.f("uq_scorecard_form_versions_form_id_number")),
    )
    op.create_table(
        "scorecard_form_uses",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("round", sa.Text(), server_default="", nullable=False),
        *_id("scorecard_form_uses"),
        _to("scorecard_form_uses", "form_id", "scorecard_forms"),
        _to("scorecard_form_uses", "vacancy_id", "vacancies"),
        sa.UniqueConstraint(
            "vacancy_id",
            "kind",
            "round",
            name=op.f("uq_scorecard_form_uses_vacancy_id_kind_round"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "scorecard_drafts",
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("form_version_id", sa.Uuid(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        _moment("saved_at"),
        _to("scorecard_drafts", "interview_id", "interviews"),
        _to("scorecard_drafts", "form_version_id", "scorecard_form_versions"),
        sa.PrimaryKeyConstraint("interview_id", name=op.f("pk_scorecard_drafts")),
    )
    op.create_table(
        "scorecard_revisions",
        sa.Column("scorecard_id", sa.Uuid(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reopened_by", sa.Text(), nullable=False),
        _moment("reopened_at"),
        *_id("scorecard_revisions"),
        _to("scorecard_revisions", "scorecard_id", "scorecards"),
    )
    op.create_table(
        "scorecard_reminders",
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        _moment("sent_at"),
        *_id("scorecard_reminders"),
        _to("scorecard_reminders", "interview_id", "interviews"),
        sa.UniqueConstraint("interview_id", "step", name=op.f("uq_scorecard_reminders_interview_id_step")),
    )
    for table, column in (
        ("scorecard_form_uses", "form_id"),
        ("scorecard_drafts", "form_version_id"),
        ("scorecard_revisions", "scorecard_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    _widen()
    _first_form()
    everything, kept = "select, insert, update, delete", "select, insert"
    grant_tables(
        {
            "scorecard_forms": everything,
            "scorecard_form_versions": kept,
            "scorecard_form_uses": everything,
            "scorecard_drafts": everything,
            "scorecard_revisions": kept,
            "scorecard_reminders": everything,
        }
    )


def _widen() -> None:
    op.add_column("scorecards", sa.Column("form_version_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_scorecards_form_version_id"),
        "scorecards",
        "scorecard_form_versions",
        ["form_version_id"],
        ["id"],
    )
    for column in ("vetoes", "words"):
        op.add_column(
            "scorecards", sa.Column(column, postgresql.JSONB(), server_default="[]", nullable=False)
        )
    op.add_column("scorecards", sa.Column("words_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("scorecards", _moment("reopened_at", nullable=True))
    op.add_column(
        "tenant_settings", sa.Column("reminder_hours", sa.Integer(), server_default="24", nullable=False)
    )
    op.add_column(
        "tenant_settings", sa.Column("note_words", postgresql.JSONB(), server_default="[]", nullable=False)
    )


def _first_form() -> None:
    """What the tenant has asked so far becomes its default form; a new tenant gets its own when it is furnished."""
    op.execute("""
        with form as (
            insert into scorecard_forms (id, name, is_default, created_at)
            select uuidv7(), '通用评价表', true, now() from tenant_settings
            returning id
        )
        insert into scorecard_form_versions (id, form_id, number, dimensions, created_at, created_by)
        select uuidv7(), form.id, 1, (
            select coalesce(jsonb_agg(jsonb_build_object(
                'name', name, 'weight', '1', 'minimum', null, 'veto', false, 'anchors', '["", "", "", ""]'::jsonb
            ) order by place), '[]'::jsonb)
            from jsonb_array_elements_text(settings.dimensions) with ordinality as asked(name, place)
        ), now(), '回音'
        from form, tenant_settings settings
    """)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(table: str) -> tuple[sa.Column[Any], sa.PrimaryKeyConstraint]:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
    return sa.Column("id", sa.Uuid(), nullable=False), key


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
