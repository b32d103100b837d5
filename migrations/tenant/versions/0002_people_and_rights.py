"""Departments as a tree, roles as sets of permissions, invitations, features by department."""

import sqlalchemy as sa
from alembic import op
from huiyin_migrations.grants import grant_tables
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_EVERYTHING = "select, insert, update, delete"

# What was a text becomes a place in the tree, and the one role of a user an assignment.
_CARRY_OVER = (
    """
    insert into departments (id, parent_id, name, path)
    select id, null, department, replace(id::text, '-', '') || '/'
    from (select uuidv7() as id, department from (select distinct department from vacancies) as named
          where department <> '') as made
    """,
    """
    update vacancies set department_id = departments.id from departments
    where departments.name = vacancies.department
    """,
    """
    insert into role_assignments (id, user_id, role, department_id)
    select uuidv7(), id, role, null from users where role <> ''
    """,
)


def upgrade() -> None:
    op.create_table(
        "departments",
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["departments.id"], name=op.f("fk_departments_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint(
            "parent_id",
            "name",
            name=op.f("uq_departments_parent_id_name"),
            postgresql_nulls_not_distinct=True,
        ),
        sa.UniqueConstraint("path", name=op.f("uq_departments_path")),
    )
    op.create_table(
        "roles",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("permissions", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
    )
    op.create_table(
        "role_assignments",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_role_assignments_user_id")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_role_assignments_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_assignments")),
        sa.UniqueConstraint(
            "user_id",
            "role",
            "department_id",
            name=op.f("uq_role_assignments_user_id_role_department_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "invitations",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("grants", postgresql.JSONB(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), server_default="", nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], name=op.f("fk_invitations_invited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
    )
    op.create_table(
        "feature_switches",
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("department_ids", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("mode in ('off', 'pilot', 'on')", name=op.f("ck_feature_switches_mode")),
        sa.PrimaryKeyConstraint("feature", name=op.f("pk_feature_switches")),
    )
    op.add_column("vacancies", sa.Column("department_id", sa.Uuid(), nullable=True))
    op.add_column("vacancies", sa.Column("hiring_manager_id", sa.Uuid(), nullable=True))
    for column, target in (("department_id", "departments"), ("hiring_manager_id", "users")):
        op.create_foreign_key(op.f(f"fk_vacancies_{column}"), "vacancies", target, [column], ["id"])
        op.create_index(op.f(f"ix_vacancies_{column}"), "vacancies", [column])
    op.add_column("users", sa.Column("seat", sa.Boolean(), server_default="true", nullable=False))
    # Expand: the code before this revision still reads the column; it takes newer people for the least of its roles.
    op.alter_column("users", "role", server_default="interviewer")
    for statement in _CARRY_OVER:
        op.execute(statement)
    grant_tables(
        dict.fromkeys(
            ("departments", "roles", "role_assignments", "invitations", "feature_switches"), _EVERYTHING
        )
    )
