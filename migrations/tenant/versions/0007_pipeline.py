"""A tenant's own stages, openings with pay and head count, merged people, talent pool, blacklist, preferences."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_EVERYTHING = "select, insert, update, delete"
_TYPES = "('new', 'interview', 'review', 'offer', 'sign', 'onboard', 'hired', 'archived')"
# The stages there were, each with the name of its type: the empty one.
_DEFAULT_STAGES = """
    insert into stages (id, type, name, position)
    select uuidv7(), type, '', 0
    from unnest(array['new', 'interview', 'review', 'offer', 'sign', 'onboard', 'hired', 'archived']) as type
"""


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "stages",
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"type in {_TYPES}", name=op.f("ck_stages_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stages")),
        sa.UniqueConstraint("type", "name", name=op.f("uq_stages_type_name")),
    )
    op.execute(_DEFAULT_STAGES)
    op.add_column("applications", sa.Column("stage_id", sa.Uuid(), nullable=True))
    op.add_column("applications", sa.Column("archive_reason", sa.Text(), server_default="", nullable=False))
    op.create_foreign_key(op.f("fk_applications_stage_id"), "applications", "stages", ["stage_id"], ["id"])
    op.create_index(
        op.f("ix_applications_stage_id"),
        "applications",
        ["stage_id"],
        postgresql_where=sa.text("stage_id is not null"),
    )
    op.create_index("ix_applications_board", "applications", ["stage", "promised_at", sa.text("id desc")])
    op.add_column("vacancies", sa.Column("pay_structure", sa.Text(), server_default="", nullable=False))
    op.add_column("vacancies", sa.Column("head_count", sa.Integer(), nullable=True))
    op.add_column("vacancies", sa.Column("closed_at", moment, nullable=True))
    op.add_column("persons", sa.Column("email_digest", sa.LargeBinary(), nullable=True))
    op.add_column("persons", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_persons_merged_into_id"), "persons", "persons", ["merged_into_id"], ["id"])
    op.create_index(op.f("ix_persons_email_digest"), "persons", ["email_digest"])
    op.create_table(
        "person_merges",
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("moved", postgresql.JSONB(), nullable=False),
        sa.Column("merged_by", sa.Text(), nullable=False),
        sa.Column("merged_at", moment, nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", moment, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["kept_id"], ["persons.id"], name=op.f("fk_person_merges_kept_id")),
        sa.ForeignKeyConstraint(["merged_id"], ["persons.id"], name=op.f("fk_person_merges_merged_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merges")),
    )
    op.create_index(op.f("ix_person_merges_kept_id"), "person_merges", ["kept_id"])
    op.create_table(
        "distinct_persons",
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["persons.id"], name=op.f("fk_distinct_persons_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["persons.id"], name=op.f("fk_distinct_persons_second_id")),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_distinct_persons")),
    )
    op.create_table(
        "pool_entries",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("invited_at", moment, nullable=False),
        sa.Column("consented_at", moment, nullable=True),
        sa.Column("expires_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_pool_entries_person_id")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_pool_entries_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_entries")),
    )
    op.create_table(
        "blacklist_entries",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_at", moment, nullable=True),
        sa.Column("lift_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_blacklist_entries_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blacklist_entries")),
    )
    for table, still in (("pool_entries", "ended_at is null"), ("blacklist_entries", "lifted_at is null")):
        op.create_index(
            f"uq_{table}_standing", table, ["person_id"], unique=True, postgresql_where=sa.text(still)
        )
    op.create_table(
        "user_preferences",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_preferences_user_id")),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_user_preferences")),
    )
    made = (
        "stages",
        "person_merges",
        "distinct_persons",
        "pool_entries",
        "blacklist_entries",
        "user_preferences",
    )
    grant_tables(dict.fromkeys(made, _EVERYTHING))
