"""What makes one test quick: it loads no more than it needs, and is not handed to many processes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.dev import STATE, environment, is_one_file
from tools.slowest import table

ROOT = Path(__file__).resolve().parents[2]
_LOADED = "import sys, tests.conftest, tests.unit.conftest; print(*(name for name in sys.modules))"


def test_a_unit_test_loads_no_product() -> None:
    command = [sys.executable, "-c", _LOADED]
    loaded = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    assert "huiyin.platform.clock" in loaded
    assert not {"huiyin.up", "huiyin.tenants", "sqlalchemy", "litestar"} & set(loaded)


@pytest.mark.parametrize(
    ("arguments", "one"),
    [
        (["tests/unit/test_names.py"], True),
        (["tests/unit/test_names.py::test_tables_stand_in_models", "-x"], True),
        (["-k", "folders", "tests/unit/test_docs.py", "--clock", "night"], True),
        (["tests/unit/test_docs.py::a", "tests/unit/test_docs.py::b"], True),
        (["tests/unit/test_docs.py", "tests/unit/test_names.py"], False),
        (["tests/unit/test_docs.py", "tests/attack"], False),
        (["tests/unit"], False),
        (["-k", "folders"], False),
        ([], False),
    ],
)
def test_one_file_needs_one_process(arguments: list[str], one: bool) -> None:
    assert is_one_file(arguments) is one


def test_the_slowest_come_first() -> None:
    times = [("a", 1.0), ("b", 4.0), ("a", 2.0)]
    assert [line.split() for line in table(times)] == [["4.0", "s", "1", "b"], ["3.0", "s", "2", "a"]]


def test_the_set_up_writes_into_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless somebody says where caches are to be."""
    caches = ("UV_CACHE_DIR", "PIP_CACHE_DIR", "npm_config_cache")
    for name in caches:
        monkeypatch.delenv(name, raising=False)
    assert all(Path(environment()[name]).is_relative_to(STATE) for name in caches)
    monkeypatch.setenv("UV_CACHE_DIR", "/elsewhere")
    assert environment()["UV_CACHE_DIR"] == "/elsewhere"
