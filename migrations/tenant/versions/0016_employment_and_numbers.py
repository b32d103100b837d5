"""Contracts without an application, employments that end and come back, numbers from a row of their own."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# The highest number that was ever given: after a deletion counting rows would give one twice.
_START = """
    insert into number_series (kind, last)
    select 'contract', coalesce(max(substring(number from '[0-9]+$')::int), 0) from contracts
    union all
    select 'employee', coalesce(max(substring(number from '[0-9]+$')::int), 0) from employees
"""
_TITLES = """
    update contracts set job_title = vacancies.title
    from applications join vacancies on vacancies.id = applications.vacancy_id
    where applications.id = contracts.application_id
"""


def upgrade() -> None:
    op.create_table(
        "number_series",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_number_series")),
    )
    op.execute(_START)
    grant_tables({"number_series": "select, insert, update"})
    op.add_column("contracts", sa.Column("job_title", sa.Text(), server_default="", nullable=False))
    op.execute(_TITLES)
    op.alter_column("contracts", "application_id", nullable=True)
    op.alter_column("employees", "contract_id", nullable=True)
    op.add_column("employees", sa.Column("ended_on", sa.Date(), nullable=True))
    op.add_column("employees", sa.Column("end_reason", sa.Text(), server_default="", nullable=False))
    op.drop_constraint(op.f("uq_employees_person_id_legal_entity_id"), "employees")
    op.create_index(
        "uq_employees_open",
        "employees",
        ["person_id", "legal_entity_id"],
        unique=True,
        postgresql_where=sa.text("ended_on is null"),
    )
