"""Second factors, failed tries, proofs, password resets."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_EVERYTHING = "select, insert, update, delete"


def upgrade() -> None:
    _widen()
    op.create_table(
        "authenticator_apps",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        _moment("created_at"),
        _moment("confirmed_at", nullable=True),
        _user("authenticator_apps"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_authenticator_apps")),
    )
    op.create_table(
        "passkeys",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        _moment("created_at"),
        _moment("used_at", nullable=True),
        *_id("passkeys"),
        _user("passkeys"),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_table(
        "spent_challenges",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        _moment("at"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_challenges")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        _moment("created_at"),
        _moment("used_at", nullable=True),
        *_id("recovery_codes"),
        _user("recovery_codes"),
        sa.UniqueConstraint("user_id", "digest", name=op.f("uq_recovery_codes_user_id_digest")),
    )
    op.create_table(
        "sign_in_tries",
        _moment("at"),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        *_id("sign_in_tries"),
        _user("sign_in_tries"),
        sa.CheckConstraint(
            "way in ('password', 'code', 'passkey', 'second', 'proof')", name=op.f("ck_sign_in_tries_way")
        ),
    )
    op.create_table(
        "slowdowns",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        _moment("last_at"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_slowdowns")),
    )
    op.create_table(
        "password_resets",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("bound_to", sa.LargeBinary(), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        *_id("password_resets"),
        _user("password_resets"),
    )
    op.create_table(
        "kept_forms",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.Column("doing", sa.Text(), nullable=False),
        sa.Column("fields_sealed", sa.LargeBinary(), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        *_id("kept_forms"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_kept_forms_session_id")),
        sa.CheckConstraint("method in ('GET', 'POST')", name=op.f("ck_kept_forms_method")),
    )
    indexed = (
        ("passkeys", "user_id"),
        ("spent_challenges", "at"),
        ("sign_in_tries", "at"),
        ("password_resets", "user_id"),
        ("kept_forms", "session_id"),
    )
    for table, column in indexed:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    made = ("authenticator_apps", *(table for table, _column in indexed), "recovery_codes", "slowdowns")
    grant_tables(dict.fromkeys(made, _EVERYTHING))


def _widen() -> None:
    op.add_column("users", sa.Column("phone_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("users", sa.Column("phone_digest", sa.LargeBinary(), nullable=True))
    op.add_column("users", sa.Column("phone_hint", sa.Text(), server_default="", nullable=False))
    op.add_column("users", sa.Column("second_factor", sa.Boolean(), server_default="false", nullable=False))
    op.create_unique_constraint(op.f("uq_users_phone_digest"), "users", ["phone_digest"])
    op.add_column("sessions", sa.Column("address", sa.Text(), server_default="", nullable=False))
    op.add_column("sessions", sa.Column("way", sa.Text(), server_default="", nullable=False))
    op.add_column("sessions", _moment("seen_at", nullable=True))
    op.add_column("sessions", _moment("proved_at", nullable=True))
    op.create_index(op.f("ix_sessions_subject_id"), "sessions", ["subject_id"])
    op.add_column(
        "tenant_settings", sa.Column("second_factor", sa.Text(), server_default="off", nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_tenant_settings_second_factor"),
        "tenant_settings",
        "second_factor in ('off', 'managers', 'all')",
    )


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(table: str) -> tuple[sa.Column[Any], sa.PrimaryKeyConstraint]:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
    return sa.Column("id", sa.Uuid(), nullable=False), key


def _user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id"))
