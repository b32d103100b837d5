"""The glossary names every table, feature and address once, and nothing that there is not."""

import re
from collections.abc import Iterator
from pathlib import Path

import huiyin.app
import pytest
from huiyin.hr_console import HANDLERS
from huiyin.platform.db import TenantBase
from litestar import Litestar
from litestar.routes import HTTPRoute

ROOT = Path(__file__).resolve().parents[2]
_TENANTS = ROOT / "src" / "tenants"


def rows() -> list[list[str]]:
    """The cells of the glossary's table, without its head."""
    text = (ROOT / "GLOSSARY.md").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def named(column: int) -> list[str]:
    """What is at home in a column, in order."""
    return [name for row in rows() for name in re.findall(r"`([^`]+)`", row[column])]


def features() -> Iterator[str]:
    """Every folder of the domain that has something of its own."""
    for wing in _TENANTS.iterdir():
        if not (wing / "__init__.py").exists():
            continue
        inside = [one for one in wing.iterdir() if (one / "__init__.py").exists()]
        yield from (f"{wing.name}/{one.name}" for one in inside)
        if not inside:
            yield wing.name


def addresses() -> set[str]:
    """The first part of every address below `/hr`."""
    routes = Litestar(HANDLERS, dependencies=huiyin.app.DEPENDENCIES, openapi_config=None).routes
    paths = [route.path for route in routes if isinstance(route, HTTPRoute)]
    return {path.split("/")[2] for path in paths if path.startswith("/hr/")}


@pytest.mark.parametrize(
    ("column", "there"),
    [(2, set(features())), (3, set(TenantBase.metadata.tables)), (4, addresses())],
    ids=["folders", "tables", "addresses"],
)
def test_each_is_named_once_and_nothing_else(column: int, there: set[str]) -> None:
    assert sorted(named(column)) == sorted(there)


def test_every_thing_has_its_words() -> None:
    for row in rows():
        assert len(row) == 5 and row[0] and row[1], row
    for column in (0, 1):
        words = [row[column] for row in rows()]
        assert len(words) == len(set(words))
