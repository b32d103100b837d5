"""What django-tenants is measured with reads the tables as they are: that environment is built too seldom to tell."""

import ast
from pathlib import Path

import huiyin.app  # noqa: F401 – every model is known afterwards
from huiyin.platform.db import TenantBase

from benchmarks.django_tenants import stand

_MODELS = Path(stand.__file__).parent / "project" / "hiring" / "models.py"


def _columns(model: ast.ClassDef) -> tuple[str, set[str]]:
    """A model's table and the columns it names."""
    table, columns = "", set()
    for line in ast.walk(model):
        if not isinstance(line, ast.Assign) or not isinstance(line.targets[0], ast.Name):
            continue
        name, value = line.targets[0].id, line.value
        if name == "db_table" and isinstance(value, ast.Constant):
            table = str(value.value)
        elif isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            columns.add(f"{name}_id" if value.func.attr == "ForeignKey" else name)
    return table, columns


def test_every_model_of_the_reference_has_its_table_and_columns() -> None:
    classes = [item for item in ast.parse(_MODELS.read_text()).body if isinstance(item, ast.ClassDef)]
    models = dict(_columns(model) for model in classes)
    del models[""]  # the abstract one
    assert set(models) == set(stand._READ), "these are copied, those are read"
    tables = TenantBase.metadata.tables
    assert {name: columns - set(tables[name].columns.keys()) for name, columns in models.items()} == {
        name: set() for name in models
    }


def test_the_sql_of_the_reference_makes_its_tables_and_none_of_our_runners() -> None:
    script = stand.tables_sql()
    assert "alembic_version" not in script and "do $$" not in script.lower()
    for table in stand._READ:
        assert f"create table {table} " in script.lower()
