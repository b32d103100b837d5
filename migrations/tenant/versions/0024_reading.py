"""What a candidate was shown and for how long, who they said they are, and the tenant's shortest reading."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TIMES = ("reported_at", "identified_at", "identity_tried_at")


def upgrade() -> None:
    for name in ("notice_hash", "shown_sha256"):
        op.add_column("signings", sa.Column(name, sa.Text(), server_default="", nullable=False))
    for name in ("page_count", "identity_tries"):
        op.add_column("signings", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    for name, empty in (("sign_place", "{}"), ("pages_seen", "[]")):
        op.add_column("signings", sa.Column(name, postgresql.JSONB(), server_default=empty, nullable=False))
    op.add_column("signings", sa.Column("text_read", sa.Boolean(), server_default="false", nullable=False))
    for name in _TIMES:
        op.add_column("signings", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "tenant_settings", sa.Column("reading_seconds", sa.Integer(), server_default="5", nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_tenant_settings_reading_seconds"), "tenant_settings", "reading_seconds in (0, 3, 5, 10)"
    )
    # Whoever has proved their phone to sign goes on from there: the form was not asked of them.
    op.execute("update signings set identified_at = verified_at where verified_at is not null")
