"""Where files come in, and who takes them apart: nobody but a process of its own (decision 0035)."""

import ast
from functools import cache
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src"
# A new one is read by `files.run(…)`, and has its bombs in `tests/functional/test_bombs.py`.
UPLOADS = {
    "hr_console/company/branding/controllers.py",
    "hr_console/hiring/imports/controllers.py",
    "portal/verify/controllers.py",
}
# What takes a file apart, and where it may be called by its name: in works of such a process, and in tools for whoever
# sits before a machine of their own.
PARSERS = {
    "read_sheets": {"tenants/hiring/imports/reading.py"},
    "load_workbook": {"tenants/hiring/imports/workbook.py"},
    "plan_import": {"tenants/hiring/imports/reading.py"},
    "open_archive": {"tenants/hiring/imports/workbook.py"},
    "clean_png": {"tenants/company/branding/picture.py"},
    "check_picture": {"tenants/company/branding/picture.py", "platform/documents/render.py"},
    "sound_logo": set(),
    "verify_pdf": {"platform/verify/check.py", "platform/verify/cli.py", "road/contracts.py"},
    "verify_bundle": {"platform/verify/cli.py", "road/contracts.py"},
}


@cache
def _calls() -> dict[str, set[str]]:
    """What each file of the source calls by its name; a method with a dot before it."""
    found: dict[str, set[str]] = {}
    for path in SRC.rglob("*.py"):
        called = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        names = {one.id for one in called if isinstance(one, ast.Name)}
        methods = {f".{one.attr}" for one in called if isinstance(one, ast.Attribute)}
        found[str(path.relative_to(SRC))] = names | methods
    return found


def _callers(name: str) -> set[str]:
    return {path for path, called in _calls().items() if name in called}


def test_every_place_where_files_come_in_is_known() -> None:
    forms = {path for path in _callers(".file") if path.startswith(("front", "portal", "hr_console"))}
    assert forms == UPLOADS


def test_files_are_taken_apart_in_processes_of_their_own() -> None:
    for name, allowed in PARSERS.items():
        assert _callers(name) == allowed, name
