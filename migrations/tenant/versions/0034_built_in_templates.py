"""The built-in templates once more, as a further version of each: annexes that are there, hazards that are asked for, clauses
that are counted. Contracts keep the version they were made from."""

from huiyin_migrations.templates import add_built_in_templates

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_built_in_templates()
