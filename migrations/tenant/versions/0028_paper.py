"""Contracts are signed on paper and come in as scans that a second person checks; employees ask for paper copies."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_STATES = (
    "'draft', 'checked', 'sent', 'signing', 'pending_company', 'sealing', 'completed', 'archived', 'withdrawn', "
    "'declined', 'expired', 'on_paper', 'completed_on_paper'"
)
_ONE_OF_NO_APPLICATION = (
    "application_id is null and state not in "
    "('completed', 'completed_on_paper', 'archived', 'withdrawn', 'declined')"
)
# Since when is in the chain; who was told no day has as many from now as the tenant gives for a signature.
_ON_PAPER_BEFORE = """
    update contracts set
      on_paper_since = coalesce((select max(at) from audit_events
        where audit_events.contract_id = contracts.id and kind = 'contract.on_paper'), now()),
      paper_due_at = (date_trunc('day', (now() + make_interval(days => (select sign_days from tenant_settings)))
        at time zone 'Asia/Shanghai') + interval '1 day' - interval '1 second') at time zone 'Asia/Shanghai'
    where state = 'on_paper'
"""


def upgrade() -> None:
    for name in ("on_paper_since", "paper_due_at"):
        op.add_column("contracts", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute(_ON_PAPER_BEFORE)
    op.drop_constraint(op.f("ck_contracts_state"), "contracts")
    op.create_check_constraint(op.f("ck_contracts_state"), "contracts", f"state in ({_STATES})")
    op.drop_index("uq_contracts_open_person", "contracts")
    op.create_index(
        "uq_contracts_open_person",
        "contracts",
        ["person_id", "legal_entity_id"],
        unique=True,
        postgresql_where=sa.text(_ONE_OF_NO_APPLICATION),
    )
    _scans()
    _copies()


def _scans() -> None:
    op.create_table(
        "paper_scans",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("object_key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("expected_pages", sa.Integer(), nullable=False),
        sa.Column("sources", postgresql.JSONB(), nullable=False),
        sa.Column("employee_signed_on", sa.Date(), nullable=False),
        sa.Column("sealed_on", sa.Date(), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", sa.Text(), server_default="", nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checks", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("reason_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting', 'accepted', 'sent_back', 'dropped')", name=op.f("ck_paper_scans_state")
        ),
        sa.CheckConstraint(
            "state <> 'accepted' or checked_by not in ('', uploaded_by)",
            name=op.f("ck_paper_scans_four_eyes"),
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_paper_scans_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_scans")),
    )
    op.create_index(op.f("ix_paper_scans_contract_id"), "paper_scans", ["contract_id"])
    op.create_index(
        "uq_paper_scans_waiting",
        "paper_scans",
        ["contract_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    grant_tables({"paper_scans": "select, insert, update, delete"})


def _copies() -> None:
    op.create_table(
        "paper_copies",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("words_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), server_default="", nullable=False),
        sa.Column("note_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state in ('asked', 'handed_over', 'posted', 'taken_back')", name=op.f("ck_paper_copies_state")
        ),
        sa.CheckConstraint("way in ('collect', 'post')", name=op.f("ck_paper_copies_way")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_paper_copies_contract_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_paper_copies_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_copies")),
    )
    op.create_index(op.f("ix_paper_copies_contract_id"), "paper_copies", ["contract_id"])
    op.create_index(
        "uq_paper_copies_asked",
        "paper_copies",
        ["contract_id"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )
    grant_tables({"paper_copies": "select, insert, update, delete"})
