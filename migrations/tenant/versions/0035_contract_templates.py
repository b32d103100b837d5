"""Contract templates as trees, with drafts, a second person's approval and a day from which they are in force; the days of
contracts, of which deadlines are made.

The built-in ones are added as trees before there are the new columns: what they print is the same.
"""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables
from huiyin_migrations.templates import add_built_in_templates
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_KINDS = "'fixed', 'open'"


def upgrade() -> None:
    add_built_in_templates()
    op.add_column("contract_templates", sa.Column("kind", sa.Text(), nullable=True))
    op.execute(
        "update contract_templates set kind = case code when 'open_ended' then 'open' else 'fixed' end"
    )
    op.alter_column("contract_templates", "kind", nullable=False)
    op.create_check_constraint(
        op.f("ck_contract_templates_kind"), "contract_templates", f"kind in ({_KINDS})"
    )
    op.add_column("contract_templates", sa.Column("effective_from", sa.Date(), nullable=True))
    op.execute("update contract_templates set effective_from = date '2000-01-01'")
    op.alter_column("contract_templates", "effective_from", nullable=False)
    op.add_column(
        "contract_templates", sa.Column("scope", postgresql.JSONB(), server_default="{}", nullable=False)
    )
    op.execute(
        "update contract_templates set scope = jsonb_build_object('posts', jsonb_build_array('销售')) where code = 'fixed_sales'"
    )
    for name in ("written_by", "approved_by"):
        op.add_column("contract_templates", sa.Column(name, sa.Text(), server_default="", nullable=False))
    for name in ("starts_on", "ends_on", "probation_ends_on", "works_from"):
        op.add_column("contracts", sa.Column(name, sa.Date(), nullable=True))
    op.create_table(
        "contract_template_drafts",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("code", "name", "kind")),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("scope", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("writers", postgresql.JSONB(), nullable=False),
        sa.Column("submitted_by", sa.Text(), server_default="", nullable=False),
        sa.Column("return_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("imported", postgresql.JSONB(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"kind in ({_KINDS})", name=op.f("ck_contract_template_drafts_kind")),
        sa.CheckConstraint(
            "state in ('editing', 'submitted', 'returned')", name=op.f("ck_contract_template_drafts_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_template_drafts")),
        sa.UniqueConstraint("code", name=op.f("uq_contract_template_drafts_code")),
    )
    grant_tables({"contract_template_drafts": "select, insert, update, delete"})
