"""A contract has a last moment at which it can be signed; candidates ask, refuse and want paper instead of signing."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_STATES = (
    "'draft', 'checked', 'sent', 'signing', 'pending_company', 'sealing', 'completed', 'archived', 'withdrawn', "
    "'declined', 'expired', 'on_paper'"
)
_MOMENTS = ("sign_until", "held_since", "counted_from", "next_look_at", "nudged_at", "put_off_at")
# Who was told a day keeps it; whose day has passed unsaid has another week from now. They are looked after with the next
# contract that the tenant sends.
_SENT_BEFORE = """
    update contracts set counted_from = began.at, next_look_at = now(),
      sign_until = (date_trunc('day', (began.at + interval '7 days') at time zone 'Asia/Shanghai')
                    + interval '1 day' - interval '1 second') at time zone 'Asia/Shanghai'
    from (select id, case when sent_at > now() - interval '7 days' then sent_at else now() end as at from contracts) began
    where began.id = contracts.id and contracts.state = 'sent'
"""
_ONE_EACH = "state not in ('withdrawn', 'declined')"
_ONE_OF_NO_APPLICATION = (
    "application_id is null and state not in ('completed', 'archived', 'withdrawn', 'declined')"
)


def upgrade() -> None:
    for name in _MOMENTS:
        op.add_column("contracts", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("contracts", sa.Column("reminded", sa.Integer(), server_default="0", nullable=False))
    op.execute(_SENT_BEFORE)
    op.drop_constraint(op.f("ck_contracts_state"), "contracts")
    op.create_check_constraint(op.f("ck_contracts_state"), "contracts", f"state in ({_STATES})")
    _replace_index("uq_contracts_open_application", ["application_id"], _ONE_EACH)
    _replace_index("uq_contracts_open_person", ["person_id", "legal_entity_id"], _ONE_OF_NO_APPLICATION)
    op.create_index(
        "ix_contracts_next_look_at",
        "contracts",
        ["next_look_at"],
        postgresql_where=sa.text("next_look_at is not null"),
    )
    op.create_index(op.f("ix_contracts_application_id"), "contracts", ["application_id"])
    _concerns()
    for name, number in (("sign_days", "7"), ("answer_days", "2")):
        op.add_column("tenant_settings", sa.Column(name, sa.Integer(), server_default=number, nullable=False))


def _replace_index(name: str, columns: list[str], where: str) -> None:
    op.drop_index(name, "contracts")
    op.create_index(name, "contracts", columns, unique=True, postgresql_where=sa.text(where))


def _concerns() -> None:
    op.create_table(
        "concerns",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("words_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), server_default="", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind in ('question', 'mistake', 'paper', 'refusal')", name=op.f("ck_concerns_kind")
        ),
        sa.CheckConstraint(
            "state in ('open', 'answered', 'agreed', 'taken_back', 'closed')", name=op.f("ck_concerns_state")
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_concerns_contract_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_concerns_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
    )
    op.create_index(op.f("ix_concerns_contract_id"), "concerns", ["contract_id"])
    op.create_index("ix_concerns_open", "concerns", ["raised_at"], postgresql_where=sa.text("state = 'open'"))
    grant_tables({"concerns": "select, insert, update, delete"})
