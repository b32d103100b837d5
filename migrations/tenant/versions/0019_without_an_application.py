"""Contracts and employees know their department, calls are about a person: none of them needs an application."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_OF_CONTRACTS = """
    update contracts set department_id = vacancies.department_id
    from applications join vacancies on vacancies.id = applications.vacancy_id
    where applications.id = contracts.application_id
"""
_OF_EMPLOYEES = """
    update employees set department_id = contracts.department_id, job_title = contracts.job_title
    from contracts where contracts.id = employees.contract_id
"""
_OF_CALLS = """
    update call_notes set person_id = applications.person_id
    from applications where applications.id = call_notes.application_id
"""


def upgrade() -> None:
    for table in ("contracts", "employees"):
        op.add_column(table, sa.Column("department_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            op.f(f"fk_{table}_department_id"), table, "departments", ["department_id"], ["id"]
        )
        op.create_index(op.f(f"ix_{table}_department_id"), table, ["department_id"])
    op.add_column("employees", sa.Column("job_title", sa.Text(), server_default="", nullable=False))
    op.execute(_OF_CONTRACTS)
    op.execute(_OF_EMPLOYEES)
    op.create_index(
        "uq_contracts_open_person",
        "contracts",
        ["person_id", "legal_entity_id"],
        unique=True,
        postgresql_where=sa.text(
            "application_id is null and state not in ('completed', 'archived', 'withdrawn')"
        ),
    )
    op.add_column("call_notes", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.execute(_OF_CALLS)
    op.alter_column("call_notes", "person_id", nullable=False)
    op.create_foreign_key(op.f("fk_call_notes_person_id"), "call_notes", "persons", ["person_id"], ["id"])
    op.create_index(op.f("ix_call_notes_person_id"), "call_notes", ["person_id"])
    op.alter_column("call_notes", "application_id", nullable=True)
