"""Minimum wages that members have verified; what HR answers to the check of a contract, and who approves it."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "minimum_wages",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("monthly", sa.Numeric(), nullable=False),
        sa.Column("hourly", sa.Numeric(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("source", "document_number", "verified_by")
        ),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("monthly > 0", name=op.f("ck_minimum_wages_monthly")),
        sa.CheckConstraint("hourly > 0", name=op.f("ck_minimum_wages_hourly")),
        sa.UniqueConstraint("region", "effective_from", name=op.f("uq_minimum_wages_region_effective_from")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minimum_wages")),
    )
    grant_tables({"minimum_wages": "select, insert, update, delete"})
    for column in (
        sa.Column("answers_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("fixed_on_request", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("approval", sa.Text(), server_default="none", nullable=False),
        sa.Column("approved_by", sa.Text(), server_default="", nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason_encrypted", sa.LargeBinary(), nullable=True),
    ):
        op.add_column("contracts", column)
    op.create_check_constraint(
        op.f("ck_contracts_approval"), "contracts", "approval in ('none', 'wanted', 'given', 'returned')"
    )
    op.execute(
        "update contracts set fixed_on_request = true from audit_events e"
        " where e.contract_id = contracts.id and e.kind = 'contract.created' and e.data ->> 'fixed_on_request' is not null"
    )
    op.add_column(
        "tenant_settings",
        sa.Column("contract_approval", sa.Boolean(), server_default="false", nullable=False),
    )
