"""Seals of several kinds with keepers and rules, the requests to use them, and the register of every use.

Every contract sealed before has its line in the register, too.
"""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# One seal of each company was used for everything: the oldest that is not stopped.
_USES = """
    insert into seal_uses (legal_entity_id, document, seal_id)
    select distinct on (legal_entity_id) legal_entity_id, 'labour_contract', id from seals
    where stopped_at is null order by legal_entity_id, id
"""
_REGISTER = """
    insert into seal_entries
      (id, contract_id, seal_id, way, pressed_by, pressed_name, pressed_at, before_sha256, after_sha256, sealed_at)
    select uuidv7(), c.id, u.id, 'proof', s.seal_requested_by,
      coalesce((select name from users where 'user:' || users.id = s.seal_requested_by), ''), s.seal_requested_at,
      c.signed_sha256, c.final_sha256, c.completed_at
    from signings s
    join contracts c on c.id = s.contract_id
    join lateral (select id from seals where legal_entity_id = c.legal_entity_id
                  order by stopped_at nulls first, id limit 1) u on true
    where s.seal_requested_at is not null
"""


def upgrade() -> None:
    _seals()
    op.create_table(
        "seal_keepers",
        sa.Column("seal_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["seal_id"], ["seals.id"], name=op.f("fk_seal_keepers_seal_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_seal_keepers_user_id")),
        sa.PrimaryKeyConstraint("seal_id", "user_id", name=op.f("pk_seal_keepers")),
    )
    op.create_table(
        "seal_uses",
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("seal_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entities.id"], name=op.f("fk_seal_uses_legal_entity_id")
        ),
        sa.ForeignKeyConstraint(["seal_id"], ["seals.id"], name=op.f("fk_seal_uses_seal_id")),
        sa.PrimaryKeyConstraint("legal_entity_id", "document", name=op.f("pk_seal_uses")),
    )
    op.execute(_USES)
    _requests()
    _entries()
    op.execute(_REGISTER)
    for column in ("seal_requested_by", "seal_requested_at"):
        op.drop_column("signings", column)
    op.add_column(
        "tenant_settings", sa.Column("seal_four_eyes", sa.Boolean(), server_default="false", nullable=False)
    )
    everything = "select, insert, update, delete"
    grant_tables(
        {
            "seal_keepers": everything,
            "seal_uses": everything,
            "seal_requests": everything,
            "seal_entries": everything,
        }
    )


def _seals() -> None:
    op.execute("update seals set kind = 'contract'")
    op.create_check_constraint(
        op.f("ck_seals_kind"), "seals", "kind in ('official', 'contract', 'hr', 'representative')"
    )
    op.add_column("seals", sa.Column("holder", sa.Text(), server_default="", nullable=False))
    op.add_column("seals", sa.Column("scan", sa.LargeBinary(), nullable=True))
    op.add_column("seals", sa.Column("rule", sa.Text(), server_default="proof", nullable=False))
    op.create_check_constraint(op.f("ck_seals_rule"), "seals", "rule in ('proof', 'code', 'automatic')")
    op.add_column("seals", sa.Column("added_by", sa.Text(), server_default="", nullable=False))
    op.add_column("seals", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("seals", sa.Column("stopped_by", sa.Text(), server_default="", nullable=False))
    op.add_column("seals", sa.Column("stop_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("seals", sa.Column("successor_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_seals_successor_id"), "seals", "seals", ["successor_id"], ["id"])
    op.execute("update seals set stopped_at = now() where not active")
    op.drop_column("seals", "active")
    op.create_index(
        "uq_seals_official",
        "seals",
        ["legal_entity_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'official' and stopped_at is null"),
    )


def _requests() -> None:
    op.create_table(
        "seal_requests",
        sa.Column("lines", sa.dialects.postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_name", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state in ('open', 'approved', 'refused', 'dropped')", name=op.f("ck_seal_requests_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_requests")),
    )
    op.create_index(
        "ix_seal_requests_open", "seal_requests", ["asked_at"], postgresql_where=sa.text("state = 'open'")
    )


def _entries() -> None:
    op.create_table(
        "seal_entries",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("seal_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("pressed_by", sa.Text(), nullable=False),
        sa.Column("pressed_name", sa.Text(), server_default="", nullable=False),
        sa.Column("pressed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before_sha256", sa.Text(), nullable=False),
        sa.Column("after_sha256", sa.Text(), server_default="", nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("way in ('proof', 'code', 'automatic')", name=op.f("ck_seal_entries_way")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_seal_entries_contract_id")),
        sa.ForeignKeyConstraint(["seal_id"], ["seals.id"], name=op.f("fk_seal_entries_seal_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["seal_requests.id"], name=op.f("fk_seal_entries_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_entries")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_seal_entries_contract_id")),
    )
    op.create_index(op.f("ix_seal_entries_seal_id"), "seal_entries", ["seal_id"])
    op.create_index(op.f("ix_seal_entries_pressed_at"), "seal_entries", ["pressed_at"])
